/** Convolutions. Each of the three rows is the gradient of the others. */
import { autocasting } from '../autograd/autocast';
import { fail, shapeText } from '../tensor/errors';
import { checkShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { dispatch } from './dispatch';
import { define } from './row';

/** Of a convolution, a number for each spatial axis. */
export interface Geometry {
  readonly stride: Shape;
  readonly padding: Shape;
  readonly dilation: Shape;
  readonly groups: number;
}

/** `size`: the spatial sizes of the result. */
type Sized = Geometry & { readonly size: Shape };
type Three = readonly [Tensor, Tensor, Tensor | null];

function compute(
  op: string,
  operands: readonly (Tensor | null)[],
  shape: Shape,
  { stride, padding, dilation, groups }: Geometry,
): Tensor {
  const { type } = operands[0] as Tensor;
  checkShape(op, shape, type.bytes);
  begin(op, op);
  allocate(type, shape);
  for (const operand of operands) if (operand !== null) inputOf(operand);
  attribute(groups);
  for (const [values, missing] of [[stride, 1] as const, [padding, 0] as const, [dilation, 1] as const]) {
    for (let axis = values.length; axis < 3; axis++) attribute(missing);
    for (const value of values) attribute(value);
  }
  return result(type, shape);
}

/** Sums of everything but the channels. */
function perChannel(grad: Tensor): Tensor {
  return grad.sum(grad.shape.map((_, axis) => axis).filter((axis) => axis !== 1));
}

const convolutionRow = define('convolution', {
  operands: ['input', 'weight', 'bias'],
  forward: (operands: Three, attributes: Sized) => {
    const [input, weight] = operands;
    const shape = [input.shape[0], weight.shape[0], ...attributes.size];
    return compute('convolution', operands, shape, attributes);
  },
  gradient: {
    input: ({ grad, weight, inputShape, stride, padding, dilation, groups }) =>
      convolutionTranspose(grad, weight, null, { stride, padding, dilation, groups }, inputShape.slice(2)),
    weight: ({ grad, input, weightShape, stride, padding, dilation, groups }) =>
      convolutionWeight(grad, input, { stride, padding, dilation, groups }, weightShape.slice(2)),
    bias: ({ grad }) => perChannel(grad),
  },
});

const transposeRow = define('convolutionTranspose', {
  operands: ['input', 'weight', 'bias'],
  forward: (operands: Three, attributes: Sized) => {
    const [input, weight] = operands;
    const shape = [input.shape[0], weight.shape[1] * attributes.groups, ...attributes.size];
    return compute('convolutionTranspose', operands, shape, attributes);
  },
  gradient: {
    input: ({ grad, weight, inputShape, stride, padding, dilation, groups }) =>
      convolution(grad, weight, null, { stride, padding, dilation, groups }, inputShape.slice(2)),
    weight: ({ grad, input, weightShape, stride, padding, dilation, groups }) =>
      convolutionWeight(input, grad, { stride, padding, dilation, groups }, weightShape.slice(2)),
    bias: ({ grad }) => perChannel(grad),
  },
});

const weightRow = define('convolutionWeight', {
  operands: ['gradient', 'input'],
  forward: (operands: readonly [Tensor, Tensor], attributes: Sized) => {
    const [gradient, input] = operands;
    const shape = [gradient.shape[1], input.shape[1] / attributes.groups, ...attributes.size];
    return compute('convolutionWeight', operands, shape, attributes);
  },
  gradient: {
    gradient: ({ grad, input, gradientShape, stride, padding, dilation, groups }) =>
      convolution(input, grad, null, { stride, padding, dilation, groups }, gradientShape.slice(2)),
    input: ({ grad, gradient, inputShape, stride, padding, dilation, groups }) =>
      convolutionTranspose(gradient, grad, null, { stride, padding, dilation, groups }, inputShape.slice(2)),
  },
});

/** What an op can be asked for: one floating dtype, and a bias of a number for each of `features`. */
export function checkOperands(
  op: string,
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  features: number,
): void {
  if (!input.isFloatingPoint()) {
    fail(op, `is not defined for ${input.dtype}`, input.dtype, 'convert the input first with .float()');
  }
  const differ = input.type !== weight.type || (bias !== null && bias.type !== weight.type);
  if (differ && autocasting.region === null) {
    const dtypes = [input, weight, bias].map((each) => each?.dtype ?? 'none').join(', ');
    fail(op, 'the dtypes differ', dtypes, 'convert the input with .to(weight.dtype)');
  }
  if (bias !== null && (bias.ndim !== 1 || bias.shape[0] !== features)) {
    const values = `weight ${shapeText(weight.shape)}, bias ${shapeText(bias.shape)}`;
    fail(
      op,
      'the bias has not one element for each output channel',
      values,
      `give it the shape [${features}]`,
    );
  }
}

/**
 * [N, C, …] and [O, C / groups, …] to [N, O, …size]: element q is the sum of weight k × input at q × stride - padding +
 * k × dilation; outside of the input there are zeros.
 */
export function convolution(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  geometry: Geometry,
  size: Shape,
): Tensor {
  return dispatch(convolutionRow, [input, weight, bias], { ...geometry, size });
}

/** The transposed map, which is the gradient by the input: [N, O, …] and [O, C / groups, …] to [N, C, …size]. */
export function convolutionTranspose(
  input: Tensor,
  weight: Tensor,
  bias: Tensor | null,
  geometry: Geometry,
  size: Shape,
): Tensor {
  return dispatch(transposeRow, [input, weight, bias], { ...geometry, size });
}

/** The gradient by the weight: [N, O, …] and [N, C, …] to [O, C / groups, …size]. */
export function convolutionWeight(gradient: Tensor, input: Tensor, geometry: Geometry, size: Shape): Tensor {
  return dispatch(weightRow, [gradient, input], { ...geometry, size });
}
