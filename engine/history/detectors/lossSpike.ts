import { type Detector, figure, type Trouble } from './detector';
import { median, remember } from './recent';

const threshold = { default: 3, side: '>', what: 'loss, in times of the median of the last 20' } as const;
const window = 20;
/** Losses before the first judgement. */
const fewest = 3;
/** And how far above the largest of the recent ones it is: what jumps about is no spike. */
const reach = 1.5;
/** Share of the first loss below which a jump is noise. */
const noise = 0.5;

/** A loss that jumps up, or runs away. */
export const lossSpike: Detector = {
  name: 'lossSpike',
  label: 'Loss spike',
  description: 'The loss jumps to several times its recent median.',
  threshold,
  stops: false,
  begin(limit) {
    /** Losses of different lines are different losses. */
    const bySite = new Map<number, { readonly first: number; readonly recent: number[] }>();
    return {
      loss({ value, op, site }): Trouble | null {
        // A loss below 0 has no scale to compare with.
        if (!Number.isFinite(value) || value < 0) return null;
        const { first, recent } = bySite.get(site) ?? { first: value, recent: [] };
        bySite.set(site, { first, recent });
        const usual = median(recent);
        const isSpike =
          recent.length >= fewest &&
          value > limit * usual &&
          value > reach * Math.max(...recent) &&
          value > noise * first;
        remember(recent, value, window);
        if (!isSpike) return null;
        return {
          cause: `the loss is ${figure(value)}, ${figure(value / usual)} times the median of the last ${Math.min(recent.length - 1, window)} (${figure(usual)}); ${op} made it`,
          remedy:
            'lower the learning rate, clip the gradients, or look at this batch for values that are out of range',
          role: 'loss',
          numbers: { loss: value, median: usual },
          site,
        };
      },
    };
  },
};
