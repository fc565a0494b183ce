/** One tensor on the panel: its picture, its legend, its numbers. The gradient's is the same beside it. */
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { TensorHead } from '../protocol/tensor';
import { Checkbox, Problem } from '../ui/controls';
import type { Theme } from '../ui/theme';
import { AsText } from './asText';
import { columnsOf, rowsOf, type Slice } from './axes';
import { paletteOf } from './colour';
import { number, signature } from './format';
import type { Stage } from './gestures';
import { Heatmap } from './heatmap';
import { Histogram } from './histogram';
import { Legend } from './legend';
import type { Choices } from './memory';
import type { Place } from './overlay';
import type { TilePlan } from './plan';
import { scaleFor } from './scale';
import { contentKey, fetchTile, type TensorClient, useHistogram } from './source';
import { Statistics } from './statistics';
import { Tiles } from './tiles';
import { visible } from './viewport';

export interface SectionProps {
  readonly client: TensorClient;
  readonly head: TensorHead;
  readonly before: TensorHead | null;
  /** Not where the panel's own title names it. */
  readonly titled: boolean;
  readonly slice: Slice;
  readonly live: boolean;
  readonly theme: Theme;
  readonly choices: Choices;
  readonly hover: Place | null;
  readonly mostHeight: number;
  onChoice(change: Partial<Choices>): void;
  onHover(place: Place | null): void;
  onStage?(stage: Stage): void;
}

export const nameOf = ({ expression, role }: TensorHead): string =>
  role === 'gradient' && !expression.endsWith('.grad') ? `${expression}.grad` : expression;

export const changedText = 'changed at this stop';
export const hasChanged = (head: TensorHead, before: TensorHead | null): boolean =>
  before !== null && contentKey(before) !== contentKey(head);

export function Section(props: SectionProps) {
  const { client, head, slice, live, theme, choices } = props;
  const name = nameOf(head);
  const content = contentKey(head);
  const { bins, problem, retry } = useHistogram(client, head, live);
  const { count, min, max } = head.statistics;
  const { scale, clipped } = useMemo(
    () => scaleFor(choices.range, min, max, bins),
    [choices.range, bins, min, max],
  );
  const palette = useMemo(() => paletteOf(scale.kind, theme), [scale.kind, theme]);
  const [, redraw] = useState(0);
  const tiles = useRef<Tiles | null>(null);
  tiles.current ??= new Tiles(() => redraw((times) => times + 1));
  const fetch = (plan: TilePlan) => fetchTile(client, head.role, slice, plan);
  const picture = `${content} ${JSON.stringify(slice)}`;
  tiles.current.show(
    picture,
    JSON.stringify([head.expression, head.shape, slice.rowAxis, slice.columnAxis]),
    live ? fetch : null,
  );
  // Every stop is a new chance for what failed.
  useEffect(() => tiles.current?.retry(), [head]);
  const stage = useRef<Stage | null>(null);
  const keep = (now: Stage) => {
    stage.current = now;
    props.onStage?.(now);
  };

  const empty = count === 0;
  const changed = hasChanged(head, props.before);
  const tileProblem = tiles.current.problem;
  const grid = { rows: rowsOf(head.shape, slice), columns: columnsOf(head.shape, slice) };
  const seen = stage.current
    ? visible(stage.current.view, stage.current.pane, grid)
    : { row: 0, column: 0, ...grid };
  return (
    <section class="tensor" aria-label={head.role === 'gradient' ? `Gradient ${name}` : `Tensor ${name}`}>
      {props.titled && (
        <h2>
          <span class="mono">{name}</span>
          <span class="mono muted"> {signature(head.dtype, head.shape)}</span>
          {changed && <span class="muted"> · {changedText}</span>}
        </h2>
      )}
      {empty ? (
        <p>{`${name} has no elements: its shape [${head.shape.join(', ')}] holds a 0.`}</p>
      ) : head.shape.length === 0 ? (
        <div>
          <p class="scalar mono">{number(onlyValue(head), 7)}</p>
          {changed && props.before?.shape.length === 0 && (
            <p class="muted">It was {number(onlyValue(props.before), 7)} at the stop before.</p>
          )}
        </div>
      ) : (
        <div class="picture">
          <Heatmap
            name={name}
            head={head}
            slice={slice}
            tiles={tiles.current}
            scale={scale}
            palette={palette}
            theme={theme}
            view={choices.view}
            selection={choices.selection}
            hover={props.hover}
            mostHeight={props.mostHeight}
            onView={(view) => props.onChoice({ view })}
            onSelect={(selection) => props.onChoice({ selection })}
            onHover={props.onHover}
            onStage={keep}
          />
          {live && tileProblem && <Problem sentence={tileProblem} onRetry={() => tiles.current?.retry()} />}
          <Legend head={head} scale={scale} palette={palette} clipped={clipped} />
          {choices.text && (
            <AsText
              name={name}
              head={head}
              slice={slice}
              picture={picture}
              seen={seen}
              live={live}
              fetch={fetch}
            />
          )}
        </div>
      )}
      {!empty && head.shape.length > 0 && (
        <div class="figures">
          <div>
            <h3>Histogram</h3>
            {problem && <Problem sentence={problem} onRetry={retry} />}
            {bins && <Histogram name={name} bins={bins} log={choices.log} />}
            <Checkbox checked={choices.log} onChange={(log) => props.onChoice({ log })}>
              Logarithmic counts
            </Checkbox>
          </div>
          <div>
            <h3>Statistics</h3>
            <Statistics name={name} figures={head.statistics} before={props.before?.statistics ?? null} />
          </div>
        </div>
      )}
    </section>
  );
}

/** The one element of a tensor without axes. */
function onlyValue({ statistics }: TensorHead): number {
  if (statistics.nan > 0) return Number.NaN;
  if (statistics.positiveInfinity > 0) return Number.POSITIVE_INFINITY;
  if (statistics.negativeInfinity > 0) return Number.NEGATIVE_INFINITY;
  return statistics.min;
}
