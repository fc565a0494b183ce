/// <reference lib="esnext.disposable" preserve="true" />
/** The package's face: what `import … from 'backstep'` gives. */

export { type AutocastOptions, autocast, isAutocastEnabled } from './autograd/autocast';
export { checkpoint, checkpointSequential } from './autograd/checkpoint';
export { type BackwardOptions, type GradOptions, grad } from './autograd/grad';
export { type GradcheckOptions, gradcheck, gradgradcheck } from './autograd/gradcheck';
export { RemovableHandle } from './autograd/handle';
export * as autograd from './autograd/index';
export { hessian, jacobian } from './autograd/jacobian';
export {
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from './autograd/mode';
export { hvp, jvp, vhp, vjp } from './autograd/products';
export { GradientTape, type TapeOptions } from './autograd/tape';
export * as data from './data/index';
export * as formats from './formats/index';
export type { NamedTensor, OpEvent, Phase } from './history/event';
export * as F from './nn/functional';
export * as nn from './nn/index';
export * from './ops/functions';
export * as optim from './optim/index';
export type { DType, TypedArray } from './tensor/dtype';
export { OpError } from './tensor/errors';
export {
  forkRng,
  Generator,
  type GeneratorState,
  getRngState,
  initialSeed,
  manualSeed,
  seed,
  setRngState,
} from './tensor/generator';
export {
  canCast,
  type FloatInfo,
  finfo,
  type IntegerInfo,
  iinfo,
  promoteTypes,
  resultType,
} from './tensor/limits';
export { memoryUse } from './tensor/memory';
export { keep, tidy } from './tensor/scope';
export { Tensor } from './tensor/tensor';
export { setNumThreads } from './tensor/threads';
