export { GELU, type GELUOptions, LogSoftmax, ReLU, Sigmoid, Softmax, Tanh } from './activations';
export * as utils from './clip';
export { ModuleDict, ModuleList, Sequential } from './containers';
export { Dropout } from './dropout';
export { Embedding, type EmbeddingOptions } from './embedding';
export type { ForwardHook, ForwardPreHook } from './forward';
export * as init from './init';
export { Flatten, Identity, Linear, type LinearOptions } from './linear';
export {
  BCELoss,
  BCEWithLogitsLoss,
  type ClassLossOptions,
  CrossEntropyLoss,
  L1Loss,
  type LossOptions,
  MSELoss,
  NLLLoss,
} from './losses';
export { type Layer, Module } from './module';
export { LayerNorm, type LayerNormOptions } from './normalization';
export { Parameter } from './parameter';
export { pathOf } from './path';
export type { LoadResult, StateDict } from './state';
