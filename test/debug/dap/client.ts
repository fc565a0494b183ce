/** A small client of the protocol: talks to the real adapter over stdio, and checks every message both ways. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CustomRequests } from '../../../extension/debug/requests';
import { checkMessage, type ProtocolMessage } from './schema';

/** Arguments and reply of each request that tests send. */
export interface Requests {
  initialize: [DebugProtocol.InitializeRequestArguments, DebugProtocol.Capabilities];
  launch: [Record<string, unknown>, undefined];
  configurationDone: [object, undefined];
  restart: [DebugProtocol.RestartArguments, undefined];
  terminate: [object, undefined];
  disconnect: [object, undefined];
  setBreakpoints: [DebugProtocol.SetBreakpointsArguments, DebugProtocol.SetBreakpointsResponse['body']];
  setFunctionBreakpoints: [
    DebugProtocol.SetFunctionBreakpointsArguments,
    DebugProtocol.SetFunctionBreakpointsResponse['body'],
  ];
  dataBreakpointInfo: [
    DebugProtocol.DataBreakpointInfoArguments,
    DebugProtocol.DataBreakpointInfoResponse['body'],
  ];
  setDataBreakpoints: [
    DebugProtocol.SetDataBreakpointsArguments,
    DebugProtocol.SetDataBreakpointsResponse['body'],
  ];
  setInstructionBreakpoints: [
    DebugProtocol.SetInstructionBreakpointsArguments,
    DebugProtocol.SetInstructionBreakpointsResponse['body'],
  ];
  disassemble: [DebugProtocol.DisassembleArguments, NonNullable<DebugProtocol.DisassembleResponse['body']>];
  readMemory: [DebugProtocol.ReadMemoryArguments, NonNullable<DebugProtocol.ReadMemoryResponse['body']>];
  writeMemory: [DebugProtocol.WriteMemoryArguments, NonNullable<DebugProtocol.WriteMemoryResponse['body']>];
  loadedSources: [object, DebugProtocol.LoadedSourcesResponse['body']];
  restartFrame: [DebugProtocol.RestartFrameArguments, undefined];
  breakpointLocations: [
    DebugProtocol.BreakpointLocationsArguments,
    DebugProtocol.BreakpointLocationsResponse['body'],
  ];
  setExceptionBreakpoints: [
    DebugProtocol.SetExceptionBreakpointsArguments,
    DebugProtocol.SetExceptionBreakpointsResponse['body'],
  ];
  threads: [object, DebugProtocol.ThreadsResponse['body']];
  stackTrace: [DebugProtocol.StackTraceArguments, DebugProtocol.StackTraceResponse['body']];
  scopes: [DebugProtocol.ScopesArguments, DebugProtocol.ScopesResponse['body']];
  variables: [DebugProtocol.VariablesArguments, DebugProtocol.VariablesResponse['body']];
  setVariable: [DebugProtocol.SetVariableArguments, DebugProtocol.SetVariableResponse['body']];
  setExpression: [DebugProtocol.SetExpressionArguments, DebugProtocol.SetExpressionResponse['body']];
  evaluate: [DebugProtocol.EvaluateArguments, DebugProtocol.EvaluateResponse['body']];
  completions: [DebugProtocol.CompletionsArguments, DebugProtocol.CompletionsResponse['body']];
  exceptionInfo: [DebugProtocol.ExceptionInfoArguments, DebugProtocol.ExceptionInfoResponse['body']];
  continue: [DebugProtocol.ContinueArguments, DebugProtocol.ContinueResponse['body']];
  next: [DebugProtocol.NextArguments, undefined];
  stepIn: [DebugProtocol.StepInArguments, undefined];
  stepInTargets: [DebugProtocol.StepInTargetsArguments, DebugProtocol.StepInTargetsResponse['body']];
  stepOut: [DebugProtocol.StepOutArguments, undefined];
  pause: [DebugProtocol.PauseArguments, undefined];
  stepBack: [DebugProtocol.StepBackArguments, undefined];
  reverseContinue: [DebugProtocol.ReverseContinueArguments, undefined];
  'backstep/tensor': [
    CustomRequests['backstep/tensor']['arguments'],
    CustomRequests['backstep/tensor']['response'],
  ];
  'backstep/tile': [
    CustomRequests['backstep/tile']['arguments'],
    CustomRequests['backstep/tile']['response'],
  ];
  'backstep/histogram': [
    CustomRequests['backstep/histogram']['arguments'],
    CustomRequests['backstep/histogram']['response'],
  ];
  'backstep/aliases': [
    CustomRequests['backstep/aliases']['arguments'],
    CustomRequests['backstep/aliases']['response'],
  ];
  'backstep/inlineValues': [
    CustomRequests['backstep/inlineValues']['arguments'],
    CustomRequests['backstep/inlineValues']['response'],
  ];
  'backstep/whoMade': [
    CustomRequests['backstep/whoMade']['arguments'],
    CustomRequests['backstep/whoMade']['response'],
  ];
  'backstep/goTo': [CustomRequests['backstep/goTo']['arguments'], object];
  'backstep/explainNaN': [
    CustomRequests['backstep/explainNaN']['arguments'],
    CustomRequests['backstep/explainNaN']['response'],
  ];
  'backstep/historyBudget': [
    CustomRequests['backstep/historyBudget']['arguments'],
    CustomRequests['backstep/historyBudget']['response'],
  ];
  'backstep/history': [
    CustomRequests['backstep/history']['arguments'],
    CustomRequests['backstep/history']['response'],
  ];
  'backstep/runAgain': [
    CustomRequests['backstep/runAgain']['arguments'],
    CustomRequests['backstep/runAgain']['response'],
  ];
  'backstep/fork': [
    CustomRequests['backstep/fork']['arguments'],
    CustomRequests['backstep/fork']['response'],
  ];
  'backstep/compareRuns': [
    CustomRequests['backstep/compareRuns']['arguments'],
    CustomRequests['backstep/compareRuns']['response'],
  ];
  cancel: [DebugProtocol.CancelArguments, undefined];
  'backstep/stepOp': [CustomRequests['backstep/stepOp']['arguments'], object];
  'backstep/stepOpBack': [CustomRequests['backstep/stepOpBack']['arguments'], object];
  'backstep/stepModule': [CustomRequests['backstep/stepModule']['arguments'], object];
}

export interface Heard {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: what it holds was checked against the protocol's schema
  readonly body: any;
}

const cli = process.env.BACKSTEP_CLI ?? fileURLToPath(new URL('../../../dist/cli.js', import.meta.url));
const patience = 15_000;

export class DapClient {
  /** Everything said, both ways, in order. */
  readonly messages: ProtocolMessage[] = [];
  readonly events: Heard[] = [];
  readonly process: ChildProcess;
  readonly exited: Promise<number | null>;
  #next = 1;
  #taken = 0;
  #buffer = Buffer.alloc(0);
  #waiting: (() => void)[] = [];
  #broken: Error | null = null;
  #stderr = '';
  readonly #replies = new Map<number, (message: ProtocolMessage) => void>();

  constructor() {
    this.process = spawn(process.execPath, [cli, 'dap'], { stdio: ['pipe', 'pipe', 'pipe'] });
    this.process.stdout!.on('data', (data: Buffer) => this.#receive(data));
    this.process.stderr!.on('data', (data: Buffer) => {
      this.#stderr += data.toString();
    });
    this.exited = new Promise((resolve) => this.process.once('exit', (code) => resolve(code)));
  }

  /** Rejects with the message of an error response. */
  async request<K extends keyof Requests>(command: K, args: Requests[K][0]): Promise<Requests[K][1]> {
    checkMessage({ seq: this.#next, type: 'request', command, arguments: args });
    const reply = await this.say(command, args);
    if (!reply.success) throw new Error(reply.message as string);
    return reply.body as Requests[K][1];
  }

  /** Sends a request as it is, also one that the protocol does not allow; gives the reply. */
  say(command: string, args: unknown): Promise<ProtocolMessage> {
    const message = { seq: this.#next++, type: 'request', command, arguments: args };
    this.messages.push(message);
    const text = JSON.stringify(message);
    this.process.stdin!.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
    return this.#within(
      `reply to ${text}`,
      new Promise<ProtocolMessage>((resolve) => this.#replies.set(message.seq, resolve)),
    );
  }

  /** The next event of that name that was not taken yet; those before it are passed over. */
  async event(name: string, is: (body: Heard['body']) => boolean = () => true): Promise<Heard['body']> {
    const search = (async () => {
      for (;;) {
        while (this.#taken < this.events.length) {
          const { event, body } = this.events[this.#taken++];
          if (event === name && is(body)) return body;
        }
        await new Promise<void>((resolve) => this.#waiting.push(resolve));
      }
    })();
    return this.#within(`the event ${name}`, search);
  }

  /** Nobody waits for the events so far. */
  forget(): void {
    this.#taken = this.events.length;
  }

  /** All that the program wrote so far. */
  output(category?: string): string {
    return this.events
      .filter(({ event, body }) => event === 'output' && (!category || body.category === category))
      .map(({ body }) => body.output)
      .join('');
  }

  /** Ends the adapter, kindly first. Throws what was wrong with any message. */
  async close(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      await this.request('disconnect', {}).catch(() => undefined);
      const force = setTimeout(() => this.process.kill('SIGKILL'), 5000);
      await this.exited;
      clearTimeout(force);
    }
    if (this.#broken) throw this.#broken;
  }

  #receive(data: Buffer): void {
    this.#buffer = Buffer.concat([this.#buffer, data]);
    for (;;) {
      const end = this.#buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/Content-Length: (\d+)/.exec(this.#buffer.toString('utf8', 0, end))?.[1]);
      if (this.#buffer.length < end + 4 + length) return;
      const text = this.#buffer.toString('utf8', end + 4, end + 4 + length);
      this.#buffer = this.#buffer.subarray(end + 4 + length);
      this.#heard(JSON.parse(text) as ProtocolMessage);
    }
  }

  #heard(message: ProtocolMessage): void {
    this.messages.push(message);
    try {
      checkMessage(message);
    } catch (error) {
      this.#broken ??= error as Error;
    }
    if (message.type === 'response') {
      this.#replies.get(message.request_seq as number)?.(message);
      this.#replies.delete(message.request_seq as number);
    } else {
      this.events.push({ event: message.event!, body: message.body });
      for (const go of this.#waiting.splice(0)) go();
    }
  }

  async #within<T>(what: string, promise: Promise<T>): Promise<T> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const last = this.messages.slice(-6).map((one) => JSON.stringify(one).slice(0, 400));
        reject(new Error([`no ${what} after ${patience} ms`, ...last, this.#stderr].join('\n')));
      }, patience);
    });
    try {
      const result = await Promise.race([promise, late]);
      if (this.#broken) throw this.#broken;
      return result;
    } finally {
      clearTimeout(timer);
    }
  }
}
