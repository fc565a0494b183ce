/** The package's face: what `import … from 'backstep'` gives. */
export { type BackwardOptions, type GradOptions, grad } from './autograd/grad';
export { enableGrad, isGradEnabled, noGrad, setGradEnabled } from './autograd/mode';
export type { NamedTensor, OpEvent, Phase } from './history/event';
export * from './ops/index';
export type { DType, TypedArray } from './tensor/dtype';
export { OpError } from './tensor/errors';
export { Generator, type GeneratorState, manualSeed } from './tensor/generator';
export { memoryUse } from './tensor/memory';
export { keep, tidy } from './tensor/scope';
export { Tensor } from './tensor/tensor';
