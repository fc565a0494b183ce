/** Breakpoints on ops and modules, by name or glob. */

import type { OpEvent, Phase } from './event';
import { Flag, flags, Watch } from './flags';
import type { Hit } from './hit';
import { type HitCount, isDue } from './hits';
import { holds, type OpCondition } from './terms';

export interface OpBreakpoint {
  readonly id: number;
  /** `softmax`, `backward:matmul`, `optimizer:adam`, `encoder.layers.3.*`; `*` stands for any letters. */
  readonly name: string;
  readonly condition: OpCondition | null;
  readonly hit: HitCount | null;
}

interface Armed extends OpBreakpoint {
  readonly phase: Phase;
  readonly matches: RegExp;
  hits: number;
  /** Whether the op before, of the same phase, was in a module that matches. */
  inside: boolean;
}

let armed: readonly Armed[] = [];

/** Replaces all of them. One that stays the same keeps its hits. */
export function setOpBreakpoints(breakpoints: readonly OpBreakpoint[]): void {
  const before = new Map(armed.map((one) => [one.id, one]));
  armed = breakpoints.map((one) => {
    const [, prefix = 'forward', pattern] =
      /^(?:(forward|backward|optimizer):)?(.*)$/s.exec(one.name.trim()) ?? [];
    const old = before.get(one.id);
    return {
      ...one,
      phase: prefix as Phase,
      matches: globOf(pattern),
      hits: old?.hits ?? 0,
      inside: old?.inside ?? false,
    };
  });
  if (armed.length > 0) Atomics.or(flags, Flag.WATCH, Watch.BREAK);
  else Atomics.and(flags, Flag.WATCH, ~Watch.BREAK);
}

function globOf(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[\\^$.+?()[\]{}|]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 's');
}

/** The breakpoints that stop at an op which just ran. */
export function hitOpBreakpoints(event: OpEvent): Hit[] {
  const ids = armed.filter((one) => isHit(one, event)).map(({ id }) => id);
  return ids.length > 0 ? [{ reason: 'function breakpoint', ids, description: null }] : [];
}

function isHit(one: Armed, event: OpEvent): boolean {
  // Gradients and updates are ops themselves; what is inside of them is not what a person names.
  if (event.phase !== one.phase || (event.phase !== 'forward' && event.depth > 0)) return false;
  const wasInside = one.inside;
  one.inside = event.module !== '' && one.matches.test(event.module);
  const entered = one.inside && !wasInside;
  if (!entered && !one.matches.test(event.op) && !one.matches.test(updated(event))) return false;
  if (one.condition !== null && !holds(one.condition, event)) return false;
  return one.hit === null || isDue(++one.hits, one.hit);
}

/** `fc1.weight` of the label `adam fc1.weight`; no name in the other phases. */
function updated({ phase, label }: OpEvent): string {
  return phase === 'optimizer' ? label.slice(label.indexOf(' ') + 1) : '';
}
