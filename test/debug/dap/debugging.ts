/** A debugged program, in the words of a test: where it stands, how it steps, what it shows. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { DebugProtocol } from '@vscode/debugprotocol';
import { DapClient, type Heard } from './client';

export interface Options {
  readonly runtime?: 'process' | 'extensionHost';
  /** Names of `// @bp name` marks, or what stands at them. */
  readonly breakpoints?: Readonly<Record<string, Omit<DebugProtocol.SourceBreakpoint, 'line'>>>;
  readonly exceptions?: readonly string[];
  readonly launch?: Readonly<Record<string, unknown>>;
  /** What the client can do, beside what it always can. */
  readonly client?: Partial<DebugProtocol.InitializeRequestArguments>;
}

export function programPath(name: string): string {
  return fileURLToPath(new URL(`../programs/${name}`, import.meta.url));
}

/** Line of `// @bp name` in a program of test/debug/programs. */
export function markedLine(program: string, name: string): number {
  const lines = readFileSync(programPath(program), 'utf8').split('\n');
  const index = lines.findIndex((line) => new RegExp(`// @bp ${name}\\b`).test(line));
  if (index < 0) throw new Error(`${program} has no mark "// @bp ${name}"`);
  return index + 1;
}

export class Debugging {
  readonly client: DapClient;
  readonly program: string;
  readonly path: string;
  /** The thread that is stepped and looked at. */
  thread = 1;

  private constructor(client: DapClient, program: string) {
    this.client = client;
    this.program = program;
    this.path = programPath(program);
  }

  /** Launches a program and lets it run. */
  static async start(program: string, options: Options = {}): Promise<Debugging> {
    const debugging = await Debugging.launch(program, options);
    await debugging.client.request('configurationDone', {});
    return debugging;
  }

  /** Launches a program, up to where it would run. */
  static async launch(
    program: string,
    { runtime = 'process', breakpoints = {}, exceptions, launch = {}, client: can = {} }: Options = {},
  ): Promise<Debugging> {
    const client = new DapClient();
    const debugging = new Debugging(client, program);
    try {
      await client.request('initialize', {
        adapterID: 'backstep',
        linesStartAt1: true,
        columnsStartAt1: true,
        pathFormat: 'path',
        supportsVariablePaging: true,
        ...can,
      });
      await client.request('launch', { program: debugging.path, runtime, ...launch });
      await client.event('initialized');
      if (Object.keys(breakpoints).length > 0) await debugging.setBreakpoints(breakpoints);
      if (exceptions) await client.request('setExceptionBreakpoints', { filters: [...exceptions] });
      return debugging;
    } catch (error) {
      await client.close();
      throw error;
    }
  }

  async setBreakpoints(
    breakpoints: NonNullable<Options['breakpoints']>,
  ): Promise<DebugProtocol.Breakpoint[]> {
    const { breakpoints: answered } = await this.client.request('setBreakpoints', {
      source: { path: this.path },
      breakpoints: Object.entries(breakpoints).map(([name, written]) => ({
        ...written,
        line: this.line(name),
      })),
    });
    return answered;
  }

  /** Sets breakpoints in another file of the program, by its marks. */
  async breakIn(program: string, ...marks: readonly string[]): Promise<DebugProtocol.Breakpoint[]> {
    const { breakpoints } = await this.client.request('setBreakpoints', {
      source: { path: programPath(program) },
      breakpoints: marks.map((mark) => ({ line: markedLine(program, mark) })),
    });
    return breakpoints;
  }

  line(mark: string): number {
    return markedLine(this.program, mark);
  }

  stopped(reason?: string): Promise<Heard['body']> {
    return this.client.event('stopped').then((body) => {
      if (reason && body.reason !== reason) {
        throw new Error(`stopped for ${body.reason} (${body.description}), not for ${reason}`);
      }
      return body;
    });
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    return (await this.client.request('stackTrace', { threadId: this.thread })).stackFrames;
  }

  /** Index of the op that is on top of the stack; null where the program stands in its own code. */
  async op(): Promise<number | null> {
    const [{ id, instructionPointerReference }] = await this.frames();
    const { scopes } = await this.client.request('scopes', { frameId: id });
    return scopes[0]?.name === 'Op' ? Number(instructionPointerReference) : null;
  }

  /** `name:line` of every frame, top first. */
  async stack(): Promise<string[]> {
    return (await this.frames()).map(({ name, line }) => (line ? `${name}:${line}` : name));
  }

  async where(): Promise<string> {
    return (await this.stack())[0];
  }

  /** Takes a step, and tells where it led. */
  async step(
    command: 'next' | 'stepIn' | 'stepOut',
    granularity?: DebugProtocol.SteppingGranularity,
  ): Promise<string> {
    await this.client.request(command, { threadId: this.thread, ...(granularity && { granularity }) });
    await this.stopped('step');
    return this.where();
  }

  /** Continues to the next stop. */
  async continue(reason = 'breakpoint'): Promise<string> {
    await this.client.request('continue', { threadId: this.thread });
    await this.stopped(reason);
    return this.where();
  }

  async scope(name: string, frame = 0): Promise<DebugProtocol.Variable[]> {
    const frameId = (await this.frames())[frame].id;
    const { scopes } = await this.client.request('scopes', { frameId });
    const found = scopes.find((scope) => scope.name === name);
    if (!found) throw new Error(`no scope ${name} among ${scopes.map((one) => one.name).join(', ')}`);
    return this.open(found.variablesReference);
  }

  async open(
    variablesReference: number,
    range: Partial<DebugProtocol.VariablesArguments> = {},
  ): Promise<DebugProtocol.Variable[]> {
    return (await this.client.request('variables', { variablesReference, ...range })).variables;
  }

  /** Opens a variable by the path of names to it, in a scope of the top frame. */
  async variable(scope: string, ...path: string[]): Promise<DebugProtocol.Variable> {
    let variables = await this.scope(scope);
    for (const [depth, name] of path.entries()) {
      const found = variables.find((one) => one.name === name);
      if (!found) throw new Error(`no ${name} among ${variables.map((one) => one.name).join(', ')}`);
      if (depth === path.length - 1) return found;
      variables = await this.open(found.variablesReference);
    }
    throw new Error('a path has at least one name');
  }

  async evaluate(expression: string, context = 'repl'): Promise<DebugProtocol.EvaluateResponse['body']> {
    const frameId = (await this.frames())[0].id;
    return this.client.request('evaluate', { expression, frameId, context });
  }

  /** Waits for the end; its exit code. */
  async ended(): Promise<number> {
    const { exitCode } = await this.client.event('exited');
    await this.client.event('terminated');
    return exitCode;
  }

  close(): Promise<void> {
    return this.client.close();
  }
}

/** `name value` of each, as a person reads them. */
export function lines(variables: readonly DebugProtocol.Variable[]): string[] {
  return variables.map(({ name, value }) => `${name} ${value}`);
}
