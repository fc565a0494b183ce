/** What the elementwise families share: dtype rules, the forward computation of their kernels, and their rows. */
import { bool, Category, type ElementType, float32, resultType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { broadcast, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { allocate, begin, execute, input, into, result, scalar } from './command';
import { full } from './creation';
import { dispatch, NONE, requireTensor } from './dispatch';
import { methods } from './methods';
import { define, type Known, type Operand, type Rule } from './row';

/** The dtype in which an op computes, from the dtype of its operands; null where it cannot. */
export type TypeRule = (type: ElementType) => ElementType | null;

/** Integers and bools become float32 (torch: int to float promotion). */
export const floating: TypeRule = (type) => (type.category === Category.FLOATING ? type : float32);
/** Any dtype but bool. */
export const numeric: TypeRule = (type) => (type === bool ? null : type);
/** Any dtype. */
export const any: TypeRule = (type) => type;
/** Floats alone: PyTorch has no such op of integers. */
export const floatsOnly: TypeRule = (type) => (type.category === Category.FLOATING ? type : null);
/** Integers alone. */
export const integers: TypeRule = (type) => (type.category === Category.INTEGER ? type : null);
/** Integers and bools. */
export const integral: TypeRule = (type) => (type.category === Category.FLOATING ? null : type);

/** Throws: the op is not defined for this dtype. */
export function refuse(op: string, type: ElementType): never {
  return fail(
    op,
    `is not defined for ${type.name}`,
    type.name,
    `convert it first, such as with ${remedies[type.category]}`,
  );
}

const remedies: Readonly<Record<Category, string>> = {
  [Category.BOOL]: '.float() or .long()',
  [Category.INTEGER]: '.float()',
  [Category.FLOATING]: '.long()',
};

/** A number as a tensor without axes, in the dtype of `like`; for gradient rules, which get operands as they were. */
export function asTensor(operand: Operand, like: Tensor): Tensor {
  return typeof operand === 'object' ? operand : full([], +operand, { dtype: like.dtype });
}

/** The tensor in another dtype, as part of a running op. */
export function converted(tensor: Tensor, type: ElementType): Tensor {
  if (tensor.type === type) return tensor;
  begin('to', 'copy');
  allocate(type, tensor.shape);
  input(tensor);
  return result(type, tensor.shape);
}

/** Gives back what {@link converted} made, if it made anything. */
export function dropTemporary(used: Operand, given: Operand): void {
  // By its kind: NaN is not itself.
  if (typeof used === 'object' && used !== given) used.dispose();
}

/** Kernels that stand in for others on bools, where `add` is "or" and `mul` is "and". */
export const logicalKernels: Readonly<Record<string, string>> = {
  add: 'logicalOr',
  mul: 'logicalAnd',
  maximum: 'logicalOr',
  minimum: 'logicalAnd',
  fmax: 'logicalOr',
  fmin: 'logicalAnd',
  bitAnd: 'logicalAnd',
  bitOr: 'logicalOr',
  bitXor: 'logicalXor',
  bitNot: 'logicalNot',
};

/** `target` null: a new tensor. Else the result is written to it. */
export function computeUnary(
  op: string,
  kernel: string,
  rule: TypeRule,
  operand: Tensor,
  output?: ElementType,
  target: Tensor | null = null,
): Tensor {
  const type = rule(operand.type) ?? refuse(op, operand.type);
  const tensor = converted(operand, type);
  begin(op, type === bool ? (logicalKernels[kernel] ?? kernel) : kernel);
  if (target === null) allocate(output ?? type, tensor.shape);
  else into(target);
  input(tensor);
  let computed = target;
  if (computed === null) computed = result(output ?? type, tensor.shape);
  else execute();
  dropTemporary(tensor, operand);
  return computed;
}

const NO_AXES: Shape = [];

/** An operand as a kernel input of `type`, seen as `shape`. */
export function operandInput(operand: Operand, type: ElementType, shape: Shape): void {
  if (typeof operand === 'object') input(operand, shape);
  else scalar(operand, type, shape);
}

/** `target` null: a new tensor. Else the result is written to it, whose shape it must have. */
export function computeBinary(
  op: string,
  kernel: string,
  rule: TypeRule,
  a: Operand,
  b: Operand,
  output?: ElementType,
  target: Tensor | null = null,
): Tensor {
  const common = resultType(a, b);
  const type = rule(common) ?? refuse(op, common);
  const left = typeof a === 'object' ? converted(a, type) : a;
  const right = typeof b === 'object' ? converted(b, type) : b;
  const shape = broadcast(
    op,
    typeof left === 'object' ? left.shape : NO_AXES,
    typeof right === 'object' ? right.shape : NO_AXES,
  );
  const used = type === bool ? (logicalKernels[kernel] ?? kernel) : kernel;
  begin(op, used);
  if (target === null) allocate(output ?? type, shape);
  else into(target);
  operandInput(left, type, shape);
  operandInput(right, type, shape);
  let computed = target;
  if (computed === null) computed = result(output ?? type, shape);
  else execute();
  dropTemporary(left, a);
  dropTemporary(right, b);
  return computed;
}

type Input = readonly ['input'];
export type Unary = (input: Tensor) => Tensor;

/** What an elementwise op of one is; the in-place forms are made of the same. */
export interface UnaryDefinition {
  readonly dtype: TypeRule;
  /** Where the result's dtype is not the one computed in. */
  readonly output?: ElementType;
  readonly gradient?: Rule<Known<Input, readonly [Tensor], object>>;
  readonly kernel?: string;
  /** Integers are their own result, and have no kernel. */
  readonly integersStay?: boolean;
}

/** By name, for the in-place forms. */
export const unaryDefinitions = new Map<string, UnaryDefinition>();

/** Whether the op leaves this tensor as it is. */
export function integersKept({ integersStay = false }: UnaryDefinition, input: Tensor): boolean {
  return integersStay && input.type.category === Category.INTEGER;
}

export function unary(name: string, definition: UnaryDefinition): Unary {
  const { dtype, output, gradient, kernel = name } = definition;
  unaryDefinitions.set(name, definition);
  const row = define(name, {
    operands: ['input'],
    forward: ([input]: readonly [Tensor]) => {
      const used = integersKept(definition, input) ? 'copy' : kernel;
      return computeUnary(name, used, dtype, input, output);
    },
    gradient: gradient && { input: gradient },
  });
  const op: Unary = (input) => {
    if (!(input instanceof Tensor)) requireTensor(name, 'the input', input);
    return dispatch(row, [input], NONE);
  };
  methods({ [name]: op });
  return op;
}

type Names = readonly ['input', 'other'];
type Values = readonly [Operand, Operand];
type BinaryRule = Rule<Known<Names, Values, object>>;
export type Binary = (input: Operand, other: Operand) => Tensor;

/** What an elementwise op of two is; the in-place forms are made of the same. */
export interface BinaryDefinition {
  readonly dtype: TypeRule;
  readonly output?: ElementType;
  readonly kernel?: string;
  readonly gradient?: { readonly input?: BinaryRule; readonly other?: BinaryRule };
  /** Throws where the operands are none for this op. */
  readonly check?: (op: string, input: Operand, other: Operand) => void;
}

/** By name, for the in-place forms. */
export const binaryDefinitions = new Map<string, BinaryDefinition>();

/** A row and its function, which becomes no method of this name. */
export function binaryRow(name: string, definition: BinaryDefinition): Binary {
  const { dtype, output, gradient, kernel = name, check } = definition;
  binaryDefinitions.set(name, definition);
  const row = define(name, {
    operands: ['input', 'other'],
    forward: ([input, other]: Values) => computeBinary(name, kernel, dtype, input, other, output),
    gradient,
  });
  return (input, other) => {
    checkOperand(name, input);
    checkOperand(name, other);
    check?.(name, input, other);
    return dispatch(row, [input, other], NONE);
  };
}

export function binary(name: string, definition: BinaryDefinition): Binary {
  const op = binaryRow(name, definition);
  methods({ [name]: op as (input: Tensor, other: Operand) => Tensor });
  return op;
}

/** Programs in plain JavaScript can pass anything. */
export function checkOperand(op: string, operand: unknown): void {
  if (operand instanceof Tensor || typeof operand === 'number' || typeof operand === 'boolean') return;
  const remedy = typeof operand === 'bigint' ? 'make a tensor of it' : 'give a tensor, a number or a boolean';
  fail(op, 'an operand is no tensor and no number', String(operand), remedy);
}
