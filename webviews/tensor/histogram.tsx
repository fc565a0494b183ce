/** How the values are spread: bars over the range, and the same in a sentence. */
import { useState } from 'preact/hooks';
import { count, number, share } from './format';
import { type Bins, merged, quantile } from './scale';

const bars = 64;

export function Histogram(props: { name: string; bins: Bins; log: boolean }) {
  const { log } = props;
  const bins = merged(props.bins, bars);
  const { counts, low, high } = bins;
  const [chosen, setChosen] = useState<number | null>(null);
  const total = counts.reduce((sum, each) => sum + each, 0);
  if (total === 0) return <p class="muted">There is no finite value to count.</p>;
  const size = (many: number) => (log ? Math.log1p(many) : many);
  const highest = size(counts.reduce((a, b) => Math.max(a, b), 0));
  const width = (high - low) / counts.length;
  const edge = (bin: number) => {
    const value = low + width * bin;
    return Math.abs(value) < width * 1e-6 ? 0 : value;
  };
  const range = (bin: number) => `${number(edge(bin))} to ${number(edge(bin + 1))}`;
  const fullest = counts.indexOf(counts.reduce((a, b) => Math.max(a, b), 0));
  const summary =
    low === high
      ? `All ${count(total)} finite values are ${number(low)}.`
      : `${count(total)} finite values from ${number(low)} to ${number(high)}; about half of them lie from ${number(quantile(props.bins, 0.25), 3)} to ${number(quantile(props.bins, 0.75), 3)}.`;
  const move = (event: KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1, PageUp: -8, PageDown: 8 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    setChosen(Math.min(counts.length - 1, Math.max(0, (chosen ?? fullest - step) + step)));
  };
  const at = chosen === null || chosen >= counts.length ? null : chosen;
  return (
    <div class="histogram">
      <div
        class="bars"
        role="application"
        aria-label={`Histogram of ${props.name}. ${summary} Left and right arrows read the bins.`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the bins are read by keys
        tabIndex={0}
        onKeyDown={move}
        onBlur={() => setChosen(null)}
        onPointerMove={(event) => {
          const box = event.currentTarget.getBoundingClientRect();
          const bin = Math.floor(((event.clientX - box.left) / box.width) * counts.length);
          setChosen(Math.min(counts.length - 1, Math.max(0, bin)));
        }}
        onPointerLeave={() => setChosen(null)}
      >
        <svg viewBox={`0 0 ${counts.length} 100`} preserveAspectRatio="none" aria-hidden="true">
          {Array.from(counts, (many, bin) => {
            // A bin with anything in it is seen.
            const height = many === 0 ? 0 : Math.max(1.5, (100 * size(many)) / highest);
            return (
              <rect
                key={bin}
                class={bin === at ? 'chosen' : ''}
                x={bin + 0.06}
                y={100 - height}
                width={0.88}
                height={height}
              />
            );
          })}
          {low < 0 && high > 0 && <line x1={zero(bins)} x2={zero(bins)} y1="0" y2="100" />}
        </svg>
      </div>
      <div class="ends mono" aria-hidden="true">
        <span>{number(low)}</span>
        <span>{number(high)}</span>
      </div>
      <p class="reading" role="status">
        {at === null ? (
          <span class="muted">{summary}</span>
        ) : (
          `${range(at)}: ${count(counts[at])} (${share(counts[at], total)})`
        )}
      </p>
    </div>
  );
}

/** Where 0 lies, in bins. */
const zero = ({ low, high, counts }: Bins) => ((0 - low) / (high - low)) * counts.length;
