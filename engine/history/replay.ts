/** Running again to an op of an earlier run: compares every op with that run, and stops at the first that differs. */
import type { ToldOp } from './events';
import { Flag, flags, Watch } from './flags';
import type { Hit } from './hit';
import { wordOf } from './log';
import { printOfAll } from './prints';

/** An earlier run, up to the op at which to stop. */
export interface Replay {
  /** Index of the op at which to stop. */
  readonly target: number;
  /** {@link wordOf} every op, from 0; those after its end are not compared. */
  readonly words: Uint32Array;
  /** By index: hashes of what an op gave, where that is known. */
  readonly prints: ReadonlyMap<number, number>;
  /** By index: an op of the earlier run in words. */
  readonly texts: ReadonlyMap<number, string>;
}

let replay: Replay | null = null;

/** Begins, before the program's first op; null: ends. */
export function setReplay(given: Replay | null): void {
  replay = given;
  if (given) Atomics.or(flags, Flag.WATCH, Watch.REPLAY);
  else Atomics.and(flags, Flag.WATCH, ~Watch.REPLAY);
}

const none: readonly Hit[] = [];

/** Stops at the op that was asked for, or at one that was another one before. */
export function hitReplay(event: ToldOp): readonly Hit[] {
  if (replay === null) return none;
  const { target, words } = replay;
  const { index } = event;
  const before = words[index];
  const isOther = before !== undefined && before !== 0 && before !== wordOf(event);
  const gaveOther = !isOther && hasOtherValues(event, replay.prints);
  if (!isOther && !gaveOther && index < target) return none;
  const { texts } = replay;
  setReplay(null);
  if (!isOther && !gaveOther) {
    const limit = index < words.length ? '' : ` — only the first ${words.length} ops were compared`;
    const description = `Op ${index} again: ${event.label}${limit}`;
    return [{ reason: 'goto', ids: [], description }];
  }
  const then = texts.get(index);
  const now = `op ${index} is ${event.label}`;
  const message = isOther
    ? `${now}, and was ${then ? `${then} before` : 'another op before'}`
    : `${now} as before, and gave other values${then ? `; before: ${then}` : ''}`;
  const remedy =
    'look there for the time, Math.random before manualSeed, files that changed, or async work in another order';
  return [
    {
      reason: 'exception',
      ids: [],
      description: 'The program is not deterministic',
      exception: { name: 'NotDeterministic', message, remedy },
    },
  ];
}

function hasOtherValues({ index, outputs }: ToldOp, prints: Replay['prints']): boolean {
  const before = prints.get(index);
  return before !== undefined && printOfAll(outputs.map(({ tensor }) => tensor.place())) !== before;
}
