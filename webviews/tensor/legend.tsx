/** What the colours mean, in numbers. */

import type { TensorHead } from '../protocol/tensor';
import { css, type Rgb } from '../ui/theme';
import { colourAt, type Palette } from './colour';
import { count, number } from './format';
import type { Scale } from './scale';

export function Legend(props: { head: TensorHead; scale: Scale; palette: Palette; clipped: boolean }) {
  const { scale, palette, head } = props;
  const stops = Array.from({ length: 17 }, (_, at) => css(colourAt(palette, at / 16)));
  const specials: [string, number, Rgb, string][] = [
    ['NaN', head.statistics.nan, palette.nan, 'diagonal'],
    ['+Inf', head.statistics.positiveInfinity, palette.positiveInfinity, 'upright'],
    ['-Inf', head.statistics.negativeInfinity, palette.negativeInfinity, 'level'],
  ];
  return (
    <div class="legend">
      <span class="unseen">Colours:</span>
      {scale.kind === 'none' ? (
        <span class="muted">There is no finite value.</span>
      ) : (
        <div class="ramp">
          <div class="strip" style={{ background: `linear-gradient(to right, ${stops.join(', ')})` }} />
          <div class="ends mono">
            <span>{`${props.clipped ? '≤ ' : ''}${number(scale.low)}`}</span>
            {scale.kind === 'diverging' && <span>0</span>}
            <span>{`${props.clipped ? '≥ ' : ''}${number(scale.high)}`}</span>
          </div>
        </div>
      )}
      {specials
        .filter(([, many]) => many > 0)
        .map(([name, many, colour, stripes]) => (
          <span class="special" key={name}>
            <span class={`swatch ${stripes}`} style={{ backgroundColor: css(colour) }} />
            {`${name} (${count(many)})`}
          </span>
        ))}
    </div>
  );
}
