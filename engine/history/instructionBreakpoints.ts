/** Breakpoints on instructions: on one op that ran, wherever the same code runs it again, or on one that is to come. */

import type { OpEvent } from './event';
import { Flag, flags, Watch } from './flags';
import type { Hit } from './hit';
import { type HitCount, isDue } from './hits';
import { recordAt } from './records';
import { holds, type OpCondition } from './terms';

export interface InstructionBreakpoint {
  readonly id: number;
  /** Index of the op that it was put on. */
  readonly index: number;
  readonly condition: OpCondition | null;
  readonly hit: HitCount | null;
}

/** What is the same of an op each time that the same code runs it. */
type Instruction = Pick<OpEvent, 'site' | 'label' | 'phase' | 'module' | 'within'>;

interface Armed extends InstructionBreakpoint {
  /** Null until the op of this index runs. */
  instruction: Instruction | null;
  hits: number;
}

let armed: readonly Armed[] = [];

/**
 * Replaces all of them; one that stays the same keeps its hits. Gives a sentence for each that stops nowhere, as what
 * its op was is not known any more, and null for the others.
 */
export function setInstructionBreakpoints(breakpoints: readonly InstructionBreakpoint[]): (string | null)[] {
  const before = new Map(armed.map((one) => [one.id, one]));
  const problems: (string | null)[] = [];
  armed = breakpoints.flatMap((one) => {
    const old = before.get(one.id);
    const instruction = old?.instruction ?? recordAt(one.index);
    const isLost = instruction === null && one.index < flags[Flag.OPS];
    problems.push(
      isLost
        ? `instruction breakpoint: op ${one.index} is no longer known — newer ones took its room — choose a newer one`
        : null,
    );
    return isLost ? [] : [{ ...one, instruction: instruction && partOf(instruction), hits: old?.hits ?? 0 }];
  });
  if (armed.length > 0) Atomics.or(flags, Flag.WATCH, Watch.INSTRUCTION);
  else Atomics.and(flags, Flag.WATCH, ~Watch.INSTRUCTION);
  return problems;
}

function partOf({ site, label, phase, module, within }: Instruction): Instruction {
  return { site, label, phase, module, within };
}

/** The breakpoints that stop at an op which just ran. */
export function hitInstructionBreakpoints(event: OpEvent): Hit[] {
  const ids = armed.filter((one) => isHit(one, event)).map(({ id }) => id);
  return ids.length > 0 ? [{ reason: 'instruction breakpoint', ids, description: null }] : [];
}

function isHit(one: Armed, event: OpEvent): boolean {
  if (one.instruction === null && event.index === one.index) one.instruction = partOf(event);
  if (one.instruction === null || !isSame(one.instruction, event)) return false;
  if (one.condition !== null && !holds(one.condition, event)) return false;
  return one.hit === null || isDue(++one.hits, one.hit);
}

function isSame(one: Instruction, other: Instruction): boolean {
  return (
    one.site === other.site &&
    one.phase === other.phase &&
    one.label === other.label &&
    one.module === other.module &&
    one.within === other.within
  );
}
