/** Activation functions with one gradient each. */
import { mode } from '../autograd/mode';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { dispatch } from './dispatch';
import { floating, unary } from './elementwise';
import { methods } from './methods';
import { define } from './row';
import { where } from './where';

type Input = readonly [Tensor];

/** √(2/π) and the cubic factor of the tanh form of GELU (Hendrycks & Gimpel 2016). */
const SLOPE = Math.sqrt(2 / Math.PI);
const CUBIC = 0.044715;

interface Gelu {
  readonly approximate: 'none' | 'tanh';
}

type Approximation = Gelu['approximate'];

function compute(kernel: string, inputs: readonly Tensor[], approximate: Approximation): Tensor {
  const { type, shape } = inputs[0];
  begin('gelu', kernel);
  allocate(type, shape);
  for (const each of inputs) inputOf(each);
  attribute(approximate === 'tanh' ? 1 : 0);
  return result(type, shape);
}

const geluRow = define('gelu', {
  operands: ['input'],
  forward: ([input]: Input, { approximate }: Gelu) => compute('gelu', [input], approximate),
  gradient: {
    input: ({ grad, input, approximate }) => {
      if (!mode.recording) return dispatch(geluGradientRow, [grad, input], { approximate });
      if (approximate === 'tanh') {
        const inner = tanhPart(input);
        const slope = input
          .square()
          .mul(3 * CUBIC)
          .add(1)
          .mul(SLOPE);
        const rise = inner.square().neg().add(1).mul(slope).mul(input);
        return grad.mul(inner.add(1).add(rise).mul(0.5));
      }
      const density = input
        .square()
        .mul(-0.5)
        .exp()
        .mul(1 / Math.sqrt(2 * Math.PI));
      return grad.mul(distribution(input).add(input.mul(density)));
    },
  },
});

/** The same gradient by one kernel, for passes that are not recorded themselves. */
const geluGradientRow = define('geluGradient', {
  operands: ['incoming', 'input'],
  forward: (inputs: readonly [Tensor, Tensor], { approximate }: Gelu) =>
    compute('geluGradient', inputs, approximate),
});

function tanhPart(input: Tensor): Tensor {
  return input.add(input.mul(input.square()).mul(CUBIC)).mul(SLOPE).tanh();
}

/** The standard normal distribution's cumulative function. */
function distribution(input: Tensor): Tensor {
  return input.mul(Math.SQRT1_2).erf().add(1).mul(0.5);
}

/** x Φ(x), or its approximation by tanh (torch.nn.functional.gelu). */
export function gelu(input: Tensor, { approximate = 'none' }: Partial<Gelu> = {}): Tensor {
  if (!input.isFloatingPoint())
    fail('gelu', `is not defined for ${input.dtype}`, input.dtype, 'use .float()');
  return dispatch(geluRow, [input], { approximate });
}

const plainSoftplus = unary('softplus', {
  dtype: floating,
  gradient: ({ input, grad }) => grad.mul(input.sigmoid()),
});

/**
 * log(1 + e^(βx)) / β; x itself where βx is more than `threshold`, as PyTorch has it
 * (torch.nn.functional.softplus).
 */
export function softplus(input: Tensor, { beta = 1, threshold = 20 } = {}): Tensor {
  const scaled = beta === 1 ? input : input.mul(beta);
  const soft = beta === 1 ? plainSoftplus(scaled) : plainSoftplus(scaled).div(beta);
  // Above 20 both are the same number in float32, and nearly in float64.
  return threshold === 20 && input.dtype === 'float32' ? soft : where(scaled.gt(threshold), input, soft);
}

methods({ gelu, softplus });

declare module '../tensor/tensor' {
  interface Tensor {
    /** x Φ(x), or its approximation by tanh. */
    gelu(options?: Partial<Gelu>): Tensor;
    /** log(1 + e^(βx)) / β; x itself where βx is more than `threshold`. */
    softplus(options?: { beta?: number; threshold?: number }): Tensor;
  }
}
