/** Every op, so that importing this attaches the methods of `Tensor` too. */
import './write';

export { gelu, softplus } from './activation';
export { at, type Index, maskedSelect, nonzero } from './at';
export * from './binary';
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
export { cat, stack } from './join';
export { bmm, dot, matmul, mm } from './matmul';
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
export { all, any, type Dims, type Keep, mean, type ReduceOptions, sum } from './reduce';
export { flatten, reshape, squeeze, unflatten, unsqueeze, view } from './reshape';
export type { Operand } from './row';

export { flip, gather, indexAdd, indexSelect, oneHot, scatterAdd } from './select';
export { chunk, narrow, select, slice, split, unbind } from './slice';
export { logSoftmax, softmax } from './softmax';
export { cumsum, logsumexp, norm, prod, std, type VarianceOptions, var } from './statistics';
export * from './unary';
export { broadcastTo, expand, expandAs, permute, t, transpose } from './view';
export { type ClampOptions, clamp, maskedFill, tril, triu, where } from './where';
