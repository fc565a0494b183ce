/** The past of the program, for a debug session: where it looks, and what it sees there. */
import { travelTo } from '../../history/changes';
import type { OpEvent } from '../../history/event';
import { Flag, flags } from '../../history/flags';
import { oldestOp, opAt, opBefore, type PastOp } from '../../history/records';
import type { Tensor } from '../../tensor/tensor';

/** The op just after which the person looks; null in the present. */
let cursor: number | null = null;
/** Tensors that were made to show an op; they hold memory until the person looks elsewhere. */
const shown: Tensor[] = [];

function lookAway(): void {
  for (const tensor of shown.splice(0)) tensor.dispose();
}

/** Makes all tensors what they were just after op `index`; null: what they are. */
export function travel(index: number | null): void {
  lookAway();
  cursor = index;
  travelTo(index ?? Number.POSITIVE_INFINITY);
}

/** Whether the person looks at the past. */
export function isPast(): boolean {
  return cursor !== null;
}

/** The op that the person looks at. */
export function pastOp(): OpEvent {
  const event = cursor === null ? null : opAt(cursor);
  if (event === null) throw new Error('history: this is not the past — step back first');
  for (const tensors of [event.inputs, event.outputs, event.saved])
    for (const { tensor } of tensors) shown.push(tensor);
  return event;
}

/** Index of the op just after which the person looks; Infinity in the present. */
export function lookingAt(): number {
  return cursor ?? Number.POSITIVE_INFINITY;
}

/** The newest op before `index` (null: of all) of at most this depth; null where history begins. */
export function previousOp(index: number | null, depth: number): PastOp | null {
  return opBefore(index ?? Number.POSITIVE_INFINITY, depth);
}

/** How many ops have run, and the oldest one that is kept. */
export function historyRange(): { ops: number; oldest: number | null } {
  return { ops: flags[Flag.OPS], oldest: oldestOp() };
}
