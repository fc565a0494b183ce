export * from './activations';
export { AdaptiveLogSoftmaxWithLoss, type AdaptiveOptions } from './adaptive';
export { type AttentionMasks, MultiheadAttention, type MultiheadAttentionOptions } from './attention';
export { type CellOptions, GRUCell, LSTMCell, RNNCell, type RNNCellOptions } from './cells';
export {
  BCELoss,
  BCEWithLogitsLoss,
  type BCEWithLogitsOptions,
  CrossEntropyLoss,
  CTCLoss,
  MultiLabelMarginLoss,
  MultiLabelSoftMarginLoss,
  MultiMarginLoss,
  NLLLoss,
} from './classLosses';
export { ModuleDict, ModuleList, Sequential } from './containers';
export {
  Conv1d,
  Conv2d,
  Conv3d,
  type ConvLayerOptions,
  type ConvPaddingMode,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  type ConvTransposeLayerOptions,
} from './convolution';
export { copyModule } from './copy';
export * from './distanceLosses';
export * from './distances';
export { AlphaDropout, Dropout, Dropout1d, Dropout2d, Dropout3d, FeatureAlphaDropout } from './dropout';
export { Embedding, EmbeddingBag, type EmbeddingBagOptions, type EmbeddingOptions } from './embedding';
export type {
  BackwardHook,
  BackwardPreHook,
  ForwardHook,
  ForwardPreHook,
  Gradients,
  HookOptions,
} from './hooks';
export * as init from './init';
export { Bilinear, Flatten, Identity, Linear, type LinearOptions, Unflatten } from './linear';
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
export {
  GroupNorm,
  type GroupNormOptions,
  LayerNorm,
  type LayerNormOptions,
  LocalResponseNorm,
  RMSNorm,
  type RMSNormLayerOptions,
} from './normalization';
export * from './padding';
export { Parameter } from './parameter';
export { ParameterDict, ParameterList } from './parameterContainers';
export { pathOf } from './path';
export * from './pooling';
export * from './rectifiers';
export type { LSTMOptions, RecurrentOptions, Sequences } from './recurrence';
export { GRU, LSTM, RNN } from './recurrent';
export {
  BatchNorm,
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  InstanceNorm1d,
  InstanceNorm2d,
  InstanceNorm3d,
  type RunningNormOptions,
} from './runningNorm';
export * from './softmaxes';
export type { LoadResult, StateDict } from './state';
export { type Applied, type InputSize, type Summary, type SummaryRow, summary } from './summary';
export {
  type StackOptions,
  Transformer,
  TransformerDecoder,
  TransformerEncoder,
  type TransformerMasks,
  type TransformerOptions,
} from './transformer';
export {
  type DecoderMasks,
  type EncoderMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformerLayers';
export * as utils from './utils';
export * from './vision';
