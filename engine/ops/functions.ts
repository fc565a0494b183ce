/** Every op, so that importing this attaches the methods of `Tensor` too. */
import './write';

export { gelu, softplus } from './activation';
export { at, at_, type Index, indexPut, indexPut_, type SliceObject } from './at';
export * from './binary';
export * from './bits';
export { clone, contiguous, detach, to } from './cast';
export * from './compare';
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
export { amax, amin, argmax, argmin, type Extreme, max, min } from './extremes';
export * from './indexWrites';
export { cat, stack } from './join';
export * from './masked';
export * from './logarithms';
export { bmm, dot, matmul, mm } from './matmul';
export { argwhere, nonzero } from './nonzero';
export * from './put';
export * from './quantile';
export {
  bernoulli,
  multinomial,
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
export { flatten, reshape, squeeze, unflatten, unsqueeze, view } from './reshape';
export type { Operand } from './row';
export { type ScatterOptions, scatter, scatter_, scatterAdd, scatterAdd_ } from './scatter';
export * from './scatterReduce';
export * from './search';
export { gather, indexSelect, oneHot, take, takeAlongDim } from './select';
export { chunk, narrow, select, slice, split, unbind } from './slice';
export { logSoftmax, softmax } from './softmax';
export * from './special';
export { argsort, msort, type SortOptions, sort, type TopkOptions, topk } from './sort';
export { cumsum, logsumexp, norm, prod, std, type VarianceOptions, var } from './statistics';
export * from './triangle';
export * from './unary';
export { type Unique, type UniqueOptions, unique, uniqueConsecutive } from './unique';
export * from './trigonometry';
export { broadcastTo, expand, expandAs, permute, t, transpose } from './view';
export { type ClampOptions, clamp, where } from './where';
