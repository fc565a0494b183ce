/** The history of views of tensors that are written to in place. */
import { zeros } from '../ops/creation';
import { dispatch, joinGraph, record } from '../ops/dispatch';
import { define } from '../ops/row';
import { positions } from '../ops/strided';
import { where } from '../ops/where';
import { mayOverlap, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { autogradOf } from './meta';
import { type Edge, GraphNode } from './node';

/** How a tensor lies in its storage. */
interface Layout {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

interface Part {
  readonly base: Layout;
  readonly view: Layout;
}

function layoutOf({ shape, strides, offset }: Tensor): Layout {
  return { shape, strides, offset };
}

function seen(memory: Tensor, { shape, strides, offset }: Layout, from: number): Tensor {
  return new Tensor(memory.storage, memory.type, shape, strides, offset - from);
}

/** Memory of zeros that has room for a base, laid out as the base is. */
function roomFor({ shape, strides }: Layout, like: Tensor): Tensor {
  const last = shape.reduce((end, size, axis) => end + (size - 1) * strides[axis], 0);
  return zeros([Math.max(last + 1, 0)], { dtype: like.dtype });
}

/** The part of a base that a view shows, wherever both lie. */
const partRow = define('partOfBase', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: readonly [Tensor], { base, view }: Part): Tensor => {
    const memory = roomFor(base, input);
    seen(memory, base, base.offset).copy_(input);
    return seen(memory, view, base.offset).clone();
  },
  gradient: { input: ({ grad, base, view }): Tensor => dispatch(wholeRow, [grad], { base, view }) },
});

/** A base of zeros, but for the part that a view shows; where the view shows an element several times, the sum. */
const wholeRow = define('partOfBaseBackward', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: readonly [Tensor], { base, view }: Part): Tensor => {
    const memory = roomFor(base, input);
    if (mayOverlap(view.shape, view.strides)) {
      const sums = memory.indexAdd(0, positions(view, base.offset), input.reshape(-1));
      return seen(sums, base, base.offset).clone();
    }
    seen(memory, view, base.offset).copy_(input);
    return seen(memory, base, base.offset).clone();
  },
  gradient: { input: ({ grad, base, view }): Tensor => dispatch(partRow, [grad], { base, view }) },
});

/** The node of a view, made anew where a write in place has changed the history of its base. */
export function nodeOf(tensor: Tensor): GraphNode | null {
  const { base, autograd, storage } = tensor;
  const node = autograd?.node ?? null;
  if (base === null || autograd?.requiresGrad) return node;
  const stale = node === null ? base.autograd?.node != null : autograd?.history !== storage.version;
  if (!stale || !base.requiresGrad) return node;
  const part = { base: layoutOf(base), view: layoutOf(tensor) };
  const own = record(partRow, [base], part, node?.index ?? -1, tensor);
  joinGraph(tensor, own, 0);
  return own;
}

/** A write in place through a view, as the history of the base: the part is replaced, the rest passes. */
class PartNode extends GraphNode {
  readonly #write: GraphNode;
  readonly #part: Part;
  /** Which operand was written to. */
  readonly #target: number;

  constructor(write: GraphNode, base: Tensor, baseEdge: Edge, part: Part, target: number) {
    super(write.row, write.attributes, write.index, write.site, write.module, write.edges.length);
    this.#write = write;
    this.#part = part;
    this.#target = target;
    write.edges.forEach((edge, position) => {
      this.edges[position] = position === target ? baseEdge : edge;
      this.shapes[position] = position === target ? base.shape : write.shapes[position];
      this.types[position] = position === target ? base.type : write.types[position];
    });
  }

  override gradients(grads: readonly (Tensor | null)[], wants: (edge: Edge) => boolean): (Tensor | null)[] {
    const grad = grads[0] as Tensor;
    const part = dispatch(partRow, [grad], this.#part);
    const target = this.#target;
    const results = this.#write.gradients(
      [part],
      (edge) => edge !== null && (edge === this.#write.edges[target] || wants(edge)),
    );
    const written = zeros(this.#part.view.shape, { dtype: 'float32' }).add(1);
    const mask = dispatch(wholeRow, [written], this.#part).ne(0);
    const own = results[target];
    results[target] = where(mask, own === null ? 0 : dispatch(wholeRow, [own], this.#part), grad);
    return results;
  }

  override savedTensors() {
    return this.#write.savedTensors();
  }

  override free(): void {
    this.#write.free();
  }
}

/** Makes `write` the history of a tensor that was written to, its operand `position`, and of its base. */
export function rebase(target: Tensor, write: GraphNode, baseEdge: Edge, position = 0): void {
  const { base } = target;
  if (base === null) {
    joinGraph(target, write, 0);
    return;
  }
  const part = { base: layoutOf(base), view: layoutOf(target) };
  joinGraph(base, new PartNode(write, base, baseEdge, part, position), 0);
  // The view's own node is made from the base's when somebody asks for it.
  autogradOf(target).node = null;
}

Object.defineProperty(Tensor.prototype, 'gradFn', {
  configurable: true,
  get(this: Tensor) {
    return this.autograd === null && this.base === null ? null : nodeOf(this);
  },
});
