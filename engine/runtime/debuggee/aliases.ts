/** Which tensors lie in one block of memory: what each shows of it, and which ops saved it for the backward pass. */
import type { GraphNode } from '../../autograd/node';
import { Port } from '../../autograd/node';
import { types } from '../../tensor/dtype';
import type { TensorPlace } from '../../tensor/picture';
import { elements } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { coverage } from './coverage';
import { labelsOf, lineOf, liveTensors, titleOf } from './live';

/** A tensor on a storage. */
export interface AliasView {
  /** `fc1.weight · train.ts:12` */
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  /** Of the first element, in elements. */
  readonly offset: number;
  /** Bytes of the storage that it shows, each counted once. */
  readonly bytes: number;
  /** What part it shows of each of 64 pieces of the storage of the same length: 0 … 1. */
  readonly coverage: readonly number[];
  /** It is the tensor that was asked for. */
  readonly isAsked: boolean;
  /** It shows what another tensor made. */
  readonly isView: boolean;
}

/** An op that saved a tensor on the storage for its gradient. */
export interface AliasSave {
  /** `linear` */
  readonly op: string;
  /** What the tensor is for the op: `weight`. */
  readonly role: string;
  /** `train.ts:12`; '' where it is unknown. */
  readonly line: string;
  /** Of the storage, when it was saved. The backward pass refuses to go on where it is another now. */
  readonly version: number;
}

export interface Aliases {
  readonly storage: number;
  readonly bytes: number;
  /** Writes in place so far. */
  readonly version: number;
  readonly views: readonly AliasView[];
  readonly saved: readonly AliasSave[];
}

const pieces = 64;

/** All that shares memory with the tensor at `place`, of the tensors that V8 found. Throws where it was given back. */
export function aliases(found: readonly Tensor[], place: TensorPlace): Aliases {
  const tensors = liveTensors(found);
  const sharing = tensors.filter(({ storage }) => storage.id === place.storage);
  if (sharing.length === 0) {
    throw new Error('aliases: its memory was given back — look at it before dispose() or tidy()');
  }
  const { storage } = sharing[0];
  const labels = labelsOf(tensors);
  const view = (name: string, at: TensorPlace, isView: boolean): AliasView => {
    const { dtype, shape, strides, offset } = at;
    const size = types[dtype as keyof typeof types].bytes;
    const distinct = shape.map((length, axis) => (strides[axis] === 0 ? Math.min(length, 1) : length));
    const bytes = elements(distinct) * size;
    const covered = coverage({ shape, strides, offset, size, bytes: storage.bytes, pieces });
    const isAsked = samePlace(at, place);
    return { name, dtype, shape, strides, offset, bytes, coverage: covered, isAsked, isView };
  };
  const views = sharing.map((tensor) => view(titleOf(tensor, labels), tensor.place(), tensor.base !== null));
  // A row that a person opened is no tensor of the program.
  if (!views.some(({ isAsked }) => isAsked)) views.push(view('this part', place, true));
  views.sort((a, b) => Number(a.isView) - Number(b.isView) || a.offset - b.offset || b.bytes - a.bytes);
  return {
    storage: storage.id,
    bytes: storage.bytes,
    version: storage.version,
    views,
    saved: saves(tensors, place),
  };
}

function samePlace(a: TensorPlace, b: TensorPlace): boolean {
  const text = ({ dtype, shape, strides, offset }: TensorPlace) =>
    JSON.stringify([dtype, shape, strides, offset]);
  return text(a) === text(b);
}

/** In the order in which the ops ran. */
function saves(tensors: readonly Tensor[], place: TensorPlace): AliasSave[] {
  const nodes = [...graphOf(tensors)].sort((a, b) => a.sequence - b.sequence);
  return nodes.flatMap((node) =>
    node
      .savedTensors()
      .filter(({ tensor }) => tensor.storage.id === place.storage)
      .map(({ name, version }) => ({ op: node.row.name, role: name, line: lineOf(node), version })),
  );
}

/** Every recorded op that a tensor has in its history. */
function graphOf(tensors: readonly Tensor[]): Set<GraphNode> {
  const met = new Set<GraphNode>();
  for (const { gradFn } of tensors) if (gradFn !== null) met.add(gradFn);
  for (const node of met) {
    for (const edge of node.edges) {
      const next = edge instanceof Port ? edge.node : edge;
      if (next !== null && 'edges' in next) met.add(next);
    }
  }
  return met;
}
