/** Running again to an op of the past, live; forking there; and the runs that are kept to be compared. */
import { Event, OutputEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { LoggedOp, RunLog } from '../../engine/runtime/debuggee/runs';
import type { CallSite } from '../../engine/runtime/protocol';
import { type ForkOf, type KeptRun, lossesOf, type PartingOps, partingOf } from './comparison';
import type { Debugged } from './debugged';
import { UserError } from './errors';
import type { Stop } from './execution';
import type { After, Current, Handlers } from './handlers';
import { opName, opReference, sourceText } from './opreference';
import type { Program } from './program';
import { Progress } from './progress';
import type { Comparison, CustomRequests, PartingSide, RunSummary } from './requests';
import { short } from './tensors';

type Arguments<K extends keyof CustomRequests> = CustomRequests[K]['arguments'];
type Reply<K extends keyof CustomRequests> = Promise<CustomRequests[K]['response']>;

/** A run that is to be the same as an earlier one, up to an op at which it stops. */
export interface Again {
  /** Index of the op. */
  readonly target: number;
  /** Of the earlier run. */
  readonly log: RunLog;
  /** Evaluated at the op, after which the program runs on; null: it stops there. */
  readonly change: string | null;
}

/** The runs of one session, the newest under way or ended. */
export class Runs {
  readonly #kept: KeptRun[] = [];
  /** Of the newest program, by call-site id. */
  sites: readonly (CallSite | null)[] = [];
  /** Whether the newest run has not ended. */
  isLive = false;
  readonly #send: (event: DebugProtocol.Event) => void;
  /** Whether the client shows progress. */
  reportsProgress = false;
  #number = 0;
  #fork: ForkOf | null = null;
  /** Whether it was told where the fork parts from the run before. */
  #isTold = false;
  #progress: Progress | null = null;
  /** Under way to its op. */
  #again: Again | null = null;

  constructor(send: (event: DebugProtocol.Event) => void) {
    this.#send = send;
  }

  /** A new program is launched; `again` where it is to be the same as the one before. */
  began(again: Again | null, program: Program): void {
    this.#number++;
    this.sites = program.sites;
    this.isLive = true;
    this.#fork = null;
    this.#again = again;
    if (!again || !this.reportsProgress) return;
    const done = async () => (await program.channel.request('program/ops', {})) / (again.target + 1);
    this.#progress = new Progress(
      `run ${this.#number}`,
      `Running again to op ${again.target}`,
      done,
      this.#send,
    );
  }

  /** The program came to where it was to stop, or stopped before. Gives whether the person is to see it. */
  async arrived(stop: Stop, debugged: Debugged): Promise<boolean> {
    const again = this.#again;
    this.#finish();
    if (again?.change == null || stop.reason !== 'goto') return true;
    try {
      await changed(again.change, debugged);
    } catch (error) {
      this.#tell(`fork: ${(error as Error).message} — nothing was changed; op ${again.target} is live\n`);
      return true;
    }
    this.#fork = { op: again.target, change: again.change };
    this.#isTold = false;
    await debugged.program.remote.read('logAtEnd');
    return false;
  }

  /** After a stop of a fork: tells where it parted, once it has. */
  async stopped(debugged: Debugged): Promise<void> {
    if (!this.#fork || this.#isTold || debugged.lookingAt !== null) return;
    this.#tellParting(await debugged.runLog('compareRuns'));
  }

  /** What ran, told before its end. */
  ended(log: RunLog): void {
    const run = this.#current(log);
    if (this.#fork && !this.#isTold) this.#tellParting(log);
    this.#kept.push(run);
  }

  /** The program is gone. Says so where it was on its way to an op. */
  gone(): void {
    this.isLive = false;
    const again = this.#again;
    this.#finish();
    if (again)
      this.#tell(
        `The program is not deterministic: it ended before op ${again.target}, which it ran before.\n`,
      );
  }

  get isUnderWay(): boolean {
    return this.#again !== null;
  }

  /** Whether a client means the run under way by the id of a progress. */
  isProgress(id: string | undefined): boolean {
    return id !== undefined && this.#progress?.id === id;
  }

  /** Keeps the run under way, before it is ended for another. */
  keep(log: RunLog): void {
    this.#kept.push(this.#current(log));
  }

  /** All runs; `log` is that of the one under way. */
  all(log: RunLog | null): KeptRun[] {
    return log ? [...this.#kept, this.#current(log)] : [...this.#kept];
  }

  #current(log: RunLog): KeptRun {
    return { name: `run ${this.#number}`, fork: this.#fork, log };
  }

  #finish(): void {
    this.#progress?.end();
    this.#progress = null;
    this.#again = null;
  }

  #tellParting(log: RunLog): void {
    const before = this.#kept.at(-1);
    const parting = before && partingOf(before.log, log);
    if (!before || !parting) return;
    this.#isTold = true;
    const comparison = compared([before, this.#current(log)], this.sites);
    this.#tell(`${comparison.text}\n`);
    this.#send(new Event('backstep/parted', comparison));
  }

  #tell(text: string): void {
    this.#send(new OutputEvent(text, 'console'));
  }
}

export function runHandlers({ debugged, restart }: Current, runs: Runs): Handlers {
  const again = async (name: string, op: number | undefined, change: string | null, after: After) => {
    const at = debugged();
    if (runs.isUnderWay)
      throw new UserError(`${name}: the program is on its way to an op — wait, or cancel that`);
    const target = op ?? (await at.newestOp(name));
    if (!Number.isSafeInteger(target) || target < 0)
      throw new UserError(`${name}: "op" is no index of an op — ${target} — give one from 0`);
    const log = await at.runLog(name);
    if (target >= log.ops)
      throw new UserError(`${name}: op ${target} has not run yet — ${log.ops} have — choose one of them`);
    runs.keep(log);
    await restart({ target, log, change }, after);
    return { op: target };
  };
  return {
    'backstep/runAgain': ({ op }: Arguments<'backstep/runAgain'>, after): Reply<'backstep/runAgain'> =>
      again('runAgain', op, null, after),

    async 'backstep/fork'({ op, change }: Arguments<'backstep/fork'>, after): Reply<'backstep/fork'> {
      if (typeof change !== 'string' || change.trim() === '')
        throw new UserError(
          'fork: "change" is missing — give an expression, such as optimizer.paramGroups[0].lr = 0.1',
        );
      return again('fork', op, change, after);
    },

    async 'backstep/compareRuns'({
      first,
      second,
    }: Arguments<'backstep/compareRuns'>): Reply<'backstep/compareRuns'> {
      const log = runs.isLive ? await debugged().runLog('compareRuns') : null;
      const all = runs.all(log);
      if (all.length < 2)
        throw new UserError('compareRuns: there is one run only — fork it, or run again from here, first');
      const named = (name: string | undefined, otherwise: number): KeptRun => {
        const found = name === undefined ? all.at(otherwise) : all.find((run) => run.name === name);
        if (found) return found;
        throw new UserError(
          `compareRuns: there is no ${name} — choose ${all.map((run) => run.name).join(', ')}`,
        );
      };
      const [one, other] = [named(first, -2), named(second, -1)];
      return { all: all.map(({ name }) => name), ...compared([one, other], runs.sites) };
    },

    async cancel({ progressId }: DebugProtocol.CancelArguments) {
      if (runs.isProgress(progressId)) debugged().pause();
    },
  };
}

/** Evaluates a change where the program stands: in the innermost frame of the person's that knows its names. */
async function changed(change: string, { stopped, program }: Debugged): Promise<void> {
  let unknown: unknown = null;
  for (const id of stopped.userFrameIds) {
    await program.remote.read('beginEdit');
    try {
      await stopped.evaluate(change, 'repl', id);
      return;
    } catch (error) {
      if (!(error as Error).message.startsWith('ReferenceError')) throw error;
      unknown ??= error;
    } finally {
      await program.remote.read('endEdit');
    }
  }
  throw unknown ?? new UserError('there is no code of yours on the stack to evaluate it in');
}

function compared(runs: readonly [KeptRun, KeptRun], sites: Runs['sites']): Comparison {
  const [first, second] = runs;
  const parting = partingOf(first.log, second.log);
  const told = parting && sidesOf(parting, sites);
  const summaries = runs.map(
    ({ name, fork, log }): RunSummary => ({ name, fork, ops: log.ops, losses: lossesOf(log) }),
  );
  return { runs: summaries, parting: told, text: textOf(summaries, told) };
}

function sidesOf(
  { index, first, second }: PartingOps,
  sites: Runs['sites'],
): NonNullable<Comparison['parting']> {
  const side = (op: LoggedOp | null): PartingSide | null =>
    op && { ...opReference(op, sites), text: op.text };
  return { index, first: side(first), second: side(second) };
}

function textOf([first, second]: readonly RunSummary[], parting: Comparison['parting']): string {
  const named = ({ name, fork }: RunSummary) => (fork ? `${name} (${forkText(fork)})` : name);
  const lines = [`${named(first)} and ${named(second)}`];
  if (parting) {
    lines.push(`part at op ${parting.index}:`);
    for (const [run, side] of [
      [first, parting.first],
      [second, parting.second],
    ] as const) {
      lines.push(`  ${run.name}: ${side ? sideText(side) : 'not kept'}`);
    }
  } else lines.push('are the same as far as both are kept.');
  const most = Math.max(first.losses.length, second.losses.length);
  if (most > 0) {
    lines.push(`losses (${first.name}, ${second.name}):`);
    const text = (loss: number | undefined) => (loss === undefined ? '–' : short(loss, 6));
    for (let step = Math.max(0, most - 20); step < most; step++)
      lines.push(`  ${step}: ${text(first.losses[step])}, ${text(second.losses[step])}`);
  }
  return lines.join('\n');
}

function sideText(side: PartingSide): string {
  return [opName(side), sourceText(side), side.text].filter(Boolean).join(' · ');
}

const forkText = ({ op, change }: ForkOf) => `forked at op ${op}: ${change}`;
