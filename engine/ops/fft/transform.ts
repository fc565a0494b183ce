/**
 * Fourier transforms along one axis. There is no complex dtype: a complex tensor is a real one with a last axis
 * [real, imaginary], as torch.view_as_real shows it; axes are counted without that one.
 */
import { Category, float32, float64 } from '../../tensor/dtype';
import { fail, shapeText } from '../../tensor/errors';
import { axisOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from '../command';
import { arange } from '../creation';
import { dispatch, requireTensor } from '../dispatch';
import { define } from '../row';
import { where } from '../where';

/** Which direction is divided by n: `backward` the inverse one, `forward` the other, `ortho` both by √n. */
export type FourierNorm = 'backward' | 'ortho' | 'forward';

interface Transform {
  readonly dim: number;
  /** Length of the transform: what the input has more is left out, what it has less is 0. */
  readonly n: number;
  readonly inverse: boolean;
  readonly scale: number;
  /** Size of the result along the axis; what it has more than the transform gives is 0. */
  readonly length: number;
}

type Kernel = 'fft' | 'rfft' | 'irfft';

function compute(
  op: string,
  kernel: Kernel,
  input: Tensor,
  { dim, n, inverse, scale, length }: Transform,
): Tensor {
  const sizes = input.shape.map((size, axis) => (axis === dim ? length : size));
  if (kernel === 'rfft') sizes.push(2);
  if (kernel === 'irfft') sizes.pop();
  begin(op, kernel);
  allocate(input.type, sizes);
  inputOf(input);
  for (const value of [dim, n, Number(inverse), scale]) attribute(value);
  return result(input.type, sizes);
}

const binsOf = (n: number) => Math.floor(n / 2) + 1;

type Input = readonly [Tensor];

// The transform is its own transpose, so that a gradient is the transform of the other direction.
const complexRow = define('fft.c2c', {
  operands: ['input'],
  forward: ([input]: Input, transform: Transform) => compute('fft.c2c', 'fft', input, transform),
  gradient: {
    input: ({ grad, inputShape, dim, n, inverse, scale }): Tensor =>
      dispatch(complexRow, [grad], { dim, n, inverse: !inverse, scale, length: inputShape[dim] }),
  },
});

const toComplexRow = define('fft.r2c', {
  operands: ['input'],
  forward: ([input]: Input, transform: Transform) => compute('fft.r2c', 'rfft', input, transform),
  gradient: {
    input: ({ grad, inputShape, dim, n, inverse, scale, length }) => {
      const bins = grad.narrow(dim, 0, Math.min(length, binsOf(n)));
      const back = { dim, n, inverse: !inverse, scale, length: inputShape[dim] };
      return dispatch(complexRow, [bins], back).select(-1, 0);
    },
  },
});

const toRealRow = define('fft.c2r', {
  operands: ['input'],
  forward: ([input]: Input, transform: Transform) => compute('fft.c2r', 'irfft', input, transform),
  gradient: {
    // A bin stands for itself and for its mirror image, but for the first one and, of an even length, the last one.
    input: ({ grad, inputShape, dim, n, inverse, scale }) => {
      const length = inputShape[dim];
      const sizes = [...grad.shape.map((_, axis) => (axis === dim ? length : 1)), 1];
      const alone = arange(length).mul(2).remainder(n).eq(0);
      const weights = where(alone, 1, 2).reshape(sizes);
      const bins: Tensor = dispatch(toComplexRow, [grad], { dim, n, inverse: !inverse, scale, length });
      return bins.mul(weights);
    },
  },
});

/** float32 or float64; integers become float32. */
export function floatsOf(op: string, input: Tensor): Tensor {
  requireTensor(op, 'the input', input);
  if (input.type === float32 || input.type === float64) return input;
  if (input.type.category !== Category.FLOATING) return input.to('float32');
  return fail(
    op,
    `is not defined for ${input.dtype}`,
    input.dtype,
    'has too few digits: convert it with .float()',
  );
}

/** Throws unless the tensor is complex: real, with a last axis [real, imaginary]. */
export function complexOf(op: string, input: Tensor): Tensor {
  requireTensor(op, 'the input', input);
  if (input.ndim === 0 || input.shape[input.ndim - 1] !== 2) {
    fail(
      op,
      'the last axis is not [real, imaginary]',
      shapeText(input.shape),
      'use rfft() for a real input, or make it complex with fft.complex(x)',
    );
  }
  return floatsOf(op, input);
}

export function scaleOf(op: string, norm: FourierNorm, n: number, inverse: boolean): number {
  if (norm === 'ortho') return 1 / Math.sqrt(n);
  if (norm === 'backward') return inverse ? 1 / n : 1;
  if (norm === 'forward') return inverse ? 1 : 1 / n;
  return fail(op, 'there is no such norm', String(norm), 'one of backward, ortho, forward');
}

function lengthOf(op: string, n: number): number {
  if (Number.isInteger(n) && n > 0) return n;
  return fail(op, 'there are no points to transform', `n = ${n}`, 'give at least one');
}

/** [..., n, 2] to [..., n, 2] along an axis. */
export function complexToComplex(
  op: string,
  input: Tensor,
  n: number | null,
  dim: number,
  norm: FourierNorm,
  inverse: boolean,
): Tensor {
  const given = complexOf(op, input);
  const axis = axisOf(op, dim, given.ndim - 1);
  const length = lengthOf(op, n ?? given.shape[axis]);
  const scale = scaleOf(op, norm, length, inverse);
  return dispatch(complexRow, [given], { dim: axis, n: length, inverse, scale, length });
}

/** [..., n] to [..., n / 2 + 1, 2] along an axis. */
export function realToComplex(
  op: string,
  input: Tensor,
  n: number | null,
  dim: number,
  norm: FourierNorm,
  inverse: boolean,
): Tensor {
  const given = floatsOf(op, input);
  const axis = axisOf(op, dim, given.ndim);
  const length = lengthOf(op, n ?? given.shape[axis]);
  const scale = scaleOf(op, norm, length, inverse);
  return dispatch(toComplexRow, [given], { dim: axis, n: length, inverse, scale, length: binsOf(length) });
}

/** [..., n / 2 + 1, 2] to [..., n] along an axis; n is by default even. */
export function complexToReal(
  op: string,
  input: Tensor,
  n: number | null,
  dim: number,
  norm: FourierNorm,
  inverse: boolean,
): Tensor {
  const given = complexOf(op, input);
  const axis = axisOf(op, dim, given.ndim - 1);
  const length = lengthOf(op, n ?? 2 * (given.shape[axis] - 1));
  const scale = scaleOf(op, norm, length, inverse);
  return dispatch(toRealRow, [given], { dim: axis, n: length, inverse, scale, length });
}
