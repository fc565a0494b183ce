import type { OpEvent } from '../event';
import { tensorNamed } from '../roles';
import { type Detector, figure, type Trouble } from './detector';
import { mean, median } from './recent';

const threshold = { default: 40, side: '>=', what: 'backward passes without progress' } as const;
/** Share of the loss that counts as progress. */
const progress = 0.02;
/** Of the passes looked at, the part at each end whose median is compared: one batch decides nothing. */
const part = 4;
/** Below this share of what it began with, a loss has arrived and may rest. */
const learned = 0.5;
/** Losses that tell where it began. */
const first = 3;
/** Losses are remembered one by one up to so many; then means of two take their place. */
const most = 1024;

/** A loss that does not fall, or cannot. */
export const lossPlateau: Detector = {
  name: 'lossPlateau',
  label: 'Loss plateau',
  description: 'The loss has not fallen since the start, or cannot, as where softmax is applied twice.',
  threshold,
  stops: false,
  begin(limit) {
    /** Losses of different lines are different losses. */
    const bySite = new Map<number, Losses>();
    return {
      forward: { crossEntropy: ofProbabilities },
      loss({ value, op, site }): Trouble | null {
        if (!Number.isFinite(value)) return null;
        const losses = bySite.get(site) ?? new Losses();
        bySite.set(site, losses);
        const standing = losses.add(value) ? standstill(losses, limit) : null;
        if (standing === null) return null;
        const { before, now, passes } = standing;
        const began = losses.began;
        return {
          cause: `the loss has not fallen for ${passes} passes: it was ${figure(before)} and is ${figure(now)}; it began at ${figure(began)}, and ${op} makes it`,
          remedy:
            'try another learning rate, see that the optimizer has the model’s parameters and that labels belong to their inputs, and look at the gradients',
          role: 'loss',
          numbers: { loss: now, before, began, passes },
          site,
        };
      },
    };
  },
};

/** A loss from the start of the run, in ever coarser steps. */
class Losses {
  /** Each stands for `stride` passes. */
  all: number[] = [];
  stride = 1;
  /** Median of the first few. */
  began = Number.NaN;
  #gathered: number[] = [];

  /** Whether that completes a step. */
  add(value: number): boolean {
    this.#gathered.push(value);
    if (this.#gathered.length < this.stride) return false;
    this.all.push(mean(this.#gathered));
    this.#gathered = [];
    if (this.stride === 1 && this.all.length <= first) this.began = median(this.all);
    if (this.all.length >= most) {
      this.all = this.all.flatMap((loss, at) => (at % 2 === 1 ? [(this.all[at - 1] + loss) / 2] : []));
      this.stride *= 2;
    }
    return true;
  }
}

/** How it was and is, over how many passes, if it stands. */
function standstill({ all, stride, began }: Losses, limit: number) {
  // Progress slows down by nature: the longer a run has been, the further back is what it is compared with.
  const length = Math.max(part, Math.ceil(limit / stride), all.length >> 1);
  const share = Math.floor(length / part);
  if (all.length < length || all.length % Math.max(1, share >> 1) !== 0) return null;
  const recent = all.slice(-length);
  const before = median(recent.slice(0, share));
  const now = median(recent.slice(-share));
  // What is now above 0 and now below measures no distance.
  if (recent.some((loss) => Math.sign(loss) !== Math.sign(before))) return null;
  const hasLearned = began - now > (1 - learned) * Math.abs(began);
  if (hasLearned || before - now > progress * Math.abs(before)) return null;
  return { before, now, passes: length * stride };
}

/** crossEntropy takes logits; of probabilities it cannot fall to 0. */
function ofProbabilities(event: OpEvent): Trouble | null {
  const input = tensorNamed(event.inputs, 'input');
  const made = input?.gradFn?.row.name;
  if (input === undefined || (made !== 'softmax' && made !== 'sigmoid')) return null;
  const classes = input.shape[1] ?? input.shape[0];
  const floor = Math.log(1 + (classes - 1) / Math.E);
  return {
    cause: `crossEntropy is given what ${made} made, and applies softmax itself: of ${classes} classes the loss cannot fall below ${figure(floor)}`,
    remedy: `give it the logits: leave out the ${made}`,
    role: 'input',
    numbers: { classes, floor },
  };
}
