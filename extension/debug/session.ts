/** The debug session: a DAP server without VS Code. Runs inline in the extension, or over stdio (server.ts). */

import { basename } from 'node:path';
import {
  BreakpointEvent,
  ContinuedEvent,
  DebugSession,
  Event,
  ExitedEvent,
  InitializedEvent,
  OutputEvent,
  Response,
  StoppedEvent,
  TerminatedEvent,
  ThreadEvent,
} from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { ProgramEnd } from '../../engine/runtime/protocol';
import { Breakpoints } from './breakpoints';
import { capabilities } from './capabilities';
import { UserError } from './errors';
import { pauseState } from './exceptions';
import { Execution, type Stop } from './execution';
import { type Handlers, inspectionHandlers } from './inspection';
import { launchConfiguration } from './launch';
import { OpBreakpoints } from './opbreakpoints';
import { exitCode, outputAt, programOutput } from './output';
import { pictureHandlers } from './pictures';
import { logBinding, Program } from './program';
import type { StepKind } from './stepping';
import { Stopped } from './stopped';
import { Travel } from './travel';

/** The only thread: the program's. */
export const threadId = 1;

export class BackstepSession extends DebugSession {
  readonly #breakpoints = new Breakpoints((breakpoint) =>
    this.sendEvent(new BreakpointEvent('changed', breakpoint as DebugProtocol.Breakpoint)),
  );
  readonly #opBreakpoints = new OpBreakpoints();
  #exceptionFilters: readonly string[] = ['uncaught'];
  #launch: Record<string, unknown> = {};
  #program: Program | null = null;
  #execution: Execution | null = null;
  #stopped: Stopped | null = null;
  #travel: Travel | null = null;
  /** Done once the response under way is sent. */
  #afterResponse: (() => void)[] = [];
  readonly #handlers: Handlers;

  constructor() {
    super();
    const current = { stopped: () => this.#requireStopped(), program: () => this.#requireProgram() };
    this.#handlers = {
      ...this.#lifecycle(),
      ...this.#running(),
      ...inspectionHandlers(current),
      ...pictureHandlers(current),
    };
  }

  /** Every request is answered, and in one way: with the handler's body, or with the message of what it threw. */
  protected override async dispatchRequest(request: DebugProtocol.Request): Promise<void> {
    const response = new Response(request) as DebugProtocol.Response;
    try {
      const handler = this.#handlers[request.command];
      if (!handler) throw new UserError(`${request.command}: this debugger does not know the request`);
      const body = await handler(request.arguments ?? {});
      if (body !== undefined) response.body = body;
      this.sendResponse(response);
    } catch (thrown) {
      this.#refuse(response, thrown);
    }
    for (const next of this.#afterResponse.splice(0)) next();
  }

  #refuse(response: DebugProtocol.Response, thrown: unknown): void {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    const showUser = response.command === 'launch' || response.command === 'restart';
    response.success = false;
    response.message = message;
    // The message may hold braces, which a format would take for variables.
    response.body = { error: { id: 1, format: '{message}', variables: { message }, showUser } };
    this.sendResponse(response);
  }

  override shutdown(): void {
    void this.#end().finally(() => super.shutdown());
  }

  override dispose(): void {
    void this.#end();
  }

  #lifecycle(): Handlers {
    return {
      initialize: async () => capabilities,
      launch: async (args) => {
        if (this.#program)
          throw new UserError('launch: a program runs already — restart it, or start another session');
        this.#launch = args;
        await this.#start();
        this.#afterResponse.push(() => this.sendEvent(new InitializedEvent()));
      },
      configurationDone: async () => {
        this.#afterResponse.push(() => void this.#run());
      },
      restart: async ({ arguments: args }) => {
        this.#launch = { ...this.#launch, ...(args as object | undefined) };
        await this.#end();
        // A client that shows a stop of this thread forgets it; the next program's thread starts with `#run`.
        this.sendEvent(new ThreadEvent('exited', threadId));
        try {
          await this.#start();
        } catch (error) {
          // Nothing is left to debug.
          this.#afterResponse.push(() => this.sendEvent(new TerminatedEvent()));
          throw error;
        }
        this.#afterResponse.push(() => void this.#run());
      },
      terminate: async () => {
        this.#afterResponse.push(() => void this.#program?.terminate().catch(() => {}));
      },
      disconnect: async () => {
        await this.#end();
        this.#afterResponse.push(() => this.shutdown());
      },
      setBreakpoints: async ({ source, breakpoints }: DebugProtocol.SetBreakpointsArguments) => {
        if (!source.path) return { breakpoints: [] };
        return { breakpoints: await this.#breakpoints.set(source.path, breakpoints ?? []) };
      },
      setFunctionBreakpoints: async ({ breakpoints }: DebugProtocol.SetFunctionBreakpointsArguments) => ({
        breakpoints: await this.#opBreakpoints.set(breakpoints),
      }),
      breakpointLocations: async ({ source, line, endLine }: DebugProtocol.BreakpointLocationsArguments) => {
        const { path } = source;
        return { breakpoints: path ? await this.#breakpoints.locations(path, line, endLine ?? line) : [] };
      },
      setExceptionBreakpoints: async ({ filters }: DebugProtocol.SetExceptionBreakpointsArguments) => {
        this.#exceptionFilters = filters;
        await this.#applyExceptionFilters();
      },
      threads: async () => ({ threads: this.#program ? [{ id: threadId, name: 'main' }] : [] }),
    };
  }

  #running(): Handlers {
    const step =
      (kind: StepKind) =>
      async ({ granularity }: Partial<DebugProtocol.NextArguments>) => {
        const isOp = granularity === 'instruction' && (kind === 'next' || kind === 'stepIn');
        await this.#go(isOp ? 'stepOp' : kind);
      };
    return {
      continue: async () => {
        await this.#go('continue');
        return { allThreadsContinued: true };
      },
      next: step('next'),
      stepIn: step('stepIn'),
      stepOut: step('stepOut'),
      'backstep/stepOp': async () => {
        await this.#go('stepOp');
        // Clients know what a standard step does; of this one they must be told.
        this.#afterResponse.push(() => this.sendEvent(new ContinuedEvent(threadId, true)));
        return {};
      },
      stepBack: async () => this.#look((travel, present) => travel.back(present)),
      reverseContinue: async () => this.#look((travel, present) => travel.backToStop(present)),
      pause: async () => this.#requireExecution().pause(),
    };
  }

  /** Runs on; in the past, towards the present. */
  async #go(kind: StepKind): Promise<void> {
    const execution = this.#requireExecution();
    if (this.#travel?.isPast) await this.#look((travel, present) => travel.forward(kind, present));
    else execution.begin(kind);
  }

  /** Stops again without running, at another time. */
  async #look(to: (travel: Travel, present: Stop) => Promise<Stop>): Promise<void> {
    const present = this.#requireExecution().stop;
    if (!present || !this.#travel) throw new UserError('stepBack: the program is running — pause it first');
    const program = this.#requireProgram();
    const stop = await to(this.#travel, present);
    this.#stopped?.end();
    this.#afterResponse.push(() => this.#tellStop(program, stop));
  }

  async #start(): Promise<void> {
    const configuration = launchConfiguration(this.#launch);
    const program = await Program.launch(configuration);
    this.#program = program;
    program.onOutput((output) => this.#output(programOutput(output, program.sites)));
    program.onEnded((end) => this.#ended(program, end));
    if (!configuration.noDebug) {
      this.#execution = new Execution(program, this.#breakpoints, {
        stopped: (stop) => {
          this.#travel?.stopped();
          this.#tellStop(program, stop);
        },
        running: () => this.#stopped?.end(),
      });
      program.inspector.on('Debugger.breakpointResolved', ({ breakpointId, location }) =>
        this.#breakpoints.resolved(breakpointId, location),
      );
      program.inspector.on('Runtime.bindingCalled', ({ name, payload }) => {
        if (name === logBinding) this.#log(payload);
      });
      await program.enableDebugger();
      await this.#applyExceptionFilters();
      await this.#breakpoints.attach(program);
      await this.#opBreakpoints.attach(program.inspector);
      this.#stopped = new Stopped(program);
      this.#travel = new Travel(program);
    }
    this.sendEvent(
      new Event('process', {
        name: basename(configuration.program),
        systemProcessId: program.pid,
        isLocalProcess: true,
        startMethod: 'launch',
      }),
    );
  }

  async #run(): Promise<void> {
    this.sendEvent(new ThreadEvent('started', threadId));
    try {
      await (this.#execution ? this.#execution.start() : this.#program?.run());
    } catch {
      // The program ended; its end is told by itself.
    }
  }

  /** Forgets the program, and ends it if it runs. Nothing is told of it any more. */
  async #end(): Promise<void> {
    const program = this.#program;
    this.#program = null;
    this.#execution = null;
    this.#stopped = null;
    this.#travel = null;
    this.#breakpoints.detach();
    this.#opBreakpoints.detach();
    await program?.dispose();
  }

  async #applyExceptionFilters(): Promise<void> {
    const state = pauseState(this.#exceptionFilters);
    if (this.#execution) await this.#program?.inspector.send('Debugger.setPauseOnExceptions', { state });
  }

  #tellStop(program: Program, stop: Stop): void {
    if (program !== this.#program) return;
    this.#stopped?.begin(stop);
    const { reason, description, hitBreakpointIds, exception } = stop;
    const event = new StoppedEvent(reason, threadId) as DebugProtocol.StoppedEvent;
    event.body.allThreadsStopped = true;
    event.body.description = description;
    if (exception) event.body.text = `${exception.name}: ${exception.message}`;
    if (hitBreakpointIds.length > 0) event.body.hitBreakpointIds = [...hitBreakpointIds];
    this.sendEvent(event);
  }

  #log(payload: string): void {
    const { id, text } = JSON.parse(payload) as { id: number; text: string };
    const at = this.#breakpoints.get(id);
    if (at)
      this.#output(
        outputAt('console', `${text}\n`, { path: at.path, line: at.line, column: at.column ?? 1 }),
      );
  }

  #ended(program: Program, end: ProgramEnd): void {
    if (program !== this.#program) return;
    this.#program = null;
    this.#execution = null;
    this.#stopped = null;
    this.#travel = null;
    this.#breakpoints.detach();
    this.#opBreakpoints.detach();
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

  #requireExecution(): Execution {
    this.#requireProgram();
    if (!this.#execution) throw new UserError('the program runs without debugging');
    return this.#execution;
  }

  #requireStopped(): Stopped {
    this.#requireExecution();
    return this.#stopped!;
  }
}

/** A session for one launch; made anew for each. */
export function createSession(): BackstepSession {
  return new BackstepSession();
}
