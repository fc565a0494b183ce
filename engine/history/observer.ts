import { hitOpBreakpoints } from './breakpoints';
import { hitDataBreakpoints } from './dataBreakpoints';
import { hitDetectors } from './detection';
import type { ToldOp } from './events';
import { Flag, flags, Watch } from './flags';
import { hitGradientBreakpoints } from './gradientBreakpoints';
import type { Hit } from './hit';
import { hitInstructionBreakpoints } from './instructionBreakpoints';
import { hitModuleStep } from './moduleStep';
import { keepOp } from './records';
import { hitReplay } from './replay';
import { showOp } from './shown';
import { stopAtOp } from './stop';

/** Those who may stop at an op, each while its bit of {@link Watch} is set. */
const watchers: readonly { readonly bit: number; readonly hits: (event: ToldOp) => readonly Hit[] }[] = [
  { bit: Watch.BREAK, hits: hitOpBreakpoints },
  { bit: Watch.GRADIENT, hits: hitGradientBreakpoints },
  { bit: Watch.DATA, hits: hitDataBreakpoints },
  { bit: Watch.DETECT, hits: hitDetectors },
  { bit: Watch.MODULE, hits: hitModuleStep },
  { bit: Watch.REPLAY, hits: hitReplay },
  { bit: Watch.INSTRUCTION, hits: hitInstructionBreakpoints },
];
const anyWatcher = watchers.reduce((bits, { bit }) => bits | bit, 0);

const none: readonly Hit[] = [];

/** Called by the dispatcher, the backward walk and the optimizers, only when `flags[Flag.WATCH]` is not 0. */
export function observe(event: ToldOp): void {
  const watch = flags[Flag.WATCH];
  if ((watch & Watch.HISTORY) !== 0) keepOp(event);
  let hits = none;
  if ((watch & anyWatcher) !== 0) {
    for (const watcher of watchers) {
      if ((watch & watcher.bit) === 0) continue;
      const more = watcher.hits(event);
      if (more.length > 0) hits = [...hits, ...more];
    }
  }
  const isStep = (watch & Watch.STOP) !== 0 && event.depth <= flags[Flag.DEPTH];
  if (!isStep && hits.length === 0) return;
  showOp(event);
  stopAtOp(event, hits);
}
