/** Largest elements of windows, and their way back. */
import { int64 } from '../tensor/dtype';
import { checkShape, elements, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, execute, input as inputOf, taken } from './command';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import type { Extreme } from './extremes';
import { define } from './row';
import { type Windows, windowCounts } from './windows';

/** Largest elements, and where each is: its row-major position among the spatial axes of the input. */
type Largest = readonly [Tensor, Tensor];

function compute(op: string, input: Tensor, size: Shape, windows: Windows | null): Largest {
  const shape = [...input.shape.slice(0, 2), ...size];
  checkShape(op, shape, int64.bytes);
  begin(op, 'maxPool');
  allocate(input.type, shape);
  allocate(int64, shape);
  inputOf(input);
  attribute(windows === null ? 1 : 0);
  for (const name of ['kernelSize', 'stride', 'padding', 'dilation'] as const) {
    const missing = name === 'padding' ? 0 : 1;
    const values = windows === null ? size.map(() => missing) : windows[name];
    for (let axis = values.length; axis < 3; axis++) attribute(missing);
    for (const value of values) attribute(value);
  }
  execute();
  return [taken(0, input.type, shape), taken(1, int64, shape)];
}

/** [N, C, …] with one axis in place of the spatial ones. */
function flat(tensor: Tensor): Tensor {
  const [images, channels, ...sizes] = tensor.shape;
  return tensor.reshape([images, channels, elements(sizes)]);
}

/** Zeros, but for `values` where `indices` say; those of one place are added up. */
function spread(values: Tensor, indices: Tensor, shape: Shape): Tensor {
  const [images, channels, ...sizes] = shape;
  const empty = zeros([images, channels, elements(sizes)], { dtype: values.dtype });
  return empty.scatterAdd(2, flat(indices), flat(values)).reshape(shape);
}

const maxPoolRow = define('maxPool', {
  operands: ['input'],
  outputs: ['values', 'indices'],
  forward: ([input]: readonly [Tensor], { size, ...windows }: Windows & { readonly size: Shape }) =>
    compute('maxPool', input, size, windows),
  gradient: { input: ({ grad, outputs: [, indices], inputShape }) => spread(grad, indices, inputShape) },
});

const adaptiveMaxPoolRow = define('adaptiveMaxPool', {
  operands: ['input'],
  outputs: ['values', 'indices'],
  forward: ([input]: readonly [Tensor], { outputSize }: { readonly outputSize: Shape }) =>
    compute('adaptiveMaxPool', input, outputSize, null),
  gradient: { input: ({ grad, outputs: [, indices], inputShape }) => spread(grad, indices, inputShape) },
});

const maxUnpoolRow = define('maxUnpool', {
  operands: ['input', 'indices'],
  composed: true,
  forward: ([input, indices]: readonly [Tensor, Tensor], { size }: { readonly size: Shape }) => {
    const [images, channels] = input.shape;
    const empty = zeros([images, channels, elements(size)], { dtype: input.dtype });
    return empty.scatter(2, flat(indices), flat(input)).reshape([images, channels, ...size]);
  },
  gradient: {
    input: ({ grad, indices, inputShape }) => flat(grad).gather(2, flat(indices)).reshape(inputShape),
  },
});

/** [N, C, …] to the largest elements of windows of its spatial axes, which may reach over its edges. */
export function maxPool(op: string, input: Tensor, windows: Windows): Extreme {
  const size = windowCounts(op, input, windows);
  const [values, indices] = dispatch(maxPoolRow, [input], { ...windows, size });
  return { values, indices };
}

/** [N, C, …] to [N, C, …outputSize]: the largest elements of windows that cover the input. */
export function adaptiveMaxPool(input: Tensor, outputSize: Shape): Extreme {
  const [values, indices] = dispatch(adaptiveMaxPoolRow, [input], { outputSize });
  return { values, indices };
}

/** [N, C, …] to [N, C, …size]: each element where its int64 index says, zeros elsewhere. */
export function maxUnpool(input: Tensor, indices: Tensor, size: Shape): Tensor {
  return dispatch(maxUnpoolRow, [input, indices], { size });
}
