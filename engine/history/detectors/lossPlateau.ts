import type { OpEvent } from '../event';
import { tensorNamed } from '../roles';
import { type Detector, figure, type Trouble } from './detector';
import { mean } from './recent';

const threshold = { default: 40, side: '>=', what: 'backward passes without progress' } as const;
/** Share of the first loss that counts as progress. */
const progress = 0.05;
/** Of the passes looked at, the part at each end that is averaged. */
const part = 4;
/** Below this share of what it began with, a loss has arrived and may rest. */
const learned = 0.5;

/** A loss that does not fall, or cannot. */
export const lossPlateau: Detector = {
  name: 'lossPlateau',
  label: 'Loss plateau',
  description: 'The loss has not fallen since the start, or cannot, as where softmax is applied twice.',
  threshold,
  stops: false,
  begin(limit) {
    const losses: number[] = [];
    const length = Math.max(part, Math.round(limit));
    return {
      forward: { crossEntropy: ofProbabilities },
      loss({ value, op, site }): Trouble | null {
        if (!Number.isFinite(value)) return null;
        losses.push(value);
        if (losses.length < length || losses.length % part !== 0) return null;
        const share = Math.max(1, Math.floor(length / part));
        const began = mean(losses.slice(0, share));
        const before = mean(losses.slice(-length, share - length || undefined));
        const now = mean(losses.slice(-share));
        if (losses.length > 8 * length) losses.splice(share, 4 * length);
        const least = progress * Math.abs(began);
        if (began - now > (1 - learned) * Math.abs(began) || before - now > least) return null;
        return {
          cause: `the loss has not fallen for ${length} passes: it was ${figure(before)} and is ${figure(now)}; it began at ${figure(began)}, and ${op} makes it`,
          remedy:
            'try another learning rate, see that the optimizer has the model’s parameters and that labels belong to their inputs, and look at the gradients',
          role: 'loss',
          numbers: { loss: now, before, began, passes: length },
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
