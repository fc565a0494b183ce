/** A debug client of a runtime host that speaks CDP by hand, for tests. Everything in it gives up after a while. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { LaunchParams, LaunchResult, ProgramEnd } from '../../engine/runtime/protocol';
import { type RuntimeHost, startHost } from '../../extension/runtime/client';

export const runtimes = ['process', 'extensionHost'] as const;
export type Runtime = (typeof runtimes)[number];

export interface CallFrame {
  readonly callFrameId: string;
  readonly functionName: string;
  readonly location: {
    readonly scriptId: string;
    readonly lineNumber: number;
    readonly columnNumber: number;
  };
}

export interface Paused {
  readonly reason: string;
  readonly hitBreakpoints?: readonly string[];
  readonly callFrames: readonly CallFrame[];
  readonly data?: {
    readonly uncaught?: boolean;
    readonly description?: string;
  };
}

export const programs = join(dirname(fileURLToPath(import.meta.url)), 'programs');
const patienceMs = 8000;

export class Session {
  readonly host: RuntimeHost;
  readonly launched: LaunchResult;
  readonly ended: Promise<ProgramEnd>;
  /** All pauses so far, in order. */
  readonly pauses: Paused[] = [];
  output = '';
  readonly outputs: { stream: string; text: string; site: number }[] = [];
  readonly #scripts = new Map<string, string>();
  readonly #waiting: (() => void)[] = [];
  #taken = 0;

  private constructor(host: RuntimeHost, launched: LaunchResult) {
    this.host = host;
    this.launched = launched;
    this.ended = new Promise((resolve) => {
      host.onEnded((end) => {
        resolve(end);
        this.#wake();
      });
    });
    host.channel.on('program/output', (output) => {
      this.output += output.text;
      this.outputs.push(output);
      this.#wake();
    });
    host.channel.on('inspector/event', ({ method, params }) => {
      if (method === 'Debugger.scriptParsed') this.#scripts.set(String(params.scriptId), String(params.url));
      if (method === 'Debugger.paused') this.pauses.push(params as unknown as Paused);
      this.#wake();
    });
  }

  /** Launches a program (a file of test/runtime/programs, or an absolute path), held before its first line. */
  static async launch(
    runtime: Runtime,
    program: string,
    params: Partial<LaunchParams> = {},
  ): Promise<Session> {
    const host = await startHost({ runtime });
    open.add(host);
    const path = join(programs, program);
    const launched = await within(
      host.channel.request('program/launch', {
        program: program.startsWith('/') ? program : path,
        args: [],
        cwd: programs,
        env: {},
        device: 'auto',
        history: null,
        debug: false,
        seed: 0,
        ...params,
      }),
      'launch',
    );
    const session = new Session(host, launched);
    await Promise.all([session.send('Runtime.enable'), session.send('Debugger.enable')]);
    const patterns = [
      '^node:',
      ...launched.hidden.map((url) => `^${url.replace(/[.*+?()[\]\\]/g, '\\$&')}$`),
    ];
    await session.send('Debugger.setBlackboxPatterns', { patterns });
    return session;
  }

  send(method: string, params: object = {}): Promise<Record<string, unknown>> {
    return within(this.host.channel.request('inspector/send', { thread: 1, method, params }), method);
  }

  async run(): Promise<void> {
    await within(this.host.channel.request('program/run', { thread: 1 }), 'program/run');
  }

  /** A breakpoint on the line of a source that has the comment `// @name`. */
  async breakAt(marker: string, source = this.launched.modules[0].source): Promise<void> {
    const line =
      readFileSync(source, 'utf8')
        .split('\n')
        .findIndex((text) => text.includes(`// @${marker}`)) + 1;
    if (line === 0) throw new Error(`there is no marker @${marker} in ${source}`);
    const module = this.launched.modules.find((one) => one.source === source);
    const map = new TraceMap(module?.map ?? '');
    const lines = readFileSync(new URL(module?.url ?? ''), 'utf8').split('\n');
    for (let lineNumber = 0; lineNumber < lines.length; lineNumber++) {
      for (let columnNumber = 0; columnNumber < lines[lineNumber].length; columnNumber++) {
        const { line: original } = originalPositionFor(map, {
          line: lineNumber + 1,
          column: columnNumber,
        });
        if (original !== line) continue;
        await this.send('Debugger.setBreakpointByUrl', {
          url: module?.url,
          lineNumber,
          columnNumber,
        });
        return;
      }
    }
    throw new Error(`no code stands at @${marker}`);
  }

  /** The next pause that was not yet waited for. */
  async paused(): Promise<Paused> {
    await this.until(() => this.pauses.length > this.#taken, 'a pause');
    return this.pauses[this.#taken++];
  }

  async resume(stopAtOp: number | null = null, method = 'Debugger.resume' as const): Promise<void> {
    await within(
      this.host.channel.request('program/resume', { thread: 1, method, stopAtOp }),
      'program/resume',
    );
  }

  async pause(): Promise<Paused> {
    await within(this.host.channel.request('program/pause', { thread: 1 }), 'program/pause');
    return this.paused();
  }

  async evaluate(frame: CallFrame, expression: string): Promise<unknown> {
    const { callFrameId } = frame;
    const answer = await this.send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression,
      returnByValue: true,
    });
    return (answer.result as { value: unknown }).value;
  }

  /** Waits for output that contains the text. */
  async printed(text: string): Promise<void> {
    await this.until(() => this.output.includes(text), `output with ${JSON.stringify(text)}`);
  }

  async end(withinMs = patienceMs): Promise<ProgramEnd> {
    return within(this.ended, 'the end', withinMs);
  }

  async until(is: () => boolean, what: string): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (!is()) {
      if (Date.now() > deadline) throw new Error(`waited in vain for ${what}; output: ${this.output}`);
      await Promise.race([
        new Promise<void>((resolve) => this.#waiting.push(resolve)),
        new Promise((resolve) => setTimeout(resolve, 50)),
      ]);
    }
  }

  /** `file:line` of a frame, as the person wrote it. */
  place(frame: CallFrame): string {
    const url = this.#scripts.get(frame.location.scriptId) ?? '';
    const module = this.launched.modules.find((one) => one.url === url);
    if (!module) return `${url.slice(url.lastIndexOf('/') + 1)}`;
    const { lineNumber, columnNumber } = frame.location;
    const { line } = originalPositionFor(new TraceMap(module.map), {
      line: lineNumber + 1,
      column: columnNumber,
    });
    return `${module.source.slice(module.source.lastIndexOf('/') + 1)}:${line}`;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}

const open = new Set<RuntimeHost>();

/** To be called after each test. */
export async function disposeAll(): Promise<void> {
  const hosts = [...open];
  open.clear();
  await within(Promise.all(hosts.map((host) => host.dispose())), 'dispose');
}

async function within<T>(promise: Promise<T>, what: string, withinMs = patienceMs): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), withinMs);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
