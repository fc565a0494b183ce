/** From a value to its place on the colour scale. */

export interface Scale {
  /**
   * 'diverging': zero in the middle, as far to one side as to the other. 'positive' and 'negative': all values
   * on one side, neutral at the end that is nearer to zero. 'none': there is no finite value.
   */
  readonly kind: 'diverging' | 'positive' | 'negative' | 'none';
  readonly low: number;
  readonly high: number;
}

/** `low` and `high` are of the finite values; NaN where there is none. */
export function scaleOf(low: number, high: number): Scale {
  if (!Number.isFinite(low) || !Number.isFinite(high)) return { kind: 'none', low: 0, high: 1 };
  if (low === high) {
    // One value alone: neutral if it is zero, else as far from neutral as can be.
    if (low === 0) return { kind: 'diverging', low: -1, high: 1 };
    return low > 0 ? { kind: 'positive', low: 0, high } : { kind: 'negative', low, high: 0 };
  }
  if (low < 0 && high > 0) {
    const limit = Math.max(-low, high);
    return { kind: 'diverging', low: -limit, high: limit };
  }
  return low >= 0 ? { kind: 'positive', low, high } : { kind: 'negative', low, high };
}

/** 0 to 1; a value beyond the scale lies at its end. Halved, so that float64's whole range can be a scale. */
export function position({ low, high }: Scale, value: number): number {
  return Math.min(1, Math.max(0, (value / 2 - low / 2) / (high / 2 - low / 2)));
}

export interface Bins {
  readonly low: number;
  readonly high: number;
  readonly counts: Float64Array;
}

/** The value below which `share` of the counted elements lie, with the elements of a bin spread evenly. */
export function quantile({ low, high, counts }: Bins, share: number): number {
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return Number.NaN;
  const width = (high - low) / counts.length;
  let below = 0;
  for (let bin = 0; bin < counts.length; bin++) {
    if (below + counts[bin] >= share * total && counts[bin] > 0) {
      return low + width * (bin + (share * total - below) / counts[bin]);
    }
    below += counts[bin];
  }
  return high;
}

/** Fewer and wider bins over the same range; `bins` divides their number. */
export function merged(histogram: Bins, bins: number): Bins {
  const each = histogram.counts.length / bins;
  if (!Number.isInteger(each)) return histogram;
  const counts = new Float64Array(bins);
  histogram.counts.forEach((value, bin) => {
    counts[Math.floor(bin / each)] += value;
  });
  return { low: histogram.low, high: histogram.high, counts };
}

/**
 * What the colours span: all values; from the 1st to the 99th percentile; or the second where a few outliers
 * would leave the rest without contrast.
 */
export type Range = 'auto' | 'all' | 'robust';

/** `low` and `high` are of all finite values. Percentiles come with the histogram; without it the scale has all. */
export function scaleFor(
  range: Range,
  low: number,
  high: number,
  bins: Bins | null,
): { scale: Scale; clipped: boolean } {
  const all = { scale: scaleOf(low, high), clipped: false };
  if (range === 'all' || !bins) return all;
  const inner = [quantile(bins, 0.01), quantile(bins, 0.99)];
  const robust = { scale: scaleOf(inner[0], inner[1]), clipped: true };
  if (range === 'robust') return robust;
  const length = ({ low, high }: Scale) => high - low;
  const part = length(robust.scale) / length(all.scale);
  // Of almost nothing but zeros the percentiles are of the zeros.
  return part < 0.4 && part > 0.02 ? robust : all;
}
