/** Running what a person types while the program is paused, so that the program does not notice. */
import { anomaly } from '../autograd/anomaly';
import { autocasting } from '../autograd/autocast';
import { mode } from '../autograd/mode';
import { saving } from '../autograd/saving';
import { context } from '../ops/context';
import { blame } from '../tensor/errors';
import { defaultGenerator, type GeneratorState } from '../tensor/generator';
import { enterScope } from '../tensor/scope';
import { making } from '../tensor/storage';
import type { Tensor } from '../tensor/tensor';
import { Flag, flags } from './flags';
import { consoleSite, debuggerSite } from './sites';

interface Before {
  /** Number of the expression that it was entered for; 0 where it cannot be ended from outside. */
  readonly expression: number;
  readonly states: readonly object[];
  readonly watch: number;
  readonly site: number;
  readonly outer: number;
  readonly scope: Tensor[] | null;
  readonly random: GeneratorState | null;
}

/** An evaluation can pause and be evaluated in again. */
const entered: Before[] = [];

/** Where the engine notes what runs. An expression that is ended runs none of the code that would put it back. */
const states = (): readonly object[] => [mode, context, making, saving, autocasting, anomaly, blame];

/**
 * From here on ops belong to the console: recorded, watched by nobody, of no phase or module of the program. With
 * `restoreGenerator`, random numbers drawn meanwhile are drawn again by the program. An expression with a number
 * (from 1) can be ended from the controller's thread until it is left.
 */
export function enterConsole(restoreGenerator = true, expression = 0): void {
  entered.push({
    expression,
    states: states().map((state) => ({ ...state })),
    watch: flags[Flag.WATCH],
    site: flags[Flag.SITE],
    outer: flags[Flag.EXPRESSION],
    scope: enterScope(null),
    random: restoreGenerator ? defaultGenerator.getState() : null,
  });
  mode.recording = true;
  context.phase = 'forward';
  context.depth = 0;
  context.within = '';
  context.module = '';
  flags[Flag.WATCH] = 0;
  flags[Flag.SITE] = restoreGenerator ? debuggerSite : consoleSite;
  if (expression > 0) Atomics.store(flags, Flag.EXPRESSION, expression);
}

/** Ends what {@link enterConsole} began for the same expression, and puts everything back. */
export function leaveConsole(expression = 0): void {
  const at =
    expression === 0
      ? entered.length - 1
      : entered.findLastIndex((before) => before.expression === expression);
  const before = entered[at];
  if (before === undefined) return;
  if (expression > 0) endInterrupts(before.outer);
  for (const [place, state] of states().entries()) Object.assign(state, before.states[place]);
  flags[Flag.OPS] = context.ops;
  flags[Flag.WATCH] = before.watch;
  flags[Flag.SITE] = before.site;
  enterScope(before.scope);
  if (before.random !== null) defaultGenerator.setState(before.random);
  // Last: where this is ended too, it is called again.
  entered.length = at;
}

/**
 * From here on the expression cannot be ended. One that is being ended at this moment waits for it, so that nothing
 * that comes after is ended in its place.
 */
function endInterrupts(outer: number): void {
  while (Atomics.load(flags, Flag.EXPRESSION) < 0);
  Atomics.store(flags, Flag.EXPRESSION, outer);
}
