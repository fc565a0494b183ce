/** What observers are told of each kind of op: made of what is at hand when it has run, its parts only if asked for. */
import type { GraphNode } from '../autograd/node';
import type { Attributes, Operand, Operands, Row } from '../ops/row';
import { anchor } from '../tensor/anchor';
import { Tensor } from '../tensor/tensor';
import type { NamedTensor, OpEvent, Phase } from './event';
import { type Name, nameOf, namesOf } from './name';

/** What tensors are for an op. */
export type TensorGroup = 'inputs' | 'outputs' | 'saved';
type SeeTensor = (group: TensorGroup, name: Name, tensor: Tensor) => void;

/** Where execution is when an op has run. */
export interface Circumstances {
  readonly index: number;
  readonly phase: Phase;
  readonly depth: number;
  readonly within: string;
  readonly site: number;
  readonly module: string;
  /** Time that the op's kernels took, those of the ops inside of it too. */
  readonly nanoseconds: number;
}

/** An event whose tensors can also be seen without the objects that its properties make. */
export abstract class ToldOp implements OpEvent {
  declare readonly index: number;
  declare readonly phase: Phase;
  declare readonly depth: number;
  declare readonly within: string;
  declare readonly site: number;
  declare readonly module: string;
  declare readonly nanoseconds: number;
  #groups: Readonly<Record<TensorGroup, NamedTensor[]>> | null = null;

  constructor(at: Circumstances) {
    this.index = at.index;
    this.phase = at.phase;
    this.depth = at.depth;
    this.within = at.within;
    this.site = at.site;
    this.module = at.module;
    this.nanoseconds = at.nanoseconds;
  }

  /** The names of {@link op} and {@link label}. */
  abstract readonly opName: Name;
  abstract readonly labelName: Name;
  abstract readonly attributes: Readonly<Record<string, unknown>>;
  abstract readonly forwardIndex: number;
  /** How many tensors {@link eachTensor} shows at most. */
  abstract readonly tensorCount: number;
  /** Shows each tensor: inputs, then outputs, then saved ones. */
  abstract eachTensor(see: SeeTensor): void;

  get op(): string {
    return this.opName.text;
  }

  get label(): string {
    return this.labelName.text;
  }

  get inputs(): readonly NamedTensor[] {
    return this.#group('inputs');
  }

  get outputs(): readonly NamedTensor[] {
    return this.#group('outputs');
  }

  get saved(): readonly NamedTensor[] {
    return this.#group('saved');
  }

  #group(of: TensorGroup): readonly NamedTensor[] {
    if (this.#groups === null) {
      const groups = { inputs: [], outputs: [], saved: [] } as Record<TensorGroup, NamedTensor[]>;
      this.eachTensor((group, name, tensor) => groups[group].push({ name: name.text, tensor }));
      this.#groups = groups;
    }
    return this.#groups[of];
  }
}

/** An op of the dispatcher's, whatever phase it runs in. */
export class DispatchedOp extends ToldOp {
  readonly #row: Row;
  readonly #operands: Operands;
  readonly #given: Attributes;
  readonly #output: Tensor | readonly Tensor[];

  constructor(
    at: Circumstances,
    row: Row,
    operands: Operands,
    attributes: Attributes,
    output: Tensor | readonly Tensor[],
  ) {
    super(at);
    this.#row = row;
    this.#operands = operands;
    this.#given = attributes;
    this.#output = output;
  }

  get opName(): Name {
    return namesOf(this.#row).op;
  }

  get labelName(): Name {
    return namesOf(this.#row).op;
  }

  get forwardIndex(): number {
    return -1;
  }

  get tensorCount(): number {
    return this.#operands.length + this.#row.outputs.length;
  }

  /** Operands that are numbers among them. */
  get attributes(): Readonly<Record<string, unknown>> {
    const given = this.#given as Readonly<Record<string, unknown>>;
    return this.#operands.some(isNumber) ? { ...this.#numbers(), ...given } : given;
  }

  #numbers(): Record<string, unknown> {
    const numbers: Record<string, unknown> = {};
    this.#operands.forEach((operand, position) => {
      if (isNumber(operand)) numbers[namesOf(this.#row).operand(position).text] = operand;
    });
    return numbers;
  }

  eachTensor(see: SeeTensor): void {
    const names = namesOf(this.#row);
    const operands = this.#operands;
    for (let position = 0; position < operands.length; position++) {
      const operand = operands[position];
      if (operand instanceof Tensor) see('inputs', names.operand(position), operand);
    }
    const output = this.#output;
    if (output instanceof Tensor) see('outputs', names.outputs[0], output);
    else
      for (let position = 0; position < output.length; position++)
        see('outputs', names.outputs[position], output[position]);
  }
}

/** No tensor, and not left out. */
function isNumber(operand: Operand | null): boolean {
  return typeof operand !== 'object';
}

const grad = nameOf('grad');

/** The gradient of an op, once it is computed and, where it belongs to leaves, added to their `grad`. */
export class GradientOp extends ToldOp {
  readonly #node: GraphNode;
  readonly #grads: readonly (Tensor | null)[];
  readonly #results: readonly (Tensor | null)[];

  constructor(
    at: Circumstances,
    node: GraphNode,
    grads: readonly (Tensor | null)[],
    results: readonly (Tensor | null)[],
  ) {
    super(at);
    this.#node = node;
    this.#grads = grads;
    this.#results = results;
  }

  get opName(): Name {
    return namesOf(this.#node.row).op;
  }

  get labelName(): Name {
    return namesOf(this.#node.row).gradient;
  }

  get attributes(): Readonly<Record<string, unknown>> {
    return this.#node.attributes as Readonly<Record<string, unknown>>;
  }

  get forwardIndex(): number {
    return this.#node.index;
  }

  get tensorCount(): number {
    const { row, edges } = this.#node;
    return this.#grads.length + this.#results.length + edges.length + row.outputs.length;
  }

  eachTensor(see: SeeTensor): void {
    const node = this.#node;
    const names = namesOf(node.row);
    const grads = this.#grads;
    for (let output = 0; output < grads.length; output++) {
      const tensor = grads[output];
      if (tensor !== null) see('inputs', node.ports === null ? grad : names.grads[output], tensor);
    }
    const results = this.#results;
    for (let position = 0; position < results.length; position++) {
      const tensor = results[position];
      if (tensor !== null) see('outputs', names.operand(position), tensor);
    }
    const end = node.savedEnd;
    for (let position = 0; position < end; position++) {
      const tensor = node.savedTensor(position);
      if (tensor !== null) see('saved', node.savedName(position), tensor);
    }
  }
}

/** The update of a parameter by an optimizer. */
export class UpdateOp extends ToldOp {
  readonly opName: Name;
  readonly labelName: Name;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly #given: readonly NamedTensor[];
  readonly #changed: readonly NamedTensor[];

  constructor(
    at: Circumstances,
    { op, label, attributes }: Pick<OpEvent, 'op' | 'label' | 'attributes'>,
    given: readonly NamedTensor[],
    changed: readonly NamedTensor[],
  ) {
    super(at);
    this.opName = nameOf(op);
    this.labelName = nameOf(label);
    this.attributes = attributes;
    this.#given = given;
    this.#changed = changed;
  }

  get forwardIndex(): number {
    return -1;
  }

  get tensorCount(): number {
    return this.#given.length + this.#changed.length;
  }

  eachTensor(see: SeeTensor): void {
    for (const { name, tensor } of this.#given) see('inputs', nameOf(name), tensor);
    for (const { name, tensor } of this.#changed) see('outputs', nameOf(name), tensor);
  }
}

const nowhere: Circumstances = {
  index: 0,
  phase: 'forward',
  depth: 0,
  within: '',
  site: 0,
  module: '',
  nanoseconds: 0.5,
};
anchor(new DispatchedOp(nowhere, {} as Row, [], {}, []));
anchor(new GradientOp(nowhere, {} as GraphNode, [], []));
anchor(new UpdateOp(nowhere, { op: '', label: '', attributes: {} }, [], []));
