/** Going back in time in a program that is stopped, and forth again to where it stands. */
import type { ModuleStepKind } from '../../engine/history/moduleStep';
import type { OpSummary } from '../../engine/runtime/debuggee';
import { UserError } from './errors';
import type { Stop } from './execution';
import { pastFrames } from './frames';
import type { Program } from './program';
import type { StepKind } from './stepping';

/** Deep enough for every op. */
const anyDepth = 1000;

interface HistoryRange {
  readonly ops: number;
  readonly oldest: number | null;
}

/** What a step out of a module says where there is none. */
export function notInModule(): UserError {
  const remedy = 'step into one first, or use Step Out';
  return new UserError(
    `stepModule: there is no module to step out of — this is in no part of a model — ${remedy}`,
  );
}

export class Travel {
  readonly #program: Program;
  /** The op that is looked at; null in the present. */
  #at: OpSummary | null = null;
  /** How deep inside of ops the person stepped back: as deep do steps by one op lead forward again. */
  #depth = 0;
  /** For each stop so far, how many ops had run. */
  readonly #stops: Promise<number>[] = [];

  constructor(program: Program) {
    this.#program = program;
  }

  get isPast(): boolean {
    return this.#at !== null;
  }

  /** The program stopped. */
  stopped(): void {
    this.#at = null;
    this.#depth = 0;
    if (this.#program.configuration.history === null) return;
    const range = this.#program.remote.read<{ ops: number }>('historyRange');
    this.#stops.push(range.then(({ ops }) => ops).catch(() => 0));
  }

  /** One op back; with `inside`, also into gradients and updates. Throws where history begins. */
  async back(present: Stop, inside: boolean): Promise<Stop> {
    const { landing } = present;
    const from = this.#at ?? (landing.kind === 'op' ? landing : null);
    const depth = inside ? anyDepth : (from?.depth ?? 0);
    const op = await this.#read('previousOp', from?.index ?? null, depth);
    if (!op) throw await this.#beginning();
    this.#depth = depth;
    return this.#look(op, present);
  }

  /** As a step of the program from module to module. Throws where there is none to step out of. */
  async forwardModule(kind: ModuleStepKind, present: Stop): Promise<Stop> {
    const from = this.#at as OpSummary;
    if (kind === 'out' && from.module === '') throw notInModule();
    const op = await this.#program.remote.read<OpSummary | null>('nextModuleOp', from.index, kind);
    return this.#arrive(op, present);
  }

  /** Back to where the program stopped last before; to the oldest op where there was no such stop. */
  async backToStop(present: Stop): Promise<Stop> {
    const counts = await Promise.all(this.#stops);
    const now = this.#at ? this.#at.index + 1 : (counts.at(-1) ?? 0);
    const ops = counts.filter((count) => count < now).at(-1);
    if (ops !== undefined && ops > 0) {
      const op = await this.#read('previousOp', ops, anyDepth);
      if (op) return this.#look(op, present);
    }
    const { oldest } = await this.#program.remote.read<HistoryRange>('historyRange');
    const op = oldest === null ? null : await this.#read('nextOp', oldest - 1, 0);
    if (!op || op.index === this.#at?.index) throw await this.#beginning();
    return this.#look(op, present);
  }

  /** To an op that is kept; to the present where the program stands just there. */
  async goTo(index: number, present: Stop): Promise<Stop> {
    const op = await this.#read('nextOp', index - 1, anyDepth);
    if (op?.index !== index) throw await this.#gone(index);
    const isNow = present.landing.kind === 'op' && present.landing.index === index;
    return isNow ? this.#leave(present) : this.#look(op, present);
  }

  /** Index of the op that is looked at; null in the present. */
  get at(): number | null {
    return this.#at?.index ?? null;
  }

  /** Looks at other times without telling anybody, and then again at the one from before. */
  async visit<T>(work: (to: (index: number | null) => Promise<void>) => Promise<T>): Promise<T> {
    const to = (index: number | null) => this.#program.remote.read<void>('travel', index);
    try {
      return await work(to);
    } finally {
      await to(this.at);
    }
  }

  /** One step of the past towards the present, or all the way to it. */
  async forward(kind: StepKind, present: Stop): Promise<Stop> {
    return this.#arrive(await this.#ahead(kind, this.#at as OpSummary), present);
  }

  /** Looks at an op ahead; at the present where that is nearer. */
  async #arrive(op: OpSummary | null, present: Stop): Promise<Stop> {
    const isNow = !op || (present.landing.kind === 'op' && op.index >= present.landing.index);
    return isNow ? this.#leave(present) : this.#look(op, present);
  }

  async #leave(present: Stop): Promise<Stop> {
    await this.#program.remote.read('travel', null);
    this.#at = null;
    return {
      ...present,
      reason: 'step',
      description: 'Back in the present',
      hitBreakpointIds: [],
      exception: null,
    };
  }

  async #ahead(kind: StepKind, from: OpSummary): Promise<OpSummary | null> {
    const { index, depth } = from;
    if (kind === 'stepOp') return this.#read('nextOp', index, Math.max(depth, this.#depth));
    this.#depth = 0;
    if (kind === 'next') return this.#read('nextOp', index, depth);
    if (kind === 'stepIn') return this.#read('nextOp', index, depth + 1);
    if (kind === 'stepOut' && depth > 0) return this.#read('nextOp', index, depth - 1);
    if (kind === 'stepOut') {
      // Out of the pass: to the first op of another phase.
      let op = await this.#read('nextOp', index, 0);
      while (op && op.phase === from.phase) op = await this.#read('nextOp', op.index, 0);
      return op;
    }
    const counts = await Promise.all(this.#stops);
    const ops = counts.slice(0, -1).find((count) => count > index + 1);
    return ops === undefined ? null : this.#read('previousOp', ops, anyDepth);
  }

  async #look(op: OpSummary, present: Stop): Promise<Stop> {
    await this.#program.remote.read('travel', op.index);
    this.#at = op;
    const frames = pastFrames(op, present.frames, this.#program.sites);
    const description = `${op.label} (in the past)`;
    return { ...present, reason: 'step', description, frames, hitBreakpointIds: [], exception: null };
  }

  #read(name: 'previousOp' | 'nextOp', index: number | null, depth: number): Promise<OpSummary | null> {
    return this.#program.remote.read<OpSummary | null>(name, index, depth);
  }

  async #gone(index: number): Promise<UserError> {
    const { ops, oldest } = await this.#program.remote.read<HistoryRange>('historyRange');
    if (oldest === null) return this.#beginning();
    const kept = `ops ${oldest} to ${ops - 1} are kept`;
    return new UserError(`goTo: there is no op ${index} to go to — ${kept} — choose one of them`);
  }

  async #beginning(): Promise<UserError> {
    const { history } = this.#program.configuration;
    const { ops, oldest, budget } = await this.#program.channel.request('history/budget', {});
    if (history === null || budget === 0) {
      const remedy = 'set "history": { "tensors": 512 } in the launch configuration';
      const why = history === null ? '"ops" of "history" is false' : '"history" is 0 MiB';
      return new UserError(`stepBack: no history is kept — ${why} — ${remedy}`);
    }
    if (oldest === null) return new UserError('stepBack: no op has run yet — go forward first');
    const earlier = oldest > 0 ? `; the ones before made room for others, within ${budget} MiB` : '';
    return new UserError(
      `stepBack: this is where history begins — op ${oldest} of ${ops}${earlier} — go forward`,
    );
  }
}
