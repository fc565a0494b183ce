/** What a panel asks of the extension: the view that follows the program, tiles, and histograms. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { TensorHead, TensorPanelEvents, TensorPanelMethods, TensorView } from '../protocol/tensor';
import { type Client, float32, float64 } from '../ui/client';
import type { Slice } from './axes';
import type { TilePlan } from './plan';
import type { Bins } from './scale';

export type TensorClient = Client<TensorPanelMethods, TensorPanelEvents>;
export type Role = TensorHead['role'];

/** The heads that are on the screen, and those at the stop before if they were of the same expression. */
export interface Seen {
  readonly tensor: TensorHead;
  readonly gradient: TensorHead | null;
  readonly before: { readonly tensor: TensorHead; readonly gradient: TensorHead | null } | null;
}

export interface Following {
  /** Null before the first answer. */
  readonly view: TensorView | null;
  /** What was last asked to be shown here; null if nothing was. */
  readonly asked: string | null;
  /** What was last there to be seen; stays when there is nothing now. */
  readonly seen: Seen | null;
  /** Why the view could not be had. */
  readonly problem: string | null;
  /** Why another expression could not be shown. */
  readonly refusal: string | null;
  readonly asking: boolean;
  retry(): void;
  show(expression: string): void;
}

export function useFollowing({ channel }: TensorClient): Following {
  const [view, setView] = useState<TensorView | null>(null);
  const [seen, setSeen] = useState<Seen | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  // Counts what was heard, so that a late answer does not undo what came after the question.
  const heard = useRef(0);

  const hear = (next: TensorView) => {
    heard.current++;
    setView(next);
    setProblem(null);
    const { tensor, gradient } = next;
    if (!tensor) return;
    setSeen((last) => ({
      tensor,
      gradient,
      before:
        last && last.tensor.expression === tensor.expression
          ? { tensor: last.tensor, gradient: last.gradient }
          : null,
    }));
  };
  const ask = () => {
    const before = heard.current;
    setProblem(null);
    channel.request('tensor/view', {}).then(
      (answer) => heard.current === before && hear(answer),
      (error: Error) => heard.current === before && setProblem(error.message),
    );
  };
  useEffect(() => {
    const silent = channel.on('tensor/changed', (next) => {
      setRefusal(null);
      hear(next);
    });
    ask();
    return silent;
  }, [channel]);

  const show = (expression: string) => {
    setAsking(true);
    setRefusal(null);
    setAsked(expression);
    channel
      .request('tensor/show', { expression })
      .then(hear, (error: Error) => setRefusal(error.message))
      .then(() => setAsking(false));
  };
  return { view, asked, seen, problem, refusal, asking, retry: ask, show };
}

/** Changes whenever the elements may have, also if another tensor has taken the name with the same version. */
export const contentKey = (head: TensorHead): string =>
  JSON.stringify([
    head.expression,
    head.role,
    head.version,
    head.dtype,
    head.shape,
    Object.values(head.statistics),
  ]);

export async function fetchTile(
  { channel }: TensorClient,
  role: Role,
  slice: Slice,
  plan: TilePlan,
): Promise<Float32Array> {
  const { row, column, rows, columns, height, width } = plan;
  const { rowAxis, columnAxis, indices } = slice;
  const part = { role, rowAxis, columnAxis, indices, row, column, rows, columns, height, width };
  return float32((await channel.request('tensor/tile', part)).values);
}

/** Fine enough to tell percentiles by; 16 of them make a bar. */
const fineBins = 1024;

export function useHistogram(client: TensorClient, head: TensorHead, live: boolean) {
  const [found, setFound] = useState<{ of: string; bins: Bins } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    if (!live || head.statistics.count === 0) return;
    let current = true;
    let later: ReturnType<typeof setTimeout> | undefined;
    client.channel.request('tensor/histogram', { role: head.role, bins: fineBins }).then(
      ({ low, high, counts }) => {
        if (!current) return;
        setFound({ of: head.expression, bins: { low, high, counts: float64(counts) } });
        setProblem(null);
      },
      (error: Error) => {
        // As for tiles: when the program has run on, word of that follows.
        if (current) later = setTimeout(() => setProblem(error.message), 300);
      },
    );
    return () => {
      current = false;
      clearTimeout(later);
    };
  }, [client, contentKey(head), live, attempt]);
  useEffect(() => {
    if (problem) setAttempt(attempt + 1);
  }, [head]);
  // Those of the stop before serve until the new ones come; another tensor's do not.
  const bins = found?.of === head.expression ? found.bins : null;
  return { bins, problem: live ? problem : null, retry: () => setAttempt(attempt + 1) };
}
