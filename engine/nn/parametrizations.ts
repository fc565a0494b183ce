/** Weights kept to a form while they are trained (torch.nn.utils.parametrizations). */
import { noGrad } from '../autograd/mode';
import { randn } from '../ops/random';
import { fail, shapeText } from '../tensor/errors';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { normalize } from './functional';
import { Module } from './module';
import { Parameter } from './parameter';
import { registerParametrization } from './parametrize';

/** The norm over all axes but `dim`, kept as axes of size 1; over all of them for null: []. */
export function normExcept(value: Tensor, dim: number | null): Tensor {
  if (dim === null) return value.norm(2);
  const kept = dim < 0 ? dim + value.ndim : dim;
  const axes = value.shape.map((_, axis) => axis).filter((axis) => axis !== kept);
  return axes.length === 0 ? value.abs() : value.norm(2, axes, true);
}

/** A weight as its length `g` along `dim` and its direction `v`. */
class WeightNorm extends Module {
  constructor(readonly dim: number | null) {
    super();
  }

  forward(g: Tensor, v: Tensor): Tensor {
    return v.mul(g.div(normExcept(v, this.dim)));
  }

  rightInverse(weight: Tensor): Tensor[] {
    return [normExcept(weight, this.dim), weight];
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/**
 * Trains the lengths and the directions of a weight apart: `original0` (g) and `original1` (v), with the weight
 * g v / |v| for each place along `dim`, or of the whole for null (torch.nn.utils.parametrizations.weight_norm; Salimans
 * and Kingma 2016). Gives the module back.
 */
export function weightNorm<M extends Module>(
  module: M,
  name = 'weight',
  { dim = 0 }: { readonly dim?: number | null } = {},
): M {
  return registerParametrization(module, name, new WeightNorm(dim));
}

/** Options of `spectralNorm`. */
export interface SpectralNormOptions {
  /** Steps towards the largest singular value, in each forward pass of training; 1 by default. */
  readonly nPowerIterations?: number;
  /** Norms count as at least this. */
  readonly eps?: number;
  /** The axis of the outputs: 0, and of transposed convolutions 1. */
  readonly dim?: number;
}

/** Steps at the start, for an estimate that is good from the first pass on. */
const FIRST_ITERATIONS = 15;

class SpectralNorm extends Module {
  /** The left singular vector, as it is known so far: [rows]. */
  declare u: Tensor;
  /** The right singular vector: [columns]. */
  declare v: Tensor;
  readonly nPowerIterations: number;
  readonly eps: number;
  readonly dim: number;

  constructor(weight: Tensor, { nPowerIterations = 1, eps = 1e-12, dim = 0 }: SpectralNormOptions) {
    super();
    if (!(nPowerIterations >= 1)) {
      fail('spectralNorm', 'nPowerIterations is no count', String(nPowerIterations), 'give at least 1');
    }
    if (weight.ndim < 2)
      fail('spectralNorm', 'the weight is no matrix', shapeText(weight.shape), 'give two axes');
    this.nPowerIterations = nPowerIterations;
    this.eps = eps;
    this.dim = dim < 0 ? dim + weight.ndim : dim;
    noGrad(() => {
      const matrix = this.matrixOf(weight.detach());
      const start = (size: number) =>
        keep(normalize(randn([size], { dtype: weight.dtype }), { dim: 0, eps }));
      this.registerBuffer('u', start(matrix.shape[0]));
      this.registerBuffer('v', start(matrix.shape[1]));
      this.iterate(matrix, FIRST_ITERATIONS);
    });
  }

  forward(weight: Tensor): Tensor {
    const matrix = this.matrixOf(weight);
    if (this.training) noGrad(() => this.iterate(matrix.detach(), this.nPowerIterations));
    // Clones: the next pass writes into the vectors before this one is walked back.
    const [u, v] = noGrad(() => [this.u.clone(), this.v.clone()]);
    return weight.div(u.mul(matrix.matmul(v)).sum());
  }

  /** [places along dim, all others] */
  private matrixOf(weight: Tensor): Tensor {
    const axes = weight.shape.map((_, axis) => axis).filter((axis) => axis !== this.dim);
    return weight.permute(this.dim, ...axes).flatten(1);
  }

  private iterate(matrix: Tensor, times: number): void {
    const { eps } = this;
    for (let i = 0; i < times; i++) {
      this.u.copy_(normalize(matrix.matmul(this.v), { dim: 0, eps }));
      this.v.copy_(normalize(matrix.t().matmul(this.u), { dim: 0, eps }));
    }
  }

  override extraRepr(): string {
    return `nPowerIterations=${this.nPowerIterations}, dim=${this.dim}`;
  }
}

/**
 * Divides a weight by its largest singular value, which is estimated anew in each pass of training
 * (torch.nn.utils.parametrizations.spectral_norm; Miyato et al. 2018). Gives the module back.
 */
export function spectralNorm<M extends Module>(
  module: M,
  name = 'weight',
  options: SpectralNormOptions = {},
): M {
  const weight = (module as unknown as Record<string, Tensor>)[name];
  if (!(weight instanceof Parameter)) {
    fail(
      'spectralNorm',
      'there is no such parameter',
      `${module.constructor.name}.${name}`,
      'look at namedParameters()',
    );
  }
  return registerParametrization(module, name, new SpectralNorm(weight, options));
}
