/** Regions in which products of matrices are computed in 16 bits, and losses in 32. */
import { context } from '../ops/context';
import type { Operand, Operands } from '../ops/row';
import { type DType, type ElementType, float32, isHalf, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { mode } from './mode';

export interface AutocastOptions {
  /** 'bfloat16' (the default) or 'float16'. */
  readonly dtype?: DType;
  /** Off, it ends a region around it. */
  readonly enabled?: boolean;
  /** Whether a parameter is converted once in a region, and not at each use. */
  readonly cacheEnabled?: boolean;
}

/** Read by the dispatcher; null outside of every region. */
export const autocasting: { region: Region | null } = { region: null };

interface Converted {
  readonly cast: Tensor;
  readonly version: number;
}

class Region {
  /** Parameters in the region's dtype. */
  readonly #cache = new Map<Tensor, Converted>();

  constructor(
    readonly type: ElementType,
    /** Ops deeper than this are the inside of another, which was given what it computes with. */
    readonly depth: number,
    readonly cached: boolean,
  ) {}

  lower(operand: Tensor): Tensor {
    const { type } = this;
    if (!this.cached || operand.type !== float32 || !isParameter(operand)) return operand.to(type.name);
    const { version } = operand;
    const known = this.#cache.get(operand);
    // What was converted without recording has no gradient to give.
    if (known?.version === version && (known.cast.requiresGrad || !mode.recording)) return known.cast;
    known?.cast.dispose();
    const cast = operand.to(type.name);
    cast.kept = true;
    this.#cache.set(operand, { cast, version });
    return cast;
  }

  end(): void {
    for (const { cast } of this.#cache.values()) cast.dispose();
    this.#cache.clear();
  }
}

function isParameter({ base, autograd, requiresGrad, isLeaf }: Tensor): boolean {
  return base === null && autograd !== null && requiresGrad && isLeaf;
}

/** Rows that compute in the region's dtype, as PyTorch's on a CPU (ATen, autocast_mode.cpp). */
const lower = new Set(['matmul', 'linear', 'convolution', 'convolutionTranspose']);

/** Rows that compute in float32; all others take what they are given. */
const full = new Set([
  ...['crossEntropy', 'mseLoss', 'binaryCrossEntropy', 'prod', 'cdist', 'fft.c2c', 'fft.r2c', 'fft.c2r'],
  ...['linalg.cholesky', 'linalg.solve', 'linalg.inv', 'linalg.solveTriangular', 'linalg.svd', 'linalg.qr'],
  ...['linalg.eigh', 'linalg.luFactor'],
]);

/**
 * A tensor of 16 bits in float32 inside of a region, for functions that are made of several rows and that PyTorch
 * computes in float32, such as losses; else the tensor itself.
 */
export function fullPrecision<O extends Tensor | null>(tensor: O): O | Tensor {
  const { region } = autocasting;
  if (region === null || context.depth !== region.depth || tensor === null) return tensor;
  return isHalf(tensor.type) ? tensor.to('float32') : tensor;
}

/** A tensor in the region's dtype, as a product inside of a region gets it; else the tensor itself. */
export function lowPrecision(tensor: Tensor): Tensor {
  const { region } = autocasting;
  if (region === null || context.depth !== region.depth) return tensor;
  if (!tensor.isFloatingPoint() || tensor.type.bytes === 8 || tensor.type === region.type) return tensor;
  return region.lower(tensor);
}

/** The operands of a row as it gets them inside of a region. */
export function autocastOperands<V extends Operands>(region: Region, row: string, operands: V): V {
  if (context.depth !== region.depth) return operands;
  const lowers = lower.has(row);
  if (!lowers && !full.has(row)) return operands;
  const change = (operand: Operand | null) => {
    if (!(operand instanceof Tensor)) return operand;
    return lowers ? lowPrecision(operand) : fullPrecision(operand);
  };
  return operands.map(change) as unknown as V;
}

/**
 * Runs `fn` in mixed precision (torch.autocast of a CPU): products of matrices and convolutions of what `fn` calls compute
 * in `dtype`, most losses and decompositions in float32, and other ops in what they are given. float64 stays. Gradients
 * come back in the dtype of their tensor. Call `backward()` outside. For an async function it holds until its promise
 * settles, also for other code that runs meanwhile.
 */
export function autocast<R>(options: AutocastOptions, fn: () => R): R {
  const { dtype = 'bfloat16', enabled = true, cacheEnabled = true } = options;
  const type = types[dtype];
  if (enabled && !(type && isHalf(type)))
    fail('autocast', 'there is no mixed precision with this dtype', String(dtype), 'use bfloat16 or float16');
  return within(enabled ? new Region(type, context.depth, cacheEnabled) : null, fn);
}

function within<R>(region: Region | null, fn: () => R): R {
  const outer = autocasting.region;
  const end = () => {
    autocasting.region = outer;
    region?.end();
  };
  autocasting.region = region;
  let result: R;
  try {
    result = fn();
  } catch (error) {
    end();
    throw error;
  }
  if (!(result instanceof Promise)) {
    end();
    return result;
  }
  return result.finally(end) as R;
}

/** Whether {@link autocast} runs here (torch.is_autocast_enabled). */
export function isAutocastEnabled(): boolean {
  return autocasting.region !== null;
}

/** The options of the region that runs here, for running a function again as it ran here. */
export function autocastOptions(): AutocastOptions {
  const { region } = autocasting;
  if (region === null) return { enabled: false };
  return { dtype: region.type.name, cacheEnabled: region.cached };
}
