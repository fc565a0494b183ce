/** Every schedule: what `optim.lrScheduler` gives. */
export { ChainedScheduler, type ChainState, SequentialLR } from './chain';
export { CosineAnnealingLR, CosineAnnealingWarmRestarts } from './cosine';
export { CyclicLR, type CyclicOptions, OneCycleLR, type OneCycleOptions } from './cycle';
export { ExponentialLR, type Factor, LambdaLR, MultiplicativeLR, MultiStepLR, StepLR } from './decay';
export { type PlateauOptions, type PlateauState, ReduceLROnPlateau } from './plateau';
export { ConstantLR, LinearLR, PolynomialLR } from './ramp';
export { LRScheduler, type Rated, type SchedulerState } from './scheduler';
