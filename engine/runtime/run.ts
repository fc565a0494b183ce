/** One run of a program: its worker from launch to end. */
import { pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Finding } from '../history/detection';
import { FLAG_WORDS, Flag, Watch } from '../history/flags';
import { makeRing } from '../history/ring/layout';
import type { Addon } from '../tensor/native';
import type { NestedNotice, Runnable, WorkerStart } from './bootstrap';
import type { RunLog } from './debuggee/runs';
import { engineFiles } from './files';
import { heapLimitMiB, outOfHeap, resourceLimits, watchHeap, workerOutOfHeap } from './heap';
import {
  type HistoryPage,
  HistoryReader,
  type HistoryRequest,
  type HistoryState,
  historyState,
} from './history';
import { WorkerInspector } from './inspector';
import { mainThread, type NestedEvents, NestedThreads } from './nestedThreads';
import { handedOn, OutputBuffer, type SiteText } from './output';
import type { LaunchParams, LaunchResult, ProgramEnd } from './protocol';
import { Thread } from './thread';
import { makeFolder, removeFolder } from './transpile/folder';
import { transpile } from './transpile/program';

export interface RunEvents {
  output(output: SiteText): void;
  /** Resolves when the output told so far is under way to whoever reads it. */
  flushed(): Promise<void>;
  finding(finding: Finding): void;
  /** At the end, by the number of each finding. */
  counted(counts: readonly number[]): void;
  /** At the end, where it was asked for. */
  logged(log: RunLog): void;
  inspector: NestedEvents['inspector'];
  /** It is held, until `start`. */
  threadStarted: NestedEvents['started'];
  threadEnded: NestedEvents['ended'];
  ended(end: ProgramEnd): void;
}

export interface RunOptions {
  /** Whether this process is the program's alone: its folder may be the program's, and it may be killed. */
  readonly ownProcess: boolean;
  /** The addon in this thread; null where there is none. */
  readonly addon: () => Promise<Addon | null>;
  /** Where the built files are. */
  readonly dist: string;
}

interface Prepared {
  readonly folder: string;
  /** file: URL of the program's module in the folder. */
  readonly url: string;
  readonly runnable: Runnable;
  readonly sites: LaunchResult['sites'];
  readonly workerUrl: string;
}

/** What comes from the program's thread. */
type Heard = SiteText | Finding | RunLog | NestedNotice;

/** How long a program that is told to end may take before its native calls are cancelled. */
const patienceMs = 200;

export class Run {
  readonly #events: RunEvents;
  readonly #options: RunOptions;
  readonly #flags = new Int32Array(new SharedArrayBuffer(FLAG_WORDS * 4));
  readonly #backlog = new Int32Array(new SharedArrayBuffer(4));
  /** Null where nothing is recorded. */
  readonly #history: HistoryReader | null;
  readonly #folder: string;
  readonly #sites: LaunchResult['sites'];
  readonly #heapLimitMiB: number;
  readonly #inspector: WorkerInspector;
  readonly #output: MessagePort;
  readonly #told: OutputBuffer;
  readonly #main: Thread;
  readonly #nested: NestedThreads;
  readonly #exited: Promise<unknown>;
  #findings = 0;
  #failure: NodeJS.ErrnoException | null = null;
  #terminating = false;
  #isOutOfHeap = false;
  #heapMessage: string | null = null;
  #stopWatching: () => void = () => undefined;

  static async launch(
    params: LaunchParams,
    options: RunOptions,
    events: RunEvents,
  ): Promise<{ run: Run; result: LaunchResult }> {
    checkDevice(params.device);
    const files = engineFiles(options.dist);
    const folder = makeFolder();
    try {
      const { program } = params;
      const { url, modules, runnable, sites } = await transpile({
        program,
        cwd: params.cwd,
        folder,
        engineUrl: files.engine,
        sites: true,
      });
      const prepared = { folder, url, runnable, sites, workerUrl: files.worker };
      const run = new Run(params, options, events, prepared);
      return { run, result: { modules, sites, hidden: files.hidden, stopUrl: files.stop, pid: process.pid } };
    } catch (error) {
      removeFolder(folder);
      throw error;
    }
  }

  private constructor(
    params: LaunchParams,
    options: RunOptions,
    events: RunEvents,
    { folder, url, runnable, sites, workerUrl }: Prepared,
  ) {
    this.#events = events;
    this.#options = options;
    this.#folder = folder;
    this.#sites = sites;
    this.#flags[Flag.HISTORY_MEBIBYTES] = params.history ?? 0;
    if (params.history !== null) this.#flags[Flag.WATCH] = Watch.HISTORY;
    const ring = params.history === null ? null : makeRing();
    this.#history = ring && new HistoryReader(ring);
    const env = environmentOf(params.env);
    this.#heapLimitMiB = heapLimitMiB(env, options.ownProcess);
    this.#told = new OutputBuffer((output) => {
      events.output(output);
      void events.flushed().then(() => handedOn(this.#backlog, output.text.length));
    });
    const { port1, port2 } = new MessageChannel();
    this.#output = port1;
    port1.on('message', (message: Heard) => this.#heard(message));
    port1.unref();
    if (options.ownProcess) process.chdir(params.cwd);
    const start: Omit<WorkerStart, 'line'> = {
      flags: this.#flags.buffer,
      ring,
      output: port2,
      backlog: this.#backlog.buffer,
      url,
      program: params.program,
      args: params.args,
      cwd: options.ownProcess ? null : params.cwd,
      modulesUrl: `${pathToFileURL(folder).href}/`,
      runnable,
      debug: params.debug,
      sites,
      seed: params.seed,
    };
    this.#inspector = new WorkerInspector(
      (name, line) =>
        new Worker(new URL(workerUrl), {
          name,
          workerData: { ...start, line } satisfies WorkerStart,
          env,
          execArgv: [],
          transferList: [port2],
          stdin: false,
          resourceLimits: resourceLimits(this.#heapLimitMiB),
        }),
      (event) => void this.#main.inspected(event),
      (id) => this.#claim(id),
    );
    this.#main = new Thread(this.#flags, (method, given) => this.#inspector.send(method, given), {
      inspector: (event) => this.#inspected({ thread: mainThread, ...event }),
      outOfHeap: () => this.#endOutOfHeap(),
    });
    this.#nested = new NestedThreads(() => this.#inspector.line, {
      started: events.threadStarted,
      ended: events.threadEnded,
      inspector: (event) => this.#inspected(event),
      output: (output) => this.#told.add(output),
      outOfHeap: (name, site) => this.#endOutOfHeap(workerOutOfHeap(name, sites[site] ?? null)),
    });
    const { worker } = this.#inspector;
    worker.on('error', (error) => {
      this.#failure = error instanceof Error ? error : new Error(String(error));
    });
    this.#exited = new Promise((resolve) => worker.once('exit', (code) => resolve(this.#end(code))));
  }

  /** Lets a held thread run. */
  async start(id: number): Promise<void> {
    if (id === mainThread) {
      const send = (method: string) => this.#main.send(method);
      this.#stopWatching = watchHeap(send, this.#heapLimitMiB, () => this.#endOutOfHeap());
    }
    await this.thread(id).start();
  }

  /** Throws where it has ended. */
  thread(id: number): Thread {
    return id === mainThread ? this.#main : this.#nested.get(id);
  }

  get ops(): number {
    return this.#flags[Flag.OPS];
  }

  /** What history takes of memory; gives it so many MiB, where they are given. */
  historyBudget(mebibytes?: number): HistoryState {
    if (mebibytes !== undefined) this.#flags[Flag.HISTORY_MEBIBYTES] = mebibytes;
    return historyState(this.#flags);
  }

  /** Ops that ran. Answers while the program is busy too. Throws where none are recorded. */
  history(request: HistoryRequest): HistoryPage {
    if (this.#history) return this.#history.read(request);
    throw new Error('history: the program runs without debugging — debug it, to have a history');
  }

  /** Ends the program: also one that is held, paused, busy, or in a native call. Resolves once it has ended. */
  async terminate(): Promise<void> {
    if (this.#terminating) {
      await this.#exited;
      return;
    }
    this.#terminating = true;
    this.#main.end();
    this.#inspector.terminate();
    let cancelled = false;
    const impatience = setInterval(() => {
      cancelled = true;
      void this.#cancelNative(1);
      // An expression of the person's that was running may have ended in the program's place.
      void this.#interrupt();
    }, patienceMs);
    await this.#exited;
    clearInterval(impatience);
    if (cancelled) void this.#cancelNative(0);
  }

  /** Ends the JavaScript that the program's thread runs. */
  async #interrupt(): Promise<void> {
    (await this.#options.addon())?.interrupt(this.#flags[Flag.THREAD]);
  }

  /** Makes long native calls of the program return (1), or not any more (0). */
  async #cancelNative(on: 0 | 1): Promise<void> {
    (await this.#options.addon())?.cancel(on);
  }

  /** A worker that the program started is there. */
  #claim(id: string) {
    this.#hear();
    return this.#nested.claim(id);
  }

  /** `message`: where it is another heap than that of the program's own thread. */
  #endOutOfHeap(message: string | null = null): void {
    this.#isOutOfHeap = true;
    this.#heapMessage = message;
    void this.terminate();
  }

  #inspected(event: Parameters<RunEvents['inspector']>[0]): void {
    // What the program wrote before comes before.
    if (event.method === 'Debugger.paused') this.#hearAll();
    this.#events.inspector(event);
  }

  /** What lies in the ports, and what was gathered to be told together. */
  #hearAll(): void {
    this.#hear();
    this.#nested.drain();
    this.#told.flush();
  }

  #hear(): void {
    for (let left = receiveMessageOnPort(this.#output); left; left = receiveMessageOnPort(this.#output)) {
      this.#heard(left.message as Heard);
    }
  }

  #heard(message: Heard): void {
    if ('text' in message) {
      this.#told.add(message);
      return;
    }
    if ('starts' in message || 'ends' in message) {
      this.#nested.heard(message, null);
      return;
    }
    if ('words' in message) {
      this.#events.logged(message);
      return;
    }
    this.#findings++;
    this.#events.finding(message);
  }

  #end(code: number): void {
    this.#main.end();
    this.#stopWatching();
    this.#hearAll();
    if (this.#failure && !this.#terminating) this.#told.add(failureText(this.#failure));
    this.#told.flush();
    this.#output.close();
    this.#nested.close();
    removeFolder(this.#folder);
    if (this.#findings > 0)
      this.#events.counted([...this.#flags.subarray(Flag.FINDINGS, Flag.FINDINGS + this.#findings)]);
    this.#events.ended(this.#howItEnded(code));
  }

  #howItEnded(code: number): ProgramEnd {
    const isOutOfHeap = this.#isOutOfHeap || this.#failure?.code === 'ERR_WORKER_OUT_OF_MEMORY';
    if (isOutOfHeap) {
      const lastCall = this.#sites[this.#flags[Flag.SITE]] ?? null;
      const message = this.#heapMessage ?? outOfHeap(this.#heapLimitMiB, lastCall);
      return { code: 1, signal: null, message };
    }
    if (this.#terminating) return { code: null, signal: null, message: null };
    return {
      code,
      signal: null,
      message: this.#failure && `The program could not run: ${this.#failure.message}`,
    };
  }
}

/** An error that came before the program could report its own. */
function failureText(failure: Error): SiteText {
  return { stream: 'stderr', text: `Uncaught ${failure.stack ?? failure.message}\n`, site: 0 };
}

function checkDevice(device: LaunchParams['device']): void {
  if (device !== 'cuda') return;
  throw new Error(
    'launch: there is no GPU — this build has no CUDA kernels — set "device" to "auto" or "cpu"',
  );
}

/** This process' variables with the launch's; null removes one. */
function environmentOf(changes: LaunchParams['env']): NodeJS.ProcessEnv {
  const env = { ...process.env };
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) delete env[name];
    else env[name] = value;
  }
  return env;
}
