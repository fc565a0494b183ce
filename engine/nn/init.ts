/** Starting values for parameters (torch.nn.init): each fills its tensor in place and gives it back. */
import { noGrad } from '../autograd/mode';
import { eye } from '../ops/creation';
import { diagonalOf } from '../ops/linalg/matrices';
import { qr } from '../ops/linalg/qr';
import { randn, randperm } from '../ops/random';
import { where } from '../ops/where';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';

/** What the gain of {@link calculateGain} is for. */
export type Nonlinearity =
  | 'linear'
  | `conv${1 | 2 | 3}d`
  | `convTranspose${1 | 2 | 3}d`
  | 'sigmoid'
  | 'tanh'
  | 'relu'
  | 'leakyRelu'
  | 'selu';

/** Options of `kaimingUniform_` and `kaimingNormal_`. */
export interface KaimingOptions {
  /** Slope of the leaky relu below 0. */
  readonly a?: number;
  /** Which variance stays as it is: of the forward pass ('fanIn') or of the backward pass ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut';
  /** What comes after the weight; 'leakyRelu' by default. */
  readonly nonlinearity?: Nonlinearity;
}

/** low ≤ x < high */
export function uniform_(tensor: Tensor, low = 0, high = 1): Tensor {
  return noGrad(() => tensor.uniform_(low, high));
}

/** From N(mean, std²). */
export function normal_(tensor: Tensor, mean = 0, std = 1): Tensor {
  return noGrad(() => tensor.normal_(mean, std));
}

/** One value everywhere. */
export function constant_(tensor: Tensor, value: number): Tensor {
  return noGrad(() => tensor.fill_(value));
}

/** 0 everywhere. */
export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

/** 1 everywhere. */
export function ones_(tensor: Tensor): Tensor {
  return constant_(tensor, 1);
}

/** Uniform in ±gain √(3 / fan) (He et al. 2015). */
export function kaimingUniform_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  const bound = Math.sqrt(3) * kaimingStd(tensor, options);
  return uniform_(tensor, -bound, bound);
}

/** Normal with deviation gain / √fan (He et al. 2015). */
export function kaimingNormal_(tensor: Tensor, options: KaimingOptions = {}): Tensor {
  return normal_(tensor, 0, kaimingStd(tensor, options));
}

function kaimingStd(
  tensor: Tensor,
  { a = 0, mode = 'fanIn', nonlinearity = 'leakyRelu' }: KaimingOptions,
): number {
  const fan = fans(tensor)[mode];
  return fan === 0 ? 0 : calculateGain(nonlinearity, a) / Math.sqrt(fan);
}

/** Uniform in ±gain √(6 / (fan in + fan out)) (Glorot and Bengio 2010). */
export function xavierUniform_(tensor: Tensor, { gain = 1 }: { gain?: number } = {}): Tensor {
  const bound = Math.sqrt(3) * xavierStd(tensor, gain);
  return uniform_(tensor, -bound, bound);
}

/** Normal with deviation gain √(2 / (fan in + fan out)) (Glorot and Bengio 2010). */
export function xavierNormal_(tensor: Tensor, { gain = 1 }: { gain?: number } = {}): Tensor {
  return normal_(tensor, 0, xavierStd(tensor, gain));
}

function xavierStd(tensor: Tensor, gain: number): number {
  const { fanIn, fanOut } = fans(tensor);
  return gain * Math.sqrt(2 / (fanIn + fanOut));
}

/** Normal numbers drawn again until they are from `low` to `high` (torch: trunc_normal_). */
export function truncNormal_(tensor: Tensor, mean = 0, std = 1, low = -2, high = 2): Tensor {
  if (!(low < high)) fail('truncNormal_', 'the bounds are empty', `${low} to ${high}`, 'give low < high');
  // So far out that nothing would ever be drawn, PyTorch warns as well.
  if (mean < low - 2 * std || mean > high + 2 * std) {
    const values = `mean ${mean}, std ${std}, bounds ${low} and ${high}`;
    fail(
      'truncNormal_',
      'the mean is more than two deviations outside of the bounds',
      values,
      'move the bounds',
    );
  }
  return noGrad(() => {
    tensor.normal_(mean, std);
    for (;;) {
      const outside = tensor.detach().lt(low).logicalOr(tensor.detach().gt(high));
      if (!outside.any().item()) return tensor;
      const again = tensor.detach().clone().normal_(mean, std);
      tensor.copy_(where(outside, again, tensor.detach()));
    }
  });
}

/** Ones on the diagonal of a matrix, and zeros elsewhere. */
export function eye_(tensor: Tensor): Tensor {
  requireMatrix('eye_', tensor);
  const [rows, columns] = tensor.shape;
  return noGrad(() => tensor.copy_(eye(rows, columns, { dtype: tensor.dtype })));
}

/**
 * Rows that are orthogonal to each other and of length `gain`, or the columns where they are fewer; axes after the first
 * count as one (torch: orthogonal_; Saxe et al. 2013).
 */
export function orthogonal_(tensor: Tensor, { gain = 1 }: { gain?: number } = {}): Tensor {
  if (tensor.ndim < 2) {
    fail('orthogonal_', 'the tensor has no rows', shapeText(tensor.shape), 'give at least two axes');
  }
  if (tensor.numel() === 0) return tensor;
  return noGrad(() => {
    const rows = tensor.shape[0];
    const columns = tensor.numel() / rows;
    const tall = [Math.max(rows, columns), Math.min(rows, columns)];
    const { Q, R } = qr(randn(tall, { dtype: tensor.dtype }));
    // Uniform over all of them: the signs of R's diagonal are the decomposition's choice.
    const uniform = Q.mul(diagonalOf(R).sign());
    const matrix = rows < columns ? uniform.t() : uniform;
    return tensor.copy_(matrix.reshape(tensor.shape)).mul_(gain);
  });
}

/** Each column of a matrix has the share `sparsity` of zeros, the others are from N(0, std) (Martens 2010). */
export function sparse_(tensor: Tensor, sparsity: number, std = 0.01): Tensor {
  requireMatrix('sparse_', tensor);
  const [rows, columns] = tensor.shape;
  const zeroed = Math.ceil(sparsity * rows);
  return noGrad(() => {
    tensor.normal_(0, std);
    for (let column = 0; column < columns; column++) {
      const ranks = randperm(rows);
      tensor.select(1, column).mul_(ranks.ge(zeroed).to(tensor.dtype));
    }
    return tensor;
  });
}

/** A weight [out, in, …kernel] that passes its channels through; in each of `groups` groups. */
export function dirac_(tensor: Tensor, groups = 1): Tensor {
  const { shape } = tensor;
  if (shape.length < 3 || shape.length > 5 || shape[0] % groups !== 0) {
    const values = `${shapeText(shape)}, ${groups} groups`;
    fail('dirac_', 'the tensor is no weight of a convolution', values, 'give [out, in, …kernel]');
  }
  return noGrad(() => {
    tensor.zero_();
    const perGroup = shape[0] / groups;
    const middle = shape.slice(2).map((size) => Math.floor(size / 2));
    for (let group = 0; group < groups; group++) {
      for (let channel = 0; channel < Math.min(perGroup, shape[1]); channel++) {
        const kernel = tensor.select(0, group * perGroup + channel).select(0, channel);
        middle.reduce((part, place) => part.select(0, place), kernel).fill_(1);
      }
    }
    return tensor;
  });
}

function requireMatrix(op: string, { shape }: Tensor): void {
  if (shape.length !== 2) fail(op, 'the tensor is no matrix', shapeText(shape), 'give two axes');
}

/** How much a nonlinearity shrinks the deviation. `slope` is that of the leaky relu below 0. */
export function calculateGain(nonlinearity: Nonlinearity, slope = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
    case 'conv1d':
    case 'conv2d':
    case 'conv3d':
    case 'convTranspose1d':
    case 'convTranspose2d':
    case 'convTranspose3d':
    case 'sigmoid':
      return 1;
    case 'tanh':
      return 5 / 3;
    case 'relu':
      return Math.SQRT2;
    case 'leakyRelu':
      return Math.sqrt(2 / (1 + slope ** 2));
    case 'selu':
      return 0.75;
  }
  return fail(
    'calculateGain',
    'there is no such nonlinearity',
    String(nonlinearity),
    "give 'linear', 'sigmoid', 'tanh', 'relu', 'leakyRelu' or 'selu'",
  );
}

/** Connections into and out of one element of the output; a weight is [out, in, …kernel]. */
function fans({ shape }: Tensor): { fanIn: number; fanOut: number } {
  if (shape.length < 2) {
    const remedy = 'use uniform_ or normal_ with a bound of your own';
    fail('init', 'fan in and fan out need at least two axes', shapeText(shape), remedy);
  }
  const receptiveField = shape.slice(2).reduce((product, size) => product * size, 1);
  return { fanIn: shape[1] * receptiveField, fanOut: shape[0] * receptiveField };
}
