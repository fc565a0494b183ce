/** The workers that a program starts itself, under the debugger: each a thread that stops alone. */
import type { Notice } from '../../engine/history/notices';
import { UserError } from './errors';
import { Execution, type Stop } from './execution';
import type { Frame } from './frames';
import type { Program } from './program';
import type { Numbers } from './references';
import type { StepKind } from './stepping';
import { type Addressed, Stopped } from './stopped';
import type { Stoppers } from './stoppers';
import type { CallTarget } from './targets';
import { noticeBinding, type Thread } from './thread';

/** What a person steps and looks at: the program's own thread, or a worker. */
export interface DebuggedThread {
  readonly stopped: Stopped;
  /** Runs on. Returns what is to follow the response. */
  go(kind: StepKind, target?: CallTarget): Promise<() => void>;
  pause(): void;
  /** Begins a function on the stack anew. */
  restartFrame(frame: Frame): Promise<void>;
}

export interface WorkerEvents {
  started(thread: Thread): void;
  stopped(stop: Stop, thread: number): void;
  ended(thread: number): void;
  noticed(notice: Notice): void;
}

class DebuggedWorker implements DebuggedThread {
  readonly thread: Thread;
  readonly stopped: Stopped;
  readonly execution: Execution;
  /** Once it was given all that stops it. */
  armed: Promise<void> | null = null;

  constructor(thread: Thread, stoppers: Stoppers, numbers: Numbers, tell: WorkerEvents['stopped']) {
    this.thread = thread;
    this.stopped = new Stopped(thread, numbers);
    this.execution = new Execution(thread, stoppers.breakpoints, {
      stopped: (stop) => {
        this.stopped.begin(stop);
        tell(stop, thread.id);
      },
      running: () => this.stopped.end(),
    });
    this.execution.isPassing = true;
  }

  async go(kind: StepKind, target?: CallTarget): Promise<() => void> {
    this.execution.begin(kind, target);
    return () => undefined;
  }

  pause(): void {
    this.execution.pause();
  }

  async restartFrame(frame: Frame): Promise<void> {
    await this.execution.restartFrame(frame);
  }
}

export class Workers {
  readonly #stoppers: Stoppers;
  readonly #numbers: Numbers;
  readonly #events: WorkerEvents;
  readonly #workers = new Map<number, DebuggedWorker>();
  /** Whether nothing is to stop now: the program is on its way to an op, where {@link arm} is called. */
  isPassing = false;

  constructor(program: Program, stoppers: Stoppers, numbers: Numbers, events: WorkerEvents) {
    this.#stoppers = stoppers;
    this.#numbers = numbers;
    this.#events = events;
    program.onThread((thread) => void this.#begin(thread));
    program.onThreadEnded((id) => this.#end(id));
  }

  get threads(): readonly Thread[] {
    const threads = [...this.#workers.values()].map(({ thread }) => thread);
    return threads.sort((one, other) => one.id - other.id);
  }

  /** The worker that a request means; null: none of them. */
  find(of: Addressed): DebuggedThread | null {
    for (const worker of this.#workers.values()) if (worker.stopped.owns(of)) return worker;
    return null;
  }

  /** Gives all of them what stops them. */
  arm(): void {
    this.isPassing = false;
    // Not awaited: a busy one takes it when it can.
    for (const worker of this.#workers.values()) void this.#arm(worker);
  }

  pauseOnExceptions(state: Stoppers['pauseOnExceptions']): void {
    for (const { inspector } of this.threads) {
      // Not awaited: a busy one takes it when it can.
      inspector.send('Debugger.setPauseOnExceptions', { state }).catch(() => undefined);
    }
  }

  /** It is held until it is told to run. */
  async #begin(thread: Thread): Promise<void> {
    const worker = new DebuggedWorker(thread, this.#stoppers, this.#numbers, this.#events.stopped);
    this.#workers.set(thread.id, worker);
    this.#events.started(thread);
    const { inspector } = thread;
    inspector.on('Debugger.breakpointResolved', ({ breakpointId, location }) =>
      this.#stoppers.breakpoints.resolved(breakpointId, location, thread),
    );
    inspector.on('Runtime.bindingCalled', ({ name, payload }) => {
      if (name === noticeBinding) this.#events.noticed(JSON.parse(payload) as Notice);
    });
    try {
      await thread.enableDebugger();
      if (!this.isPassing) await this.#arm(worker);
      await worker.execution.start();
    } catch {
      // It ended, or the program with it; that is told by itself.
    }
  }

  #arm(worker: DebuggedWorker): Promise<void> {
    worker.execution.isPassing = false;
    worker.armed ??= this.#give(worker.thread);
    return worker.armed;
  }

  async #give(thread: Thread): Promise<void> {
    const { breakpoints, everywhere, pauseOnExceptions } = this.#stoppers;
    try {
      await thread.inspector.send('Debugger.setPauseOnExceptions', { state: pauseOnExceptions });
      await breakpoints.join(thread);
      await everywhere.join(thread.inspector);
    } catch {
      // It ended.
    }
  }

  #end(id: number): void {
    const worker = this.#workers.get(id);
    if (!worker) return;
    this.#workers.delete(id);
    this.#stoppers.breakpoints.leave(worker.thread);
    this.#stoppers.everywhere.leave(worker.thread.inspector);
    this.#events.ended(id);
  }
}

/** Of what only the program's own thread has. */
export function onlyOfProgram(request: string): UserError {
  const why = 'a worker has no history, and its ops are not recorded';
  return new UserError(`${request}: this is a worker — ${why} — choose the thread "main"`);
}
