/** A program under the debugger, from its launch to its end: running, stopped, or looked at in its past. */
import type { ModuleStepKind } from '../../engine/history/moduleStep';
import type { Notice } from '../../engine/history/notices';
import type { RunLog } from '../../engine/runtime/debuggee/runs';
import { arm } from './armed';
import { UserError } from './errors';
import { Execution, type Stop } from './execution';
import type { Frame } from './frames';
import type { Program } from './program';
import { newNumbers } from './references';
import type { Again } from './runs';
import type { StepKind } from './stepping';
import { type Addressed, Stopped } from './stopped';
import type { Stoppers } from './stoppers';
import type { CallTarget } from './targets';
import { noticeBinding } from './thread';
import { notInModule, Travel } from './travel';
import { type DebuggedThread, onlyOfProgram, type WorkerEvents, Workers } from './workers';

/** What is done at the end of a run to an op. */
interface Passing {
  /** What stops the program from there on, as it is then. */
  readonly stoppers: Stoppers;
  /** Gives whether the person is to see the stop. */
  arrived(stop: Stop, debugged: Debugged): Promise<boolean>;
}

export class Debugged implements DebuggedThread {
  readonly program: Program;
  readonly stopped: Stopped;
  readonly workers: Workers;
  readonly #execution: Execution;
  readonly #travel: Travel;
  readonly #tell: (stop: Stop) => void;
  #steppingModule = false;
  /** While the program is on its way to an op where it stopped before. */
  #passing: Passing | null = null;

  /** `tell` is told of every stop, also of those in the past. */
  private constructor(
    program: Program,
    stoppers: Stoppers,
    tell: (stop: Stop) => void,
    workers: WorkerEvents,
  ) {
    this.program = program;
    const numbers = newNumbers();
    this.stopped = new Stopped(program, numbers);
    this.workers = new Workers(program, stoppers, numbers, workers);
    this.#travel = new Travel(program);
    this.#tell = tell;
    this.#execution = new Execution(program, stoppers.breakpoints, {
      stopped: (stop) => {
        this.#travel.stopped();
        if (this.#steppingModule) void program.remote.read('endModuleStep').catch(() => {});
        this.#steppingModule = false;
        const passing = this.#passing;
        this.#passing = null;
        if (!passing) return this.#show(stop);
        // Nothing is to be told of a program that ends meanwhile.
        this.#arrive(stop, passing).catch(() => undefined);
      },
      running: () => this.stopped.end(),
    });
  }

  /**
   * Takes a program that was just launched and does not run yet, and gives it all that stops it: at once, or `again` once
   * it is where it stopped before.
   */
  static async begin(
    program: Program,
    stoppers: Stoppers,
    on: {
      stopped(stop: Stop): void;
      noticed(notice: Notice): void;
      arrived(stop: Stop, debugged: Debugged): Promise<boolean>;
      workers: Omit<WorkerEvents, 'noticed'>;
    },
    again: Pick<Again, 'target' | 'log'> | null,
  ): Promise<Debugged> {
    const { breakpoints, pauseOnExceptions, armed } = stoppers;
    const workers = { ...on.workers, noticed: on.noticed };
    const debugged = new Debugged(program, stoppers, on.stopped, workers);
    program.inspector.on('Debugger.breakpointResolved', ({ breakpointId, location }) =>
      breakpoints.resolved(breakpointId, location, program),
    );
    program.inspector.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === noticeBinding) on.noticed(JSON.parse(payload) as Notice);
    });
    await program.enableDebugger();
    if (again) {
      const { target, log } = again;
      await arm(program.inspector, 'replay', JSON.stringify({ target, log }));
      for (const list of armed) if (list.stopsNothing) await list.attach(program.inspector);
      debugged.#passing = { stoppers, arrived: on.arrived };
      debugged.#execution.isPassing = true;
      debugged.workers.isPassing = true;
      return debugged;
    }
    await debugged.pauseOnExceptions(pauseOnExceptions);
    await breakpoints.attach(program);
    for (const list of armed) await list.attach(program.inspector);
    return debugged;
  }

  async pauseOnExceptions(state: Stoppers['pauseOnExceptions']): Promise<void> {
    if (this.#passing) return;
    this.workers.pauseOnExceptions(state);
    await this.program.inspector.send('Debugger.setPauseOnExceptions', { state });
  }

  /** The thread that a request means; the program's own where it says none. Throws where the thread has ended. */
  thread(of: Addressed): DebuggedThread {
    const worker = this.workers.find(of);
    if (!worker && of.threadId !== undefined && !this.stopped.owns(of))
      throw new UserError(`thread: it has ended — ${of.threadId} — ask for the threads again`);
    return worker ?? this;
  }

  /** Whether the thread that a request means is under way. */
  isRunning(of: Addressed): boolean {
    const { stopped } = this.workers.find(of) ?? this;
    return stopped.top === null;
  }

  /** Throws where a request means a worker. */
  checkIsMain(of: Addressed, request: string): void {
    if (this.thread(of) !== this) throw onlyOfProgram(request);
  }

  /** Lets the held program run. */
  async start(): Promise<void> {
    const { program, stopOnEntry } = this.program.configuration;
    await this.#execution.start(stopOnEntry ? this.program.maps.url(program) : undefined);
  }

  pause(): void {
    this.#execution.pause();
  }

  /** Begins a function on the stack anew. What it changed since stays as it is. */
  async restartFrame(frame: Frame): Promise<void> {
    const { kind, name } = frame;
    if (this.#travel.isPast)
      throw new UserError(`restartFrame: this is the past — ${name} — continue to the present first`);
    if (kind === 'async')
      throw new UserError(
        `restartFrame: it is not under way — ${name} awaits what runs now — choose a frame above`,
      );
    if (kind !== 'user' || !frame.callFrame)
      throw new UserError(`restartFrame: it is no function under way — ${name} — choose one of your own`);
    await this.#execution.restartFrame(frame);
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
    const present = this.#requireStop('stepBack');
    const stop = await to(this.#travel, present);
    this.stopped.end();
    return () => this.#show(stop);
  }

  /** Looks at other times of a stopped program, and comes back to the one that the person looks at. */
  async visit<T>(
    name: string,
    work: (to: (index: number | null) => Promise<void>, at: number | null) => Promise<T>,
  ): Promise<T> {
    this.#requireStop(name);
    return this.#travel.visit((to) => work(to, this.#travel.at));
  }

  /** Index of the op that is looked at; null in the present. */
  get lookingAt(): number | null {
    return this.#travel.at;
  }

  /** The op that is looked at, or the newest. */
  async newestOp(name: string): Promise<number> {
    this.#requireStop(name);
    if (this.#travel.at !== null) return this.#travel.at;
    const { ops } = await this.program.remote.read<{ ops: number }>('historyRange');
    if (ops === 0) throw new UserError(`${name}: no op has run yet — go forward first`);
    return ops - 1;
  }

  /** What ran so far. */
  async runLog(name: string): Promise<RunLog> {
    this.#requireStop(name);
    return this.program.remote.read<RunLog>('runLog');
  }

  /** The stop at the end of a run to an op; from here on everything stops again that should. */
  async #arrive(stop: Stop, { arrived, stoppers }: Passing): Promise<void> {
    this.#execution.isPassing = false;
    const { program } = this;
    const { breakpoints, pauseOnExceptions, armed } = stoppers;
    await program.remote.read('replay', null);
    await this.pauseOnExceptions(pauseOnExceptions);
    await breakpoints.attach(program);
    this.workers.arm();
    for (const list of armed) if (!list.stopsNothing) await list.attach(program.inspector);
    this.stopped.begin(stop);
    if (await arrived(stop, this)) this.#tell(stop);
    else this.#execution.begin('continue');
  }

  #requireStop(name: string): Stop {
    const { stop } = this.#execution;
    if (!stop) throw new UserError(`${name}: the program is running — pause it first`);
    return stop;
  }

  #show(stop: Stop): void {
    this.stopped.begin(stop);
    this.#tell(stop);
  }
}
