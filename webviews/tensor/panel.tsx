/** The whole panel: what is shown, how, and what to say while there is nothing to show. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Ask, Button, Checkbox, Choice, Problem, Tag, Waiting } from '../ui/controls';
import { useTheme } from '../ui/theme';
import { columnsOf, keptSlice, rowsOf } from './axes';
import { AxisPicker } from './axisPicker';
import { signature } from './format';
import { keyZoom, type Stage, zoom } from './gestures';
import { asChoices, type Choices } from './memory';
import type { Place } from './overlay';
import { changedText, hasChanged, Section } from './section';
import { Sharing } from './sharing';
import { type TensorClient, useFollowing } from './source';
import { whole } from './viewport';

export function Panel({ client }: { client: TensorClient }) {
  const following = useFollowing(client);
  const { view, seen } = following;
  const theme = useTheme();
  const [choices, setChoices] = useState<Choices>(() => asChoices(client.remembered));
  const [hover, setHover] = useState<Place | null>(null);
  const alone = !seen?.gradient;
  const mostHeight = useMostHeight(alone);
  const stage = useRef<Stage | null>(null);
  const choose = (change: Partial<Choices>) => setChoices((now) => ({ ...now, ...change }));

  // Zoom and selection stay while the cells do: they mean nothing on another tensor or other axes.
  const tensor = seen?.tensor ?? null;
  const slice =
    tensor && keptSlice(choices.expression === tensor.expression ? choices.slice : null, tensor.shape);
  const cells =
    tensor &&
    slice &&
    [tensor.expression, rowsOf(tensor.shape, slice), columnsOf(tensor.shape, slice)].join();
  const shownCells = useRef<string | null>(null);
  useLayoutEffect(() => {
    if (!tensor || shownCells.current === cells) return;
    const restored = shownCells.current === null && choices.expression === tensor.expression;
    shownCells.current = cells;
    const fresh = restored ? {} : { view: whole, selection: null };
    choose({ expression: tensor.expression, slice, ...fresh });
  });
  useEffect(() => {
    const soon = setTimeout(() => client.remember(choices), 150);
    return () => clearTimeout(soon);
  }, [client, choices]);

  const absent = view?.absent ?? null;
  const live = absent === null;
  const sought = tensor && following.asked && following.asked !== tensor.expression ? following.asked : null;
  const drawn = tensor !== null && tensor.shape.length > 0 && tensor.statistics.count > 0;
  const common = {
    client,
    live,
    theme,
    choices,
    hover,
    mostHeight,
    onChoice: choose,
    onHover: setHover,
    titled: !alone,
  };
  return (
    <main class={`panel ${alone ? 'one' : 'two'}`}>
      <header>
        <div class="title">
          <h1 class="mono">{tensor?.expression ?? 'Tensor'}</h1>
          {tensor && <span class="mono signature">{signature(tensor.dtype, tensor.shape)}</span>}
          {tensor?.requiresGrad && <Tag>requires grad</Tag>}
          {tensor && tensor.device !== 'cpu' && <Tag>{tensor.device}</Tag>}
          {view?.where && <span class="where mono muted">{view.where}</span>}
          {alone && seen && hasChanged(seen.tensor, seen.before?.tensor ?? null) && (
            <span class="muted">{changedText}</span>
          )}
        </div>
        <Ask
          label="Show another expression"
          placeholder="Another expression"
          button="Show"
          disabled={following.asking}
          onAsk={following.show}
        />
      </header>
      {following.refusal && <Problem sentence={following.refusal} />}
      {following.problem && <Problem sentence={following.problem} onRetry={following.retry} />}
      {absent && (
        <p class="absent" role="status">
          {sought && <span class="mono">{sought}: </span>}
          {absent}
          {seen && (
            <span class="muted"> The picture is {sought ? `${seen.tensor.expression} ` : ''}as it was.</span>
          )}
        </p>
      )}
      {!view && !following.problem && <Waiting>Reading the tensor…</Waiting>}
      {tensor && slice && (
        <>
          {drawn && (
            <div class="toolbar" role="toolbar" aria-label="Picture">
              <AxisPicker shape={tensor.shape} slice={slice} onSlice={(next) => choose({ slice: next })} />
              <Choice
                label="Colours"
                value={choices.range}
                options={[
                  { value: 'auto', text: 'automatic' },
                  { value: 'all', text: 'all values' },
                  { value: 'robust', text: '1st to 99th percentile' },
                ]}
                onChange={(range) => choose({ range })}
              />
              <span class="zoom">
                <Button
                  label="Zoom out (−)"
                  onClick={() => stage.current && zoom(stage.current, 1 / keyZoom)}
                >
                  −
                </Button>
                <Button label="Zoom in (+)" onClick={() => stage.current && zoom(stage.current, keyZoom)}>
                  +
                </Button>
                <Button label="Show all (0)" onClick={() => choose({ view: whole })}>
                  Fit
                </Button>
              </span>
              <Checkbox checked={choices.text} onChange={(text) => choose({ text })}>
                As text
              </Checkbox>
            </div>
          )}
          <div class={`tensors ${live ? '' : 'dimmed'}`}>
            <Section
              {...common}
              key="tensor"
              head={tensor}
              slice={slice}
              before={seen?.before?.tensor ?? null}
              onStage={(now) => {
                stage.current = now;
              }}
            />
            {seen?.gradient && (
              <Section
                {...common}
                key="gradient"
                head={seen.gradient}
                slice={keptSlice(slice, seen.gradient.shape)}
                before={seen.before?.gradient ?? null}
              />
            )}
          </div>
          <Sharing
            client={client}
            head={tensor}
            live={live}
            open={choices.memory}
            onOpen={(memory) => choose({ memory })}
          />
        </>
      )}
    </main>
  );
}

/** The picture leaves room for what is below it: a line and the legend where the numbers are beside it, else more. */
function useMostHeight(alone: boolean): number {
  const [size, setSize] = useState({ width: innerWidth, height: innerHeight });
  useEffect(() => {
    const resized = () => setSize({ width: innerWidth, height: innerHeight });
    addEventListener('resize', resized);
    return () => removeEventListener('resize', resized);
  }, []);
  const free = alone && size.width >= 900 ? size.height - 230 : size.height * 0.55;
  return Math.round(Math.min(800, Math.max(200, free)));
}
