/** What the elementwise families share: dtype rules, the forward computation of their kernels, and their rows. */
import { bool, Category, type ElementType, float32, resultType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { broadcast, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { allocate, begin, execute, input, into, result, scalar } from './command';
import { dispatch, NONE } from './dispatch';
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

function refuse(op: string, type: ElementType): never {
  return fail(
    op,
    `is not defined for ${type.name}`,
    type.name,
    'convert it first, such as with .float() or .long()',
  );
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
  if (used !== given) (used as Tensor).dispose();
}

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
  begin(op, kernel);
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

/** Kernels that stand in for others on bools, where `add` is "or" and `mul` is "and". */
export const logicalKernels: Readonly<Record<string, string>> = {
  add: 'logicalOr',
  mul: 'logicalAnd',
  maximum: 'logicalOr',
  minimum: 'logicalAnd',
};

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

export function unary(name: string, definition: UnaryDefinition): Unary {
  const { dtype, output, gradient, kernel = name, integersStay = false } = definition;
  unaryDefinitions.set(name, definition);
  const row = define(name, {
    operands: ['input'],
    forward: ([input]: readonly [Tensor]) => {
      const stays = integersStay && input.type.category === Category.INTEGER;
      return computeUnary(name, stays ? 'copy' : kernel, dtype, input, output);
    },
    gradient: gradient && { input: gradient },
  });
  const op: Unary = (input) => dispatch(row, [input], NONE);
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
}

/** By name, for the in-place forms. */
export const binaryDefinitions = new Map<string, BinaryDefinition>();

export function binary(name: string, definition: BinaryDefinition): Binary {
  const { dtype, output, gradient, kernel = name } = definition;
  binaryDefinitions.set(name, definition);
  const row = define(name, {
    operands: ['input', 'other'],
    forward: ([input, other]: Values) => computeBinary(name, kernel, dtype, input, other, output),
    gradient,
  });
  const op: Binary = (input, other) => {
    checkOperand(name, other);
    return dispatch(row, [input, other], NONE);
  };
  methods({ [name]: op as (input: Tensor, other: Operand) => Tensor });
  return op;
}

/** Programs in plain JavaScript can pass anything. */
export function checkOperand(op: string, operand: unknown): void {
  if (operand instanceof Tensor || typeof operand === 'number' || typeof operand === 'boolean') return;
  const remedy = typeof operand === 'bigint' ? 'make a tensor of it' : 'give a tensor, a number or a boolean';
  fail(op, 'an operand is no tensor and no number', String(operand), remedy);
}
