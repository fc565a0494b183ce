/** Ops of three tensors in one pass: products and quotients added, and what lies between two. */
import { type ElementType, resultTypeOfAll } from '../tensor/dtype';
import { broadcast, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, execute, into, result } from './command';
import {
  asTensor,
  checkOperand,
  converted,
  dropTemporary,
  floatsOnly,
  numeric,
  operandInput,
  refuse,
  type TypeRule,
} from './elementwise';
import { checkTarget } from './inplace';
import { twoForms } from './inplaceForms';
import { methods } from './methods';
import type { Operand } from './row';

type Three = readonly [Operand, Operand, Operand];

const NO_AXES: Shape = [];
const shapeOf = (operand: Operand): Shape => (typeof operand === 'object' ? operand.shape : NO_AXES);

/** `target` null, or of another dtype or shape than the result: a new tensor. Else the result is written to it. */
function computeTernary(
  op: string,
  kernel: string,
  rule: TypeRule,
  operands: Three,
  value: number | null,
  target: Tensor | null,
): Tensor {
  const common: ElementType = resultTypeOfAll(operands);
  const type = rule(common) ?? refuse(op, common);
  if (target !== null) for (const operand of operands) checkTarget(op, target, operand, type);
  const inPlace = target !== null && target.type === type;
  const used = operands.map((operand) => (typeof operand === 'object' ? converted(operand, type) : operand));
  const shape = broadcast(
    op,
    broadcast(op, shapeOf(operands[0]), shapeOf(operands[1])),
    shapeOf(operands[2]),
  );
  begin(op, kernel);
  if (inPlace) into(target);
  else allocate(type, shape);
  for (const operand of used) operandInput(operand, type, shape);
  if (value !== null) attribute(value);
  let computed = target as Tensor;
  if (inPlace) execute();
  else computed = result(type, shape);
  used.forEach((operand, position) => void dropTemporary(operand, operands[position]));
  return computed;
}

/** What a product or a quotient is multiplied by. */
export interface ScaleOptions {
  /** What the product or quotient is multiplied by; 1 by default. */
  readonly value?: number;
}

type Scale = Required<ScaleOptions>;

const addcmulForms = twoForms('addcmul', {
  operands: ['input', 'tensor1', 'tensor2'],
  compute: (op, operands: Three, { value }: Scale, target) =>
    computeTernary(op, 'addcmul', numeric, operands, value, target),
  gradient: {
    input: ({ grad }) => grad,
    tensor1: ({ grad, tensor2, value }) => grad.mul(asTensor(tensor2, grad).mul(value)),
    tensor2: ({ grad, tensor1, value }) => grad.mul(asTensor(tensor1, grad).mul(value)),
  },
});

const addcdivForms = twoForms('addcdiv', {
  operands: ['input', 'tensor1', 'tensor2'],
  compute: (op, operands: Three, { value }: Scale, target) =>
    computeTernary(op, 'addcdiv', floatsOnly, operands, value, target),
  gradient: {
    input: ({ grad }) => grad,
    tensor1: ({ grad, tensor2, value }) => grad.mul(value).div(tensor2),
    tensor2: ({ grad, tensor1, tensor2, value }) =>
      grad.mul(-value).mul(asTensor(tensor1, grad).div(asTensor(tensor2, grad).square())),
  },
});

const lerpForms = twoForms('lerp', {
  operands: ['input', 'end', 'weight'],
  compute: (op, operands: Three, _: object, target) =>
    computeTernary(op, 'lerp', floatsOnly, operands, null, target),
  gradient: {
    input: ({ grad, weight }) => grad.mul(asTensor(weight, grad).neg().add(1)),
    end: ({ grad, weight }) => grad.mul(weight),
    weight: ({ grad, input, end }) => grad.mul(asTensor(end, grad).sub(input)),
  },
});

function checked(op: string, operands: Three): Three {
  for (const operand of operands) checkOperand(op, operand);
  return operands;
}

/** input + value · tensor1 · tensor2, with broadcasting (torch.addcmul). */
export function addcmul(
  input: Operand,
  tensor1: Operand,
  tensor2: Operand,
  { value = 1 }: ScaleOptions = {},
): Tensor {
  return addcmulForms.apply(checked('addcmul', [input, tensor1, tensor2]), { value });
}
/** input + value · tensor1 / tensor2, with broadcasting; of floats (torch.addcdiv). */
export function addcdiv(
  input: Operand,
  tensor1: Operand,
  tensor2: Operand,
  { value = 1 }: ScaleOptions = {},
): Tensor {
  return addcdivForms.apply(checked('addcdiv', [input, tensor1, tensor2]), { value });
}
/** input + weight · (end - input), with broadcasting; of floats. Exact at both ends (torch.lerp). */
export function lerp(input: Operand, end: Operand, weight: Operand): Tensor {
  return lerpForms.apply(checked('lerp', [input, end, weight]), {});
}

const addcmul_ = (target: Tensor, tensor1: Operand, tensor2: Operand, { value = 1 }: ScaleOptions = {}) =>
  addcmulForms.applyInPlace(checked('addcmul_', [target, tensor1, tensor2]), { value });
const addcdiv_ = (target: Tensor, tensor1: Operand, tensor2: Operand, { value = 1 }: ScaleOptions = {}) =>
  addcdivForms.applyInPlace(checked('addcdiv_', [target, tensor1, tensor2]), { value });
const lerp_ = (target: Tensor, end: Operand, weight: Operand) =>
  lerpForms.applyInPlace(checked('lerp_', [target, end, weight]), {});

methods({ addcmul, addcdiv, lerp, addcmul_, addcdiv_, lerp_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** x + value · tensor1 · tensor2, with broadcasting. */
    addcmul(tensor1: Operand, tensor2: Operand, options?: ScaleOptions): Tensor;
    /** x + value · tensor1 / tensor2, with broadcasting; of floats. */
    addcdiv(tensor1: Operand, tensor2: Operand, options?: ScaleOptions): Tensor;
    /** x + weight · (end - x), with broadcasting; of floats. */
    lerp(end: Operand, weight: Operand): Tensor;
    /** x += value · tensor1 · tensor2 */
    addcmul_(tensor1: Operand, tensor2: Operand, options?: ScaleOptions): this;
    /** x += value · tensor1 / tensor2 */
    addcdiv_(tensor1: Operand, tensor2: Operand, options?: ScaleOptions): this;
    /** x += weight · (end - x) */
    lerp_(end: Operand, weight: Operand): this;
  }
}
