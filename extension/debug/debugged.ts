/** A program under the debugger, from its launch to its end: running, stopped, or looked at in its past. */
import type { ModuleStepKind } from '../../engine/history/moduleStep';
import type { Notice } from '../../engine/history/notices';
import type { Armed } from './armed';
import type { Breakpoints } from './breakpoints';
import { UserError } from './errors';
import { Execution, type Stop } from './execution';
import { noticeBinding, type Program } from './program';
import type { StepKind } from './stepping';
import { Stopped } from './stopped';
import type { CallTarget } from './targets';
import { notInModule, Travel } from './travel';

/** What stops a program. It outlives the program. */
export interface Stoppers {
  readonly breakpoints: Breakpoints;
  /** State of V8's `Debugger.setPauseOnExceptions`. */
  readonly pauseOnExceptions: 'none' | 'uncaught' | 'all';
  readonly armed: readonly Armed[];
}

export class Debugged {
  readonly program: Program;
  readonly stopped: Stopped;
  readonly #execution: Execution;
  readonly #travel: Travel;
  readonly #tell: (stop: Stop) => void;
  #steppingModule = false;

  /** `tell` is told of every stop, also of those in the past. */
  private constructor(program: Program, breakpoints: Breakpoints, tell: (stop: Stop) => void) {
    this.program = program;
    this.stopped = new Stopped(program);
    this.#travel = new Travel(program);
    this.#tell = tell;
    this.#execution = new Execution(program, breakpoints, {
      stopped: (stop) => {
        this.#travel.stopped();
        if (this.#steppingModule) void program.remote.read('endModuleStep').catch(() => {});
        this.#steppingModule = false;
        this.#show(stop);
      },
      running: () => this.stopped.end(),
    });
  }

  /** Takes a program that was just launched and does not run yet, and gives it all that stops it. */
  static async begin(
    program: Program,
    { breakpoints, pauseOnExceptions, armed }: Stoppers,
    on: { stopped(stop: Stop): void; noticed(notice: Notice): void },
  ): Promise<Debugged> {
    const debugged = new Debugged(program, breakpoints, on.stopped);
    program.inspector.on('Debugger.breakpointResolved', ({ breakpointId, location }) =>
      breakpoints.resolved(breakpointId, location),
    );
    program.inspector.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === noticeBinding) on.noticed(JSON.parse(payload) as Notice);
    });
    await program.enableDebugger();
    await debugged.pauseOnExceptions(pauseOnExceptions);
    await breakpoints.attach(program);
    for (const list of armed) await list.attach(program.inspector);
    return debugged;
  }

  async pauseOnExceptions(state: Stoppers['pauseOnExceptions']): Promise<void> {
    await this.program.inspector.send('Debugger.setPauseOnExceptions', { state });
  }

  /** Lets the held program run. */
  async start(): Promise<void> {
    await this.#execution.start();
  }

  pause(): void {
    this.#execution.pause();
  }

  /** Runs on; in the past, towards the present. Returns what is to follow the response. */
  async go(kind: StepKind, target?: CallTarget): Promise<() => void> {
    if (this.#travel.isPast) return this.look((travel, present) => travel.forward(kind, present));
    this.#execution.begin(kind, target);
    return () => undefined;
  }

  /** Runs from module to module; in the past, towards the present. Returns what is to follow the response. */
  async goModule(kind: ModuleStepKind): Promise<() => void> {
    if (this.#travel.isPast) return this.look((travel, present) => travel.forwardModule(kind, present));
    if (!this.#execution.stop) throw new UserError('stepModule: the program is not stopped — pause it first');
    if (!(await this.program.remote.read<boolean>('beginModuleStep', kind))) throw notInModule();
    this.#execution.begin('continue');
    this.#steppingModule = true;
    return () => undefined;
  }

  /** Stops again without running, at another time. Returns what is to follow the response. */
  async look(to: (travel: Travel, present: Stop) => Promise<Stop>): Promise<() => void> {
    const present = this.#execution.stop;
    if (!present) throw new UserError('stepBack: the program is running — pause it first');
    const stop = await to(this.#travel, present);
    this.stopped.end();
    return () => this.#show(stop);
  }

  /** Looks at other times of a stopped program, and comes back to the one that the person looks at. */
  async visit<T>(
    name: string,
    work: (to: (index: number) => Promise<void>, at: number | null) => Promise<T>,
  ): Promise<T> {
    if (!this.#execution.stop) throw new UserError(`${name}: the program is running — pause it first`);
    return this.#travel.visit((to) => work(to, this.#travel.at));
  }

  #show(stop: Stop): void {
    this.stopped.begin(stop);
    this.#tell(stop);
  }
}
