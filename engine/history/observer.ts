import type { OpEvent } from './event';
import { Flag, flags, Watch } from './flags';
import { stopAtOp } from './stop';

/** Called by the dispatcher, the backward walk and the optimizers, only when `flags[Flag.WATCH]` is not 0. */
export function observe(event: OpEvent): void {
  if ((flags[Flag.WATCH] & Watch.STOP) !== 0 && event.depth <= flags[Flag.DEPTH]) stopAtOp(event);
}
