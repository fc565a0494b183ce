/** Code that the person runs from the debugger: expressions, conditions, log messages. */
import { enterConsole, leaveConsole } from '../../history/console';
import { Flag, flags } from '../../history/flags';
import { type HitCount, isDue } from '../../history/hits';
import type { Notice } from '../../history/notices';
import { Tensor } from '../../tensor/tensor';
import { preview } from './preview';
import { values } from './tensors';

/** The inspector's binding that notices go through; the session adds it. */
const noticeBinding = '__backstepNotice';

const hits = new Map<number, number>();

export function enter(restoreGenerator: boolean, expression: number): void {
  enterConsole(restoreGenerator, expression);
}

export function leave(expression: number): void {
  leaveConsole(expression);
}

/** Whether a breakpoint stops: its condition holds, for a number of times that its hit count asks for. */
export function breakpoint(id: number, test: () => unknown, hit: HitCount | null): boolean {
  if (pauseIsAsked()) return true;
  enterConsole(true);
  try {
    if (!test()) return false;
  } finally {
    leaveConsole();
  }
  if (!hit) return true;
  const times = (hits.get(id) ?? 0) + 1;
  hits.set(id, times);
  return isDue(times, hit);
}

/** V8 forgets a request to pause that comes while it evaluates a condition, which may be nearly always. */
function pauseIsAsked(): boolean {
  return flags[Flag.PAUSE] !== 0;
}

/** As {@link breakpoint}, but tells its message instead of stopping. */
export function logpoint(
  id: number,
  test: () => unknown,
  hit: HitCount | null,
  pieces: readonly MessagePiece[],
): boolean {
  if (pauseIsAsked()) return true;
  if (breakpoint(id, test, hit)) tellSession({ id, text: messageText(pieces) });
  return false;
}

/** A text, or an expression whose value is put in its place. */
type MessagePiece = string | (() => unknown);

export function messageText(pieces: readonly MessagePiece[]): string {
  return pieces.map((piece) => (typeof piece === 'string' ? piece : evaluated(piece))).join('');
}

export function tellSession(notice: Notice): void {
  const bindings = globalThis as unknown as Record<string, ((payload: string) => void) | undefined>;
  bindings[noticeBinding]?.(JSON.stringify(notice));
}

function evaluated(piece: () => unknown): string {
  enterConsole(true);
  try {
    const value = piece();
    if (typeof value === 'string') return value;
    if (value instanceof Tensor && value.shape.length === 0 && !value.isDisposed)
      return values(value.place(), 0, 1)[0];
    return preview(value);
  } catch (thrown) {
    return `{${preview(thrown)}}`;
  } finally {
    leaveConsole();
  }
}
