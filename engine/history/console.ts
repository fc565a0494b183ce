/** Running what a person types while the program is paused, so that the program does not notice. */
import { mode } from '../autograd/mode';
import { context } from '../ops/context';
import { defaultGenerator, type GeneratorState } from '../tensor/generator';
import { enterScope } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import type { Phase } from './event';
import { Flag, flags } from './flags';
import { consoleSite, debuggerSite } from './sites';

interface Before {
  readonly recording: boolean;
  readonly phase: Phase;
  readonly depth: number;
  readonly within: string;
  readonly module: string;
  readonly ops: number;
  readonly watch: number;
  readonly site: number;
  readonly scope: Tensor[] | null;
  readonly random: GeneratorState | null;
}

/** An evaluation can pause and be evaluated in again. */
const entered: Before[] = [];

/**
 * From here on ops belong to the console: recorded, watched by nobody, of no phase or module of the program. With
 * `restoreGenerator`, random numbers drawn meanwhile are drawn again by the program.
 */
export function enterConsole(restoreGenerator = true): void {
  const { phase, depth, within, module, ops } = context;
  entered.push({
    recording: mode.recording,
    phase,
    depth,
    within,
    module,
    ops,
    watch: flags[Flag.WATCH],
    site: flags[Flag.SITE],
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
}

/** Ends what {@link enterConsole} began, and puts everything back. */
export function leaveConsole(): void {
  const before = entered.pop();
  if (before === undefined) return;
  mode.recording = before.recording;
  context.phase = before.phase;
  context.depth = before.depth;
  context.within = before.within;
  context.module = before.module;
  context.ops = before.ops;
  flags[Flag.OPS] = before.ops;
  flags[Flag.WATCH] = before.watch;
  flags[Flag.SITE] = before.site;
  enterScope(before.scope);
  if (before.random !== null) defaultGenerator.setState(before.random);
}
