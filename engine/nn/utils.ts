/** What `nn.utils` gives (torch.nn.utils). */
export { type ClipOptions, clipGradNorm_, clipGradsWithNorm_, clipGradValue_, getTotalNorm } from './clip';
export { type Fusible, fuseConvBnEval, fuseLinearBnEval } from './fusion';
export * as rnn from './packing';
export * as parametrizations from './parametrizations';
export * as parametrize from './parametrize';
export { parametersToVector, vectorToParameters } from './vector';
export { removeWeightNorm, weightNorm } from './weightNorm';
