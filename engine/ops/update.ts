/** Fused updates of one parameter, for optimizers. They write in place, and are not recorded. */
import { rememberWrite } from '../history/changes';
import type { Tensor } from '../tensor/tensor';
import { attribute, begin, execute, input as inputOf, into, nothingInto } from './command';
import { dispatchInPlace } from './inplace';
import { define } from './row';

export interface SgdStep {
  readonly lr: number;
  readonly momentum: number;
  readonly dampening: number;
  readonly weightDecay: number;
  readonly nesterov: boolean;
  readonly maximize: boolean;
  /** The momentum buffer is only being begun: it becomes the gradient. */
  readonly first: boolean;
}

const sgdRow = define('sgd', {
  operands: ['input', 'momentum', 'grad'],
  forward: (
    [parameter, buffer, gradient]: readonly [Tensor, Tensor | null, Tensor],
    step: SgdStep,
  ): Tensor => {
    if (buffer !== null) rememberWrite(buffer);
    begin('sgd', 'sgd');
    into(parameter);
    if (buffer === null) nothingInto(parameter.type);
    else into(buffer);
    inputOf(gradient);
    const { lr, momentum, dampening, weightDecay, nesterov, maximize, first } = step;
    for (const value of [lr, momentum, dampening, weightDecay, +nesterov, +maximize, +first])
      attribute(value);
    execute();
    if (buffer !== null) buffer.storage.version++;
    return parameter;
  },
});

/** One step of SGD (torch.optim.SGD). `buffer` is the momentum's, or null where there is no momentum. */
export function sgdUpdate(parameter: Tensor, gradient: Tensor, buffer: Tensor | null, step: SgdStep): void {
  dispatchInPlace(sgdRow, [parameter, buffer, gradient], step);
}

export interface AdamStep {
  readonly lr: number;
  readonly beta1: number;
  readonly beta2: number;
  readonly eps: number;
  readonly weightDecay: number;
  /** From 1. */
  readonly step: number;
  /** AdamW's weight decay, which the moments do not see. */
  readonly decoupled: boolean;
  readonly maximize: boolean;
}

const adamRow = define('adam', {
  operands: ['input', 'expAvg', 'expAvgSq', 'grad'],
  forward: (
    [parameter, expAvg, expAvgSq, gradient]: readonly [Tensor, Tensor, Tensor, Tensor],
    all: AdamStep,
  ): Tensor => {
    rememberWrite(expAvg);
    rememberWrite(expAvgSq);
    begin('adam', 'adam');
    into(parameter);
    into(expAvg);
    into(expAvgSq);
    inputOf(gradient);
    const { lr, beta1, beta2, eps, weightDecay, step, decoupled, maximize } = all;
    for (const value of [lr, beta1, beta2, eps, weightDecay, step, +decoupled, +maximize]) attribute(value);
    execute();
    expAvg.storage.version++;
    expAvgSq.storage.version++;
    return parameter;
  },
});

/** One step of Adam or AdamW (torch.optim.Adam, torch.optim.AdamW). */
export function adamUpdate(
  parameter: Tensor,
  gradient: Tensor,
  expAvg: Tensor,
  expAvgSq: Tensor,
  step: AdamStep,
): void {
  dispatchInPlace(adamRow, [parameter, expAvg, expAvgSq, gradient], step);
}
