/** What `optim.swaUtils` gives (torch.optim.swa_utils): averages of models, the schedule that goes with them. */
import { noGrad } from '../autograd/mode';
import type { Module } from '../nn/module';
import { BatchNorm } from '../nn/runningNorm';
import { fail } from '../tensor/errors';
import { tidy } from '../tensor/scope';
import { Tensor } from '../tensor/tensor';
import type { Optimizer } from './optimizer';
import { eachGroup, LRScheduler, type Rated } from './scheduler';

export { AveragedModel, type AverageFn, type AverageOptions, getEmaAvgFn, getSwaAvgFn } from './averaged';

/**
 * Runs a model over the batches of a loader once, in training mode and without gradients, so that the running statistics
 * of its batch normalisation are those of all batches: for a model of averages, which has none of its own
 * (torch.optim.swa_utils.update_bn). A batch is a tensor, or an array whose first element is the input.
 */
export function updateBn(
  loader: Iterable<Tensor | readonly unknown[]>,
  model: Module & { forward(input: Tensor): unknown },
): void {
  const norms = model.modules().filter((module): module is BatchNorm => module instanceof BatchNorm);
  if (norms.length === 0) return;
  const momenta = norms.map(({ momentum }) => momentum);
  const wasTraining = model.training;
  for (const norm of norms) {
    norm.resetRunningStats();
    norm.momentum = null;
  }
  model.train();
  try {
    for (const batch of loader) {
      const input = batch instanceof Tensor ? batch : (batch[0] as Tensor);
      noGrad(() =>
        tidy(() => {
          model.forward(input);
        }),
      );
    }
  } finally {
    norms.forEach((norm, i) => {
      norm.momentum = momenta[i];
    });
    model.train(wasTraining);
  }
}

/** Options of `SWALR`. */
export interface SwaOptions {
  /** Epochs from the present rate to `swaLr`; 10 by default. */
  readonly annealEpochs?: number;
  /** Along half a cosine ('cos', the default), or straight ('linear'). */
  readonly annealStrategy?: 'cos' | 'linear';
}

/**
 * From the present rate to `swaLr`, one for all groups or one each, in `annealEpochs` epochs, and then `swaLr`
 * (torch.optim.swa_utils.SWALR; Izmailov et al. 2018).
 */
export class SWALR extends LRScheduler {
  /** The last rate of each group. */
  readonly swaLrs: readonly number[];
  /** Epochs from the first rates to the last ones. */
  readonly annealEpochs: number;
  /** Along half a cosine, or straight. */
  readonly annealStrategy: 'cos' | 'linear';

  constructor(
    optimizer: Optimizer<Rated>,
    swaLr: number | readonly number[],
    { annealEpochs = 10, annealStrategy = 'cos' }: SwaOptions = {},
  ) {
    super(optimizer);
    if (annealStrategy !== 'cos' && annealStrategy !== 'linear') {
      fail('SWALR', 'there is no such annealStrategy', String(annealStrategy), "give 'cos' or 'linear'");
    }
    if (!(Number.isInteger(annealEpochs) && annealEpochs >= 0)) {
      fail('SWALR', 'annealEpochs is no count', String(annealEpochs), 'give an integer from 0');
    }
    this.swaLrs = eachGroup('SWALR', 'rate', optimizer, swaLr);
    this.annealEpochs = annealEpochs;
    this.annealStrategy = annealStrategy;
    this.begin();
  }

  /** How much of the way is gone at an epoch, from 0 to 1. */
  private progress(epoch: number): number {
    const gone = Math.max(0, Math.min(1, epoch / Math.max(1, this.annealEpochs)));
    return this.annealStrategy === 'linear' ? gone : (1 - Math.cos(Math.PI * gone)) / 2;
  }

  protected override first(lr: number, group: number): number {
    return this.annealEpochs === 0 ? this.swaLrs[group] : lr;
  }

  /** Goes on from the present rates, whatever they were at the start. */
  override restart(): void {
    this.lastEpoch = 0;
    this.begin();
  }

  protected rate(lr: number, _base: number, group: number): number {
    const target = this.swaLrs[group];
    const before = this.progress(this.lastEpoch - 1);
    const start = before === 1 ? target : (lr - target * before) / (1 - before);
    const now = this.progress(this.lastEpoch);
    return target * now + start * (1 - now);
  }
}
