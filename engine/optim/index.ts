export { Adam, type AdamOptions, AdamW } from './adam';
export type { GroupInput, ParameterGroup } from './groups';
export { Optimizer, type ParameterState } from './optimizer';
export * as lrScheduler from './scheduler';
export { LRScheduler } from './scheduler';
export { SGD, type SGDOptions } from './sgd';
export type { OptimizerStateDict } from './state';
