import type { NamedTensor } from '../history/event';
import { type Name, namesOf } from '../history/name';
import { siteText } from '../history/sites';
import type { Operand, Row } from '../ops/row';
import { anchor } from '../tensor/anchor';
import type { ElementType } from '../tensor/dtype';
import { callerLine, fail, shapeText } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { anomaly } from './anomaly';
import { gradientsOf } from './rules';
import { Packed, saving } from './saving';

/** Sees a gradient; may give another in its place. */
// biome-ignore lint/suspicious/noConfusingVoidType: a hook without a return statement is the common one
export type GradientHook = (grad: Tensor) => Tensor | null | undefined | void;

/** Where a gradient goes: an op with one output, one of the outputs of another, or a leaf. */
export type Edge = GraphNode | Port | Leaf | null;

/** What an op keeps for its gradient. */
export interface SavedTensor extends NamedTensor {
  /** Of the storage, when it was saved. */
  readonly version: number;
}

/** Where the gradients of a leaf arrive. */
export class Leaf {
  /** Whose `grad` it is. */
  readonly tensor: Tensor;
  /** What sees the gradient before it is added. */
  hooks: GradientHook[];

  constructor(tensor: Tensor, hooks: GradientHook[]) {
    this.tensor = tensor;
    this.hooks = hooks;
  }
}

/** Where the gradients of one of an op's outputs arrive, where several have them. */
export class Port {
  /** The op. */
  readonly node: GraphNode;
  /** Which of the outputs. */
  readonly output: number;
  /** What sees the gradient of this output. */
  hooks: GradientHook[] | null = null;
  /** Tensors that keep this gradient. */
  retains: Tensor[] | null = null;

  constructor(node: GraphNode, output: number) {
    this.node = node;
    this.output = output;
  }
}

/** Nodes made so far. A later node has the higher number, so a node's inputs always have lower ones. */
let nodes = 0;

/** A recorded op: its row, where its gradients go, and the tensors that its rules need. */
export class GraphNode {
  /** The op. */
  readonly row: Row;
  /** What the op was told beside its operands. */
  readonly attributes: object;
  /** Place in the order in which ops were recorded. */
  readonly sequence = nodes++;
  /** Index of the forward op; call site and module that ran it. */
  index: number;
  /** Call-site id. */
  readonly site: number;
  /** Path of the module whose `forward` ran it; '' outside of modules. */
  readonly module: string;
  /** By operand: where its gradient goes; null where none is asked for. */
  readonly edges: Edge[];
  /** By operand; null where it is no tensor. */
  readonly shapes: (Shape | null)[];
  /** By operand; null where it is no tensor. */
  readonly types: (ElementType | null)[];
  /** By output, where several have gradients; else the node itself stands for its output. */
  ports: readonly Port[] | null = null;
  /** By operand, and last the outputs; null after the backward pass has freed it. */
  #saved: (Operand | Packed | null)[] | null;
  readonly #versions: number[];
  /** What sees the gradient of its output. */
  hooks: GradientHook[] | null = null;
  /** The tensors whose `grad` this node's gradient becomes, by `retainGrad`. */
  retains: Tensor[] | null = null;
  /** The line that ran the forward op, where anomalies are looked for. */
  readonly #line: string | null;

  constructor(row: Row, attributes: object, index: number, site: number, module: string, operands: number) {
    this.row = row;
    this.attributes = attributes;
    this.index = index;
    this.site = site;
    this.module = module;
    this.edges = new Array<Edge>(operands).fill(null);
    this.shapes = new Array<Shape | null>(operands).fill(null);
    this.types = new Array<ElementType | null>(operands).fill(null);
    this.#saved = [];
    this.#versions = [];
    this.#line = anomaly.enabled ? callerLine() : null;
  }

  /** Where the forward op ran, for errors: `mul ran at train.ts:12, in fc1`; null where nothing is known. */
  place(): string | null {
    const line = siteText(this.site) ?? this.#line;
    if (line === null && this.module === '') return null;
    return `${this.row.name} ran${line === null ? '' : ` at ${line}`}${this.module && `, in ${this.module}`}`;
  }

  /** `AddBackward` */
  get name(): string {
    const { name } = this.row;
    return `${name[0].toUpperCase()}${name.slice(1).replace(/_$/, '')}Backward`;
  }

  /** The nodes that its gradients go to (torch: next_functions). */
  get nextFunctions(): readonly Edge[] {
    return this.edges;
  }

  /** Name of the operand at `position`; many tensors are `tensors.0`, `tensors.1`, … */
  operandName(position: number): string {
    return namesOf(this.row).operand(position).text;
  }

  /** Lets gradients arrive at each of `outputs` outputs. */
  branch(outputs: number): void {
    this.ports = Array.from({ length: outputs }, (_, output) => new Port(this, output));
  }

  /** `output`: which of this op's outputs the value is; -1 for none. */
  save(position: number, value: Operand | null, output = -1): void {
    const saved = this.#saved as (Operand | Packed | null)[];
    if (saved[position] !== undefined) return;
    saved[position] = value;
    if (!(value instanceof Tensor)) return;
    if (value.storage.inference) this.#refuseInference(position, value);
    if (saving.hooks !== null) {
      saved[position] = new Packed(saving.hooks, value, output < 0 ? null : this, output);
      return;
    }
    this.#versions[position] = value.storage.version;
    value.storage.holders++;
  }

  #refuseInference(position: number, { dtype, shape }: Tensor): never {
    return fail(
      this.row.name,
      'inference tensors cannot be saved for the backward pass',
      `${this.savedName(position).text} ${dtype} ${shapeText(shape)}`,
      'clone() it outside of inferenceMode, and use the copy',
    );
  }

  /** Whether a backward pass has freed what was saved. */
  get isFreed(): boolean {
    return this.#saved === null;
  }

  /** What was saved at `position`, as it was then. */
  saved(position: number): Operand | null {
    if (this.#saved === null) {
      fail(
        'backward',
        'trying to backward through the graph a second time',
        `the tensors that ${this.row.name} saved were freed by the first pass`,
        'give the first one { retainGraph: true }',
      );
    }
    const saved = this.#saved[position] ?? null;
    if (saved instanceof Packed) return saved.tensor();
    if (!(saved instanceof Tensor)) return saved;
    const { version, id } = saved.storage;
    if (id === 0) {
      fail(
        'backward',
        `a tensor that ${this.row.name} saved was disposed`,
        shapeText(saved.shape),
        'keep it until then',
      );
    }
    if (version !== this.#versions[position]) {
      const name = this.savedName(position).text;
      fail(
        'backward',
        'one of the variables needed for gradient computation has been modified by an inplace operation',
        `${saved.dtype} ${shapeText(saved.shape)}, the ${name} of ${this.row.name}, is at version ${version}; expected version ${this.#versions[position]} instead`,
        'use the op that is not in place, or clone() before it',
      );
    }
    return saved;
  }

  /** Name of what is saved at `position`: of an operand or, after those, of an output. */
  savedName(position: number): Name {
    const names = namesOf(this.row);
    return names.outputs[position - this.row.operands.length] ?? names.operand(position);
  }

  /** One more than the last position of what is saved. */
  get savedEnd(): number {
    return this.#saved === null ? 0 : this.#saved.length;
  }

  /** The tensor saved at `position`, whatever became of it; null where there is none. */
  savedTensor(position: number): Tensor | null {
    const value = this.#saved?.[position];
    return value instanceof Tensor ? value : null;
  }

  /** The tensors saved, by the names of their operands. */
  savedTensors(): SavedTensor[] {
    const named: SavedTensor[] = [];
    this.#saved?.forEach((value, position) => {
      if (!(value instanceof Tensor)) return;
      const name = this.savedName(position).text;
      named.push({ name, tensor: value, version: this.#versions[position] });
    });
    return named;
  }

  /** The gradient by each operand along whose edge one is wanted, from those of the outputs. */
  gradients(grads: readonly (Tensor | null)[], wants: (edge: Edge) => boolean): (Tensor | null)[] {
    return gradientsOf(this, grads, wants);
  }

  /** Lets go of what was saved. */
  free(): void {
    if (this.#saved === null) return;
    for (const value of this.#saved) {
      if (value instanceof Tensor) value.storage.drop();
      else if (value instanceof Packed) value.drop();
    }
    this.#saved = null;
  }
}

anchor(new Port(new GraphNode({} as Row, {}, 0, 0, '', 0), 0));
