/** Two runs of a program, side by side: where they part, and what their losses were. */
import type { LoggedOp, RunLog } from '../../engine/runtime/debuggee/runs';

/** What was changed to make a run another one. */
export interface ForkOf {
  /** Index of the op just after which it was changed. */
  readonly op: number;
  /** The expression that changed it. */
  readonly change: string;
}

/** A run that is kept as what ran in it. */
export interface KeptRun {
  readonly name: string;
  readonly fork: ForkOf | null;
  readonly log: RunLog;
}

/** The first op that is another one, or gave something else. Null: not known in words, as it is not kept. */
export interface PartingOps {
  readonly index: number;
  readonly first: LoggedOp | null;
  readonly second: LoggedOp | null;
}

/** Null where all that is known of both is the same. */
export function partingOf(first: RunLog, second: RunLog): PartingOps | null {
  const [before, now] = [wordsOf(first), wordsOf(second)];
  const least = Math.min(before.length, now.length);
  let index = 0;
  while (index < least && (before[index] === now[index] || before[index] === 0 || now[index] === 0)) index++;
  let parting = index < least ? index : Number.POSITIVE_INFINITY;
  const prints = new Map(first.kept.map((op) => [op.index, op.print]));
  for (const { index, print } of second.kept) {
    if (index >= parting) break;
    const other = prints.get(index) ?? null;
    if (print !== null && other !== null && print !== other) parting = index;
  }
  if (parting === Number.POSITIVE_INFINITY) return null;
  const at = (log: RunLog) => log.kept.find(({ index }) => index === parting) ?? null;
  return { index: parting, first: at(first), second: at(second) };
}

/** The value at the beginning of each backward pass that is kept, in their order. */
export function lossesOf({ kept }: RunLog): number[] {
  const values = new Map(kept.map(({ index, value }) => [index, value]));
  const losses: number[] = [];
  let phase = '';
  for (const op of kept) {
    if (op.depth > 0) continue;
    const value = op.phase === 'backward' && phase !== 'backward' ? values.get(op.forwardIndex) : null;
    if (value !== null && value !== undefined) losses.push(value);
    phase = op.phase;
  }
  return losses;
}

function wordsOf({ words }: RunLog): Uint32Array {
  const bytes = Uint8Array.from(Buffer.from(words, 'base64'));
  return new Uint32Array(bytes.buffer);
}
