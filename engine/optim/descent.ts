import type { Tensor } from '../tensor/tensor';

export interface DescentOptions {
  /** Times the parameter, added to the gradient (L2). */
  readonly weightDecay: number;
  /** Goes up the gradient instead of down. */
  readonly maximize: boolean;
}

/** Where to go down from: the gradient, turned around for `maximize`, with the weight decay added. */
export function descentOf(
  parameter: Tensor,
  gradient: Tensor,
  { weightDecay, maximize }: DescentOptions,
): Tensor {
  const descent = maximize ? gradient.neg() : gradient;
  return weightDecay === 0 ? descent : descent.add(parameter.mul(weightDecay));
}

/** A running average, in place: `average` keeps the share `keeps` and takes the rest from `value`. */
export function average_(average: Tensor, value: Tensor, keeps: number): Tensor {
  return average.mul_(keeps).add_(value.mul(1 - keeps));
}
