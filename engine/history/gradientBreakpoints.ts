/** Breakpoints of lines that stop when the gradient of an op of the line runs. */
import type { OpEvent } from './event';
import { Flag, flags, Watch } from './flags';
import type { Hit } from './hit';
import { type HitCount, isDue } from './hits';
import { notice } from './notices';
import { evaluateAtOp, holds, type OpCondition, type OpExpression } from './terms';

export interface GradientBreakpoint {
  readonly id: number;
  /** Ids of the calls that are on the line. */
  readonly sites: readonly number[];
  readonly condition: OpCondition | null;
  readonly hit: HitCount | null;
  /** What is told instead of stopping. */
  readonly message: OpExpression<string> | null;
}

interface Armed extends GradientBreakpoint {
  hits: number;
  /** An op of the line has run. */
  isMet: boolean;
}

let armed: readonly Armed[] = [];
let bySite: ReadonlyMap<number, readonly Armed[]> = new Map();

/** Replaces all of them. One that stays the same keeps its hits. */
export function setGradientBreakpoints(breakpoints: readonly GradientBreakpoint[]): void {
  const before = new Map(armed.map((one) => [one.id, one]));
  armed = breakpoints.map((one) => {
    const old = before.get(one.id);
    return { ...one, hits: old?.hits ?? 0, isMet: old?.isMet ?? false };
  });
  const lists = new Map<number, Armed[]>();
  for (const one of armed) for (const site of one.sites) lists.set(site, [...(lists.get(site) ?? []), one]);
  bySite = lists;
  if (armed.length > 0) Atomics.or(flags, Flag.WATCH, Watch.GRADIENT);
  else Atomics.and(flags, Flag.WATCH, ~Watch.GRADIENT);
}

/** The breakpoints that stop at an op which just ran. The first op of a line tells that they can. */
export function hitGradientBreakpoints(event: OpEvent): Hit[] {
  const here = bySite.get(event.site);
  if (here === undefined) return [];
  for (const one of here) {
    if (one.isMet) continue;
    one.isMet = true;
    notice({ id: one.id, verified: true });
  }
  if (event.phase !== 'backward' || event.depth > 0) return [];
  const ids = here.filter((one) => isHit(one, event)).map(({ id }) => id);
  return ids.length > 0 ? [{ reason: 'breakpoint', ids, description: null }] : [];
}

function isHit(one: Armed, event: OpEvent): boolean {
  if (one.condition !== null && !holds(one.condition, event)) return false;
  if (one.hit !== null && !isDue(++one.hits, one.hit)) return false;
  if (one.message === null) return true;
  notice({ id: one.id, text: evaluateAtOp(one.message, event) });
  return false;
}
