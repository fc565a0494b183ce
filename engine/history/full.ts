/** Says, once a run, that the past takes all the memory that it may. */
import { Flag, flags } from './flags';
import { noBreakpoint, notice } from './notices';

let isTold = false;

/** The oldest of `kept` ops is about to be forgotten, because tensors take more memory than history may hold on to. */
export function tellFull(kept: number): void {
  if (isTold) return;
  isTold = true;
  const budget = flags[Flag.HISTORY_MEBIBYTES];
  const ops = kept.toLocaleString('en-US');
  const remedy = `give it more: "history": { "tensors": ${2 * budget} } in the launch configuration, or the command Change History Budget`;
  const text = `history: the past is full — ${ops} ops hold ${budget} MiB, and from here on the oldest are forgotten as new ones come — for a longer past, ${remedy}`;
  notice({ id: noBreakpoint, text });
}
