export * from './activations';
export {
  BCELoss,
  BCEWithLogitsLoss,
  type BCEWithLogitsOptions,
  CrossEntropyLoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiMarginLoss,
  NLLLoss,
} from './classLosses';
export * as utils from './clip';
export { ModuleDict, ModuleList, Sequential } from './containers';
export { copyModule } from './copy';
export * from './distanceLosses';
export * from './distances';
export { Dropout } from './dropout';
export { Embedding, type EmbeddingOptions } from './embedding';
export type { ForwardHook, ForwardPreHook } from './forward';
export * as init from './init';
export { Flatten, Identity, Linear, type LinearOptions } from './linear';
export {
  GaussianNLLLoss,
  HuberLoss,
  KLDivLoss,
  L1Loss,
  type LossOptions,
  MSELoss,
  PoissonNLLLoss,
  SmoothL1Loss,
  SoftMarginLoss,
} from './losses';
export { type Layer, Module } from './module';
export { LayerNorm, type LayerNormOptions } from './normalization';
export { Parameter } from './parameter';
export { pathOf } from './path';
export * from './rectifiers';
export * from './softmaxes';
export type { LoadResult, StateDict } from './state';
