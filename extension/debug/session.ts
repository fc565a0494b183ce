/** The debug session: a DAP server without VS Code. Runs inline in the extension, or over stdio (server.ts). */

import {
  BreakpointEvent,
  ContinuedEvent,
  DebugSession,
  Event,
  ExitedEvent,
  InitializedEvent,
  InvalidatedEvent,
  OutputEvent,
  Response,
  TerminatedEvent,
  ThreadEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Notice } from '../../engine/history/notices';
import type { ProgramEnd } from '../../engine/runtime/protocol';
import { checkedArguments } from './arguments';
import { Cancelling } from './cancelling';
import { capabilities } from './capabilities';
import { Debugged } from './debugged';
import { disassemblyHandlers } from './disassembly';
import { refused, UserError } from './errors';
import type { Stop } from './execution';
import { Findings } from './findings';
import type { After, Current, Handlers } from './handlers';
import { historyHandlers } from './history';
import { inlineHandlers } from './inline';
import { inspectionHandlers } from './inspection';
import { launchConfiguration } from './launch';
import { memoryHandlers } from './memory';
import { originHandlers } from './origin';
import { exitCode, programOutput } from './output';
import { inTime } from './patience';
import { pictureHandlers } from './pictures';
import { newSeed, Program } from './program';
import { runningHandlers } from './running';
import { type Again, Runs, runHandlers } from './runs';
import { launchEvents, sourceHandlers } from './sources';
import { changeOutput, stoppedEvent } from './stopevents';
import { Stoppers } from './stoppers';
import { mainThread } from './thread';
import { Turns } from './turns';
import { watchingHandlers } from './watching';

export class BackstepSession extends DebugSession {
  readonly #stoppers = new Stoppers((breakpoint) =>
    this.sendEvent(new BreakpointEvent('changed', breakpoint as DebugProtocol.Breakpoint)),
  );
  /** What the client can do. */
  #client: Partial<DebugProtocol.InitializeRequestArguments> = {};
  #launch: Record<string, unknown> = {};
  #program: Program | null = null;
  /** It was launched, and is to be let run. */
  #isHeld = false;
  /** Null where there is no program, or one that runs without debugging. */
  #debugged: Debugged | null = null;
  /** What random numbers begin with. */
  #seed = 0;
  readonly #runs = new Runs((event) => this.sendEvent(event));
  readonly #handlers: Handlers;
  readonly #cancelling = new Cancelling((event) => this.sendEvent(event));
  readonly #turns = new Turns();

  constructor() {
    super();
    const current: Current = {
      program: () => this.#requireProgram(),
      debugged: () => this.#requireDebugged(),
      thread: (of) => this.#requireDebugged().thread(of),
      stopped: (of) => this.#requireDebugged().thread(of).stopped,
      isAlone: () => this.#isAlone,
      restart: (again, after) => this.#again(again, after),
      send: (event) => this.sendEvent(event),
      goesOn: (threadId) => this.#goesOn(threadId),
      changed: (at) => {
        if (this.#client.supportsInvalidatedEvent) this.sendEvent(new InvalidatedEvent(['variables']));
        if (this.#client.supportsMemoryEvent) for (const read of at.memoryRead()) this.sendEvent(read);
      },
    };
    this.#handlers = {
      ...this.#lifecycle(),
      ...this.#stoppers.handlers(() => this.#debugged),
      ...runningHandlers(current),
      ...inspectionHandlers(current),
      ...pictureHandlers(current),
      ...inlineHandlers(current),
      ...originHandlers(current),
      ...runHandlers(current, this.#runs),
      ...historyHandlers(current, this.#stoppers.historyBudget),
      ...watchingHandlers(current),
      ...disassemblyHandlers(current),
      ...memoryHandlers(current),
      ...sourceHandlers(current),
    };
  }

  /** All requests that are known. */
  get commands(): readonly string[] {
    return Object.keys(this.#handlers);
  }

  /** Every request is answered, and in one way: with the handler's body, or with the message of what it threw. */
  protected override async dispatchRequest(request: DebugProtocol.Request): Promise<void> {
    const response = new Response(request) as DebugProtocol.Response;
    const afterwards: (() => void)[] = [];
    const after = (next: () => void) => void afterwards.push(next);
    try {
      const { command } = request;
      if (!this.commands.includes(command))
        throw new UserError(`${command}: this debugger does not know the request`);
      const args = checkedArguments(command, request.arguments);
      if (command === 'cancel') this.#cancelling.cancel(args);
      // A console may have no button to cancel what was typed in it.
      if (command === 'pause' && this.#debugged?.stopped.top) this.#cancelling.cancelTyped();
      const handled = this.#cancelling.unlessCancelled(request, (cancelled) =>
        this.#turns.take(command, () => this.#handlers[command](args, after, cancelled)),
      );
      const isRunning = () => this.#debugged?.isRunning(args) ?? false;
      const body = await inTime(command, handled, isRunning);
      if (body !== undefined) response.body = body;
      this.sendResponse(response);
    } catch (thrown) {
      this.sendResponse(refused(response, thrown));
    }
    for (const next of afterwards) next();
  }

  override shutdown(): void {
    void this.#end().finally(() => super.shutdown());
  }

  override dispose(): void {
    void this.#end();
  }

  #lifecycle(): Handlers {
    return {
      initialize: async (client: DebugProtocol.InitializeRequestArguments) => {
        this.#client = client;
        this.#runs.reportsProgress = client.supportsProgressReporting ?? false;
        this.#cancelling.reportsProgress = client.supportsProgressReporting ?? false;
        return capabilities;
      },
      launch: async (args, after) => {
        if (this.#program)
          throw new UserError('launch: a program runs already — restart it, or start another session');
        this.#launch = args;
        await this.#start(null);
        after(() => this.sendEvent(new InitializedEvent()));
      },
      configurationDone: async (_, after) => {
        after(() => void this.#run());
      },
      restart: async ({ arguments: args }, after) => {
        this.#launch = { ...this.#launch, ...(args as object | undefined) };
        await this.#again(null, after);
      },
      terminate: async (_, after) => {
        after(() => void this.#program?.terminate().catch(() => {}));
      },
      disconnect: async (_, after) => {
        await this.#end();
        after(() => this.shutdown());
      },
      threads: async () => {
        const threads = this.#program ? [this.#program, ...(this.#debugged?.workers.threads ?? [])] : [];
        return { threads: threads.map(({ id, name }) => ({ id, name })) };
      },
    };
  }

  /** Ends the program and launches it anew: to run as it did, where `again` is given. */
  async #again(again: Again | null, after: After): Promise<void> {
    const workers = this.#debugged?.workers.threads ?? [];
    const isStopped = this.#debugged?.stopped.top != null;
    // Told before the wait: a client that hears of it together with what follows shows the old stop's reason.
    if (isStopped) this.#goesOn();
    await this.#end();
    // A client that shows a stop of these threads forgets it; the next program's thread starts with `#run`.
    for (const { id } of [...workers, { id: mainThread }]) this.sendEvent(new ThreadEvent('exited', id));
    try {
      await this.#start(again);
    } catch (error) {
      // Nothing is left to debug.
      after(() => this.sendEvent(new TerminatedEvent()));
      throw error;
    }
    after(() => void this.#run());
  }

  async #start(again: Again | null): Promise<void> {
    const configuration = launchConfiguration(this.#launch);
    if (!again) this.#seed = newSeed();
    const program = await Program.launch(configuration, this.#seed);
    this.#runs.began(again, program);
    program.onLog((log) => this.#runs.ended(log));
    this.#program = program;
    this.#isHeld = true;
    program.onOutput((output) => this.#output(programOutput(output, program.sites)));
    const findings = new Findings(program.sites);
    program.onFinding((finding) => this.sendEvent(new Event('backstep/finding', findings.add(finding))));
    program.onCounts((counts) => findings.count(counts));
    program.onEnded((end) => this.#ended(program, end, findings));
    this.#stoppers.detectors.configure(configuration);
    if (!configuration.noDebug) {
      this.#debugged = await Debugged.begin(
        program,
        this.#stoppers,
        {
          stopped: (stop) => this.#tellStop(program, stop),
          noticed: (notice) => this.#noticed(notice),
          arrived: (stop, debugged) => this.#runs.arrived(stop, debugged),
          workers: {
            started: ({ id }) => this.#tellThread(program, 'started', id),
            stopped: (stop, id) => {
              if (program === this.#program) this.sendEvent(stoppedEvent(stop, id, false));
            },
            ended: (id) => this.#tellThread(program, 'exited', id),
          },
        },
        again,
      );
    }
    for (const event of launchEvents(program)) this.sendEvent(event);
  }

  /** Lets the program run that was launched, if it does not run yet. */
  async #run(): Promise<void> {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.sendEvent(new ThreadEvent('started', mainThread));
    try {
      await (this.#debugged ? this.#debugged.start() : this.#program?.run());
    } catch {
      // The program ended; its end is told by itself.
    }
  }

  /** Forgets the program, and ends it if it runs. Nothing is told of it any more. */
  async #end(): Promise<void> {
    const program = this.#program;
    this.#forget();
    await program?.dispose();
  }

  #forget(): void {
    this.#program = null;
    this.#isHeld = false;
    this.#debugged = null;
    this.#stoppers.detach();
  }

  #goesOn(threadId = mainThread): void {
    this.sendEvent(new ContinuedEvent(threadId, this.#isAlone));
  }

  #tellStop(program: Program, stop: Stop): void {
    if (program !== this.#program) return;
    this.sendEvent(stoppedEvent(stop, mainThread, this.#isAlone));
    if (stop.reason === 'data breakpoint') this.#output(changeOutput(stop));
    // Not awaited: the client need not wait for what runs have in common.
    if (this.#debugged) this.#runs.stopped(this.#debugged).catch(() => undefined);
  }

  #tellThread(program: Program, reason: 'started' | 'exited', id: number): void {
    if (program === this.#program) this.sendEvent(new ThreadEvent(reason, id));
  }

  get #isAlone(): boolean {
    return (this.#debugged?.workers.threads ?? []).length === 0;
  }

  #noticed(notice: Notice): void {
    for (const line of this.#stoppers.noticed(notice)) this.#output(line);
  }

  #ended(program: Program, end: ProgramEnd, findings: Findings): void {
    if (program !== this.#program) return;
    this.#forget();
    this.#runs.gone();
    for (const line of findings.summary()) this.#output(line);
    if (end.message !== null) this.#output({ category: 'important', output: `${end.message}\n` });
    const code = exitCode(end);
    if (code !== null) this.sendEvent(new ExitedEvent(code));
    this.sendEvent(new TerminatedEvent());
    void program.dispose();
  }

  #output(body: DebugProtocol.OutputEvent['body']): void {
    const event = new OutputEvent(body.output, body.category) as DebugProtocol.OutputEvent;
    event.body = body;
    this.sendEvent(event);
  }

  #requireProgram(): Program {
    if (!this.#program) throw new UserError('the program has ended');
    return this.#program;
  }

  #requireDebugged(): Debugged {
    this.#requireProgram();
    if (!this.#debugged) throw new UserError('the program runs without debugging');
    return this.#debugged;
  }
}

/** A session for one launch; made anew for each. */
export function createSession(): BackstepSession {
  return new BackstepSession();
}
