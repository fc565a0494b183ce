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
    /** Each stands for `stride` passes. */
    let losses: number[] = [];
    let stride = 1;
    let gathered: number[] = [];
    return {
      forward: { crossEntropy: ofProbabilities },
      loss({ value, op, site }): Trouble | null {
        if (!Number.isFinite(value)) return null;
        gathered.push(value);
        if (gathered.length < stride) return null;
        losses.push(mean(gathered));
        gathered = [];
        if (losses.length >= most) {
          losses = losses.flatMap((loss, at) => (at % 2 === 1 ? [(losses[at - 1] + loss) / 2] : []));
          stride *= 2;
        }
        // Progress slows down by nature: the longer a run has been, the further back is what it is compared with.
        const length = Math.max(part, Math.ceil(limit / stride), losses.length >> 1);
        const share = Math.floor(length / part);
        if (losses.length < length || losses.length % Math.max(1, share >> 1) !== 0) return null;
        const recent = losses.slice(-length);
        const began = median(losses.slice(0, share));
        const before = median(recent.slice(0, share));
        const now = median(recent.slice(-share));
        // What is now above 0 and now below measures no distance.
        if (recent.some((loss) => Math.sign(loss) !== Math.sign(before))) return null;
        if (began - now > (1 - learned) * Math.abs(began) || before - now > progress * Math.abs(before))
          return null;
        const passes = length * stride;
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
