import { hitOpBreakpoints } from './breakpoints';
import type { OpEvent } from './event';
import { Flag, flags, Watch } from './flags';
import { keepOp } from './records';
import { stopAtOp } from './stop';

/** Called by the dispatcher, the backward walk and the optimizers, only when `flags[Flag.WATCH]` is not 0. */
export function observe(event: OpEvent): void {
  const watch = flags[Flag.WATCH];
  if ((watch & Watch.HISTORY) !== 0) keepOp(event);
  const hits = (watch & Watch.BREAK) !== 0 ? hitOpBreakpoints(event) : [];
  const isStep = (watch & Watch.STOP) !== 0 && event.depth <= flags[Flag.DEPTH];
  if (isStep || hits.length > 0) stopAtOp(event, hits);
}
