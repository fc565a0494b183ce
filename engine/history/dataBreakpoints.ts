/** Data breakpoints: stop where the program has changed a tensor, a gradient, or what an optimizer remembers. */
import type { Parameter } from '../nn/parameter';
import { pathOf } from '../nn/path';
import { tidy } from '../tensor/scope';
import { type Storage, whenReleased } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';
import { difference } from './difference';
import type { NamedTensor, OpEvent } from './event';
import { Facts } from './facts';
import { Flag, flags, Watch } from './flags';
import type { Hit } from './hit';
import { type HitCount, isDue } from './hits';
import { notice } from './notices';
import { stopAtWrite } from './stop';
import { inConsole, Target, targetsField, targetsOf, targetsWrite, type Write } from './watched';

export interface DataBreakpoint {
  readonly id: number;
  /** `fc1.weight`, `grad fc1.weight` or `state fc1.weight expAvg`. */
  readonly data: string;
  /** Says of what was written whether it stops; null: every change does. */
  readonly condition: ((facts: Facts) => unknown) | null;
  /** As the person wrote it; '' for none. */
  readonly text: string;
  readonly hit: HitCount | null;
}

interface Armed extends DataBreakpoint {
  readonly target: Target;
  hits: number;
  /** What is wrong with its condition. */
  problem: string | undefined;
  /** What was told of it last. */
  told: string | undefined;
}

const remedy = 'use tensor, before, norm, hasNaN, hasInf, min, max or mean';

const targets = new Map<string, Target>();
let armed: readonly Armed[] = [];
/** Targets that are watched, by the path of their parameter. */
let byOwner: ReadonlyMap<string, readonly Target[]> = new Map();
/** In the debugger a person writes, not the program. */
let isUnnoticed = false;
/** Stops at assignments so far. */
let assignments = 0;

/** Replaces all of them, and tells of each whether it can stop. One that stays the same keeps its hits. */
export function setDataBreakpoints(breakpoints: readonly DataBreakpoint[]): void {
  const before = new Map(armed.map((one) => [one.id, one]));
  armed = breakpoints.map((one) => {
    const hits = before.get(one.id)?.hits ?? 0;
    return { ...one, target: targetOf(one.data), hits, problem: undefined, told: undefined };
  });
  for (const target of targets.values()) target.isWatched = armed.some((one) => one.target === target);
  const lists = new Map<string, Target[]>();
  for (const target of new Set(armed.map(({ target }) => target)))
    lists.set(target.owner, [...(lists.get(target.owner) ?? []), target]);
  byOwner = lists;
  const watch = armed.length > 0;
  if (watch) Atomics.or(flags, Flag.WATCH, Watch.DATA);
  else Atomics.and(flags, Flag.WATCH, ~Watch.DATA);
  whenReleased(watch ? released : null);
  for (const one of armed) tell(one);
}

/** What is watched under this name. */
export function targetOf(data: string): Target {
  let target = targets.get(data);
  if (target === undefined) {
    target = new Target(data);
    targets.set(data, target);
  }
  return target;
}

/** Runs `fn`, whose writes are a person's. */
export function unnoticed<R>(fn: () => R): R {
  const before = isUnnoticed;
  isUnnoticed = true;
  try {
    return fn();
  } finally {
    isUnnoticed = before;
  }
}

/** Before a tensor is written to in place, while `Watch.DATA` is set; likewise those below. */
export function watchWrite(tensor: Tensor): void {
  if (isUnnoticed) return;
  meet(tensor);
  targetsWrite(tensor);
}

/** Before a field of an object gets another value, perhaps the gradient of a tensor. */
export function watchField(object: object): void {
  if (!isUnnoticed) targetsField(object);
}

/** Before an optimizer changes what it remembers of a parameter. */
export function watchState(state: Map<unknown, object>, parameter: unknown): void {
  if (!(parameter instanceof Tensor)) return;
  meet(parameter);
  for (const { target } of armed)
    if (target.kind === 'state' && target.owns(parameter)) target.updating(state, parameter);
}

/** The breakpoints that stop at an op which just ran: of all that was written in it. */
export function hitDataBreakpoints(event: OpEvent): Hit[] {
  const meetAll = (tensors: readonly NamedTensor[]) => {
    for (const { tensor } of tensors) meet(tensor);
  };
  meetAll(event.inputs);
  meetAll(event.outputs);
  // What is inside of a gradient or an update is told by that.
  return event.depth > 0 ? [] : hitWrites();
}

/** The breakpoints that stop for what was written since the last time. */
export function hitWrites(): Hit[] {
  const hits: Hit[] = [];
  for (const target of new Set(armed.map((one) => one.target))) {
    for (const write of target.writes.values())
      hits.push(...inConsole(() => tidy(() => hitWrite(target, write))));
    for (const { before } of target.writes.values()) before?.dispose();
    target.writes.clear();
    target.checkOwners();
  }
  for (const one of armed) tell(one);
  return hits;
}

/** Stops the program where a gradient was given another value by no op, if a breakpoint asks for that. */
export function stopAtAssignment(): void {
  const hits = isUnnoticed ? [] : hitWrites();
  if (hits.length > 0) stopAtWrite(++assignments, hits);
}

function hitWrite(target: Target, { before, now }: Write): Hit[] {
  const after = now();
  const change = difference(before, after);
  if (change === null) return [];
  const facts = new Facts(before, after);
  const hit = armed.filter((one) => one.target === target && isHit(one, facts));
  if (hit.length === 0) return [];
  const conditions = hit.flatMap(({ text }) => text || []);
  const why = conditions.length > 0 ? ` (${conditions.join(', ')})` : '';
  return [
    {
      reason: 'data breakpoint',
      ids: hit.map(({ id }) => id),
      description: `${target.data.replace(/#\S+/, '')} changed${why}: ${change}`,
    },
  ];
}

function isHit(one: Armed, facts: Facts): boolean {
  try {
    if (one.condition !== null && !one.condition(facts)) return false;
  } catch (error) {
    one.problem = `condition: ${one.text} — ${String(error)} — ${remedy}`;
    return false;
  }
  return one.hit === null || isDue(++one.hits, one.hit);
}

/** A tensor that the program uses: perhaps one that is watched by its name. */
function meet(tensor: Tensor): void {
  const path = pathOf(tensor as Parameter);
  if (path === undefined) return;
  for (const target of byOwner.get(path) ?? []) target.adopt(tensor);
}

function released(storage: Storage): void {
  const lost = targetsOf(storage);
  for (const target of lost) target.lose(storage.id);
  for (const one of armed) if (lost.includes(one.target)) tell(one);
}

/** Tells of a breakpoint what is not known of it yet. */
function tell(one: Armed): void {
  const { id, target, problem } = one;
  const verified = target.isThere;
  const message = verified ? problem : whyMissing(target);
  const told = `${verified} ${message}`;
  if (told === one.told) return;
  one.told = told;
  notice({ id, verified, ...(message !== undefined && { message }) });
}

function whyMissing({ kind, owner, slot, wasThere }: Target): string {
  if (wasThere || owner.includes('#')) return 'no longer there';
  if (kind === 'state') return `waits for an optimizer to update ${slot} of ${owner}`;
  return `waits for the parameter ${owner} to be used`;
}
