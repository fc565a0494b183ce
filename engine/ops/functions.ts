/** Every op, so that importing this attaches the methods of `Tensor` too. */
import './randomWrites';
import './write';

export { gelu, softplus } from './activation';
export * from './aliases';
export { at, at_, type Index, indexPut, indexPut_, type SliceObject } from './at';
export * from './binary';
export * from './bits';
export { clone, contiguous, detach, to } from './cast';
export { cdist } from './cdist';
export * from './closeness';
export * from './combine';
export * from './compare';
export * from './counting';
export * from './covariance';
export {
  arange,
  empty,
  emptyLike,
  eye,
  full,
  fullLike,
  linspace,
  ones,
  onesLike,
  type TensorOptions,
  zeros,
  zerosLike,
} from './creation';
export { type NestedArray, type TensorData, tensor } from './data';
export * from './diagonal';
export * from './differences';
export { einsum } from './einsum';
export type { EinsumLabel } from './einsumEquation';
export { amax, amin, argmax, argmin, type Extreme, max, min } from './extremes';
export * as fft from './fft/index';
export { type FrameOptions, type IstftOptions, istft, type StftOptions, stft } from './fft/stft';
export * from './indexWrites';
export { cat, cat as concat, cat as concatenate, stack } from './join';
export * from './likes';
export { choleskyInverse, choleskySolve } from './linalg/cholesky';
export { logdet } from './linalg/determinant';
export * as linalg from './linalg/index';
export { cholesky, det, matrixExp, matrixPower, qr, slogdet } from './linalg/index';
export { luUnpack } from './linalg/lu';
export {
  inverse,
  luSolve,
  pinverse,
  svd,
  type TriangularSolveOptions,
  triangularSolve,
} from './linalg/methods';
export { chainMatmul } from './linalg/powers';
export * from './logarithms';
export * from './masked';
export { bmm, dot, matmul, mm } from './matmul';
export { argwhere, nonzero } from './nonzero';
export * from './parts';
export {
  addbmm,
  addmm,
  addmv,
  addr,
  baddbmm,
  cross,
  ger,
  inner,
  kron,
  mv,
  outer,
  type ScaledOptions,
  tensordot,
  trace,
  vdot,
} from './products';
export * from './put';
export * from './quantile';
export {
  normal,
  type RandomOptions,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from './random';
export * from './ranks';
export * from './rearrange';
export { all, any, type Dims, type Keep, mean, type ReduceOptions, sum } from './reduce';
export * from './repeat';
export * from './replaced';
export { flatten, reshape, squeeze, unflatten, unsqueeze, view } from './reshape';
export type { Operand } from './row';
export { bernoulli, multinomial, poisson } from './sampling';
export * from './scans';
export { type ScatterOptions, scatter, scatter_, scatterAdd, scatterAdd_ } from './scatter';
export * from './scatterReduce';
export * from './search';
export { gather, indexSelect, oneHot, take, takeAlongDim } from './select';
export * from './series';
export { chunk, narrow, select, slice, split, unbind } from './slice';
export { logSoftmax, softmax } from './softmax';
export { argsort, msort, type SortOptions, sort, type TopkOptions, topk } from './sort';
export * from './special';
export * from './split';
export { logsumexp, norm, prod, renorm, std, type VarianceOptions, var } from './statistics';
export * from './strided';
export * from './summaries';
export * from './ternary';
export * from './triangle';
export * from './trigonometry';
export * from './unary';
export * from './unique';
export { broadcastTo, expand, expandAs, permute, t, transpose } from './view';
export { type ClampOptions, clamp, where } from './where';
