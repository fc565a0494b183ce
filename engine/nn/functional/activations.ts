/** Activation functions that are made of the table's ops, with PyTorch's values and gradients also at corners. */

import { noGrad } from '../../autograd/mode';
import { softplus } from '../../ops/activation';
import { ones, zerosLike } from '../../ops/creation';
import { rand } from '../../ops/random';
import { softmax } from '../../ops/softmax';
import { where } from '../../ops/where';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** x where it is positive, else x · negativeSlope (torch.nn.functional.leaky_relu). */
export function leakyRelu(input: Tensor, { negativeSlope = 0.01 } = {}): Tensor {
  return where(input.gt(0), input, input.mul(negativeSlope));
}

/** Below 0 alpha · (e^x - 1), which stays finite where it is not used. */
function exponential(input: Tensor, alpha: number, stretch: number): Tensor {
  const below = where(input.gt(0), 0, input);
  return (stretch === 1 ? below : below.div(stretch)).expm1().mul(alpha);
}

/** x where it is positive, else alpha (e^x - 1) (torch.nn.functional.elu; Clevert et al. 2016). */
export function elu(input: Tensor, { alpha = 1 } = {}): Tensor {
  return where(input.gt(0), input, exponential(input, alpha, 1));
}

/** The constants at which zero mean and unit variance are a fixed point. */
const SELU_ALPHA = 1.6732632423543772;
const SELU_SCALE = 1.0507009873554805;

/** A scaled elu that keeps mean 0 and variance 1 (torch.nn.functional.selu; Klambauer et al. 2017). */
export function selu(input: Tensor): Tensor {
  return elu(input, { alpha: SELU_ALPHA }).mul(SELU_SCALE);
}

/** x where it is positive, else alpha (e^(x/alpha) - 1) (torch.nn.functional.celu; Barron 2017). */
export function celu(input: Tensor, { alpha = 1 } = {}): Tensor {
  if (alpha === 0) fail('celu', 'alpha cannot be 0', '0', 'give another number');
  return where(input.gt(0), input, exponential(input, alpha, alpha));
}

/** x sigmoid(x), also named swish (torch.nn.functional.silu). */
export function silu(input: Tensor): Tensor {
  return input.mul(input.sigmoid());
}

/** x tanh(softplus(x)) (torch.nn.functional.mish; Misra 2020). */
export function mish(input: Tensor): Tensor {
  return input.mul(softplus(input).tanh());
}

/** x within the bounds, which have no gradient themselves (torch.nn.functional.hardtanh). */
export function hardtanh(input: Tensor, { minVal = -1, maxVal = 1 } = {}): Tensor {
  if (!(minVal <= maxVal)) {
    fail('hardtanh', 'minVal is above maxVal', `${minVal} and ${maxVal}`, 'give minVal ≤ maxVal');
  }
  const within = input.gt(minVal).logicalAnd(input.lt(maxVal));
  const bounded = noGrad(() => input.detach().clamp({ min: minVal, max: maxVal }));
  return where(within, input, bounded);
}

/** x from 0 to 6 (torch.nn.functional.relu6). */
export function relu6(input: Tensor): Tensor {
  return hardtanh(input, { minVal: 0, maxVal: 6 });
}

/** relu6(x + 3) / 6 (torch.nn.functional.hardsigmoid; Howard et al. 2019). */
export function hardsigmoid(input: Tensor): Tensor {
  return relu6(input.add(3)).div(6);
}

/** x relu6(x + 3) / 6 (torch.nn.functional.hardswish; Howard et al. 2019). */
export function hardswish(input: Tensor): Tensor {
  return input.mul(relu6(input.add(3))).div(6);
}

/**
 * x where it is positive, else x · weight; `weight` has one element, or one for each channel, which is axis 1
 * (torch.nn.functional.prelu; He et al. 2015).
 */
export function prelu(input: Tensor, weight: Tensor): Tensor {
  const channels = input.ndim < 2 ? 1 : input.shape[1];
  if (weight.numel() !== 1 && weight.numel() !== channels) {
    const values = `${weight.numel()} weights for ${channels} channels, input ${shapeText(input.shape)}`;
    fail('prelu', 'there is not one weight for each channel', values, 'give one, or as many as channels');
  }
  const slope =
    weight.numel() === 1 ? weight.reshape([]) : weight.reshape([-1, ...input.shape.slice(2).map(() => 1)]);
  return where(input.gt(0), input, input.mul(slope));
}

/** Options of `rrelu`. */
export interface RReLUOptions {
  /** The least slope; 1/8 by default. */
  readonly lower?: number;
  /** The greatest slope; 1/3 by default. */
  readonly upper?: number;
  /** Whether slopes are drawn; else all are the mean. */
  readonly training?: boolean;
}

/**
 * A leaky relu whose slope is drawn from [lower, upper) for each element while `training`, and else is their mean
 * (torch.nn.functional.rrelu; Xu et al. 2015).
 */
export function rrelu(
  input: Tensor,
  { lower = 1 / 8, upper = 1 / 3, training = false }: RReLUOptions = {},
): Tensor {
  if (!(lower <= upper)) fail('rrelu', 'lower is above upper', `${lower} and ${upper}`, 'give lower ≤ upper');
  if (!training) return leakyRelu(input, { negativeSlope: (lower + upper) / 2 });
  const slope = noGrad(() =>
    rand(input.shape, { dtype: input.dtype })
      .mul(upper - lower)
      .add(lower),
  );
  return where(input.gt(0), input, input.mul(slope));
}

/** x / (1 + |x|) (torch.nn.functional.softsign). */
export function softsign(input: Tensor): Tensor {
  return input.div(input.abs().add(1));
}

/** x moved by `lambd` towards 0, and 0 from -lambd to lambd (torch.nn.functional.softshrink). */
export function softshrink(input: Tensor, { lambd = 0.5 } = {}): Tensor {
  if (!(lambd >= 0)) fail('softshrink', 'lambd is negative', String(lambd), 'give at least 0');
  const below = where(input.lt(-lambd), input.add(lambd), input.mul(0));
  return where(input.gt(lambd), input.sub(lambd), below);
}

/** x, and 0 from -lambd to lambd (torch.nn.functional.hardshrink). */
export function hardshrink(input: Tensor, { lambd = 0.5 } = {}): Tensor {
  return where(input.ge(-lambd).logicalAnd(input.le(lambd)), 0, input);
}

/** x - tanh(x) (torch.nn.functional.tanhshrink). */
export function tanhshrink(input: Tensor): Tensor {
  return input.sub(input.tanh());
}

/** x where it is more than `limit`, else `value` (torch.nn.functional.threshold). */
export function threshold(input: Tensor, limit: number, value: number): Tensor {
  return where(input.le(limit), value, input);
}

/** The first half along `dim` times the sigmoid of the second (torch.nn.functional.glu; Dauphin et al. 2017). */
export function glu(input: Tensor, { dim = -1 } = {}): Tensor {
  const size = input.size(dim);
  if (size % 2 !== 0) {
    const values = `${size} along axis ${dim} of ${shapeText(input.shape)}`;
    fail('glu', 'the axis has no two halves', values, 'give an even number of elements there');
  }
  return input.narrow(dim, 0, size / 2).mul(input.narrow(dim, size / 2, size / 2).sigmoid());
}

/** log sigmoid(x), without its overflow (torch.nn.functional.logsigmoid). */
export function logsigmoid(input: Tensor): Tensor {
  return softplus(input.neg(), { threshold: Infinity }).neg();
}

/** The softmax of -x along `dim` (torch.nn.functional.softmin). */
export function softmin(input: Tensor, dim: number): Tensor {
  return softmax(input.neg(), dim);
}

/** Options of `gumbelSoftmax`. */
export interface GumbelOptions {
  /** The nearer to 0, the nearer to a choice of one. */
  readonly tau?: number;
  /** Gives 1 for the largest and 0 else, with the gradient of the soft values. */
  readonly hard?: boolean;
  /** The axis of the classes; the last by default. */
  readonly dim?: number;
}

/** A sample from the classes along `dim` that has a gradient (torch.nn.functional.gumbel_softmax; Jang et al. 2017). */
export function gumbelSoftmax(
  logits: Tensor,
  { tau = 1, hard = false, dim = -1 }: GumbelOptions = {},
): Tensor {
  const noise = noGrad(() => rand(logits.shape, { dtype: logits.dtype }).log().neg().log().neg());
  const soft = softmax(logits.add(noise).div(tau), dim);
  if (!hard) return soft;
  const chosen = noGrad(() => {
    const places = soft.argmax(dim, true);
    return zerosLike(soft).scatterAdd(dim, places, ones(places.shape, { dtype: soft.dtype }));
  });
  return noGrad(() => chosen.sub(soft.detach())).add(soft);
}
