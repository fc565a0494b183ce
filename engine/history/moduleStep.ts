/** A step from module to module: runs until an op belongs elsewhere in the model than where the step began. */
import type { OpEvent } from './event';
import { Flag, flags, Watch } from './flags';
import type { Hit } from './hit';

/** As steps of JavaScript, with the module in the place of the function. */
export type ModuleStepKind = 'into' | 'over' | 'out';

/**
 * Tells, op by op, when a step from the module `from` (a path; '' outside of modules) is over. `into`: at an op of
 * any other module. `over`: at an op of this module once another one inside of it has run, or at one outside. `out`:
 * at an op outside.
 */
export function moduleStep(kind: ModuleStepKind, from: string): (path: string) => boolean {
  let passed = false;
  return (path) => {
    const isHere = path === from;
    const isInside = !isHere && (from === '' || path.startsWith(`${from}.`));
    if (kind === 'into') return !isHere;
    if (isInside) {
      passed = true;
      return false;
    }
    return !isHere || (kind === 'over' && passed);
  };
}

let arrives: ((path: string) => boolean) | null = null;

/** Begins a step; null: there is none any more, as the program has stopped. */
export function setModuleStep(step: { kind: ModuleStepKind; from: string } | null): void {
  arrives = step && moduleStep(step.kind, step.from);
  if (arrives) Atomics.or(flags, Flag.WATCH, Watch.MODULE);
  else Atomics.and(flags, Flag.WATCH, ~Watch.MODULE);
}

/** Whether the step ends at an op which just ran. What is inside of a gradient or an update belongs to it. */
export function hitModuleStep({ module, depth, label }: OpEvent): Hit[] {
  if (depth > 0 || !arrives?.(module)) return [];
  setModuleStep(null);
  return [{ reason: 'step', ids: [], description: module ? `${label} in ${module}` : label }];
}
