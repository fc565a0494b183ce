/** Starting values for parameters (torch.nn.init): each fills its tensor in place and gives it back. */
import { noGrad } from '../autograd/mode';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';

/** What the gain of {@link calculateGain} is for. */
export type Nonlinearity = 'linear' | 'sigmoid' | 'tanh' | 'relu' | 'leakyRelu' | 'selu';

export interface KaimingOptions {
  /** Slope of the leaky relu below 0. */
  readonly a?: number;
  /** Which variance stays as it is: of the forward pass ('fanIn') or of the backward pass ('fanOut'). */
  readonly mode?: 'fanIn' | 'fanOut';
  readonly nonlinearity?: Nonlinearity;
}

/** low ≤ x < high */
export function uniform_(tensor: Tensor, low = 0, high = 1): Tensor {
  return noGrad(() => tensor.uniform_(low, high));
}

export function normal_(tensor: Tensor, mean = 0, std = 1): Tensor {
  return noGrad(() => tensor.normal_(mean, std));
}

export function constant_(tensor: Tensor, value: number): Tensor {
  return noGrad(() => tensor.fill_(value));
}

export function zeros_(tensor: Tensor): Tensor {
  return constant_(tensor, 0);
}

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

/** How much a nonlinearity shrinks the deviation. `slope` is that of the leaky relu below 0. */
export function calculateGain(nonlinearity: Nonlinearity, slope = 0.01): number {
  switch (nonlinearity) {
    case 'linear':
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
