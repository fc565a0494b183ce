/** One run of the person's program: from the launch of its host to its end. */
import type { Finding } from '../../engine/history/detection';
import type { RunLog } from '../../engine/runtime/debuggee/runs';
import type {
  CallSite,
  HostEvents,
  LaunchResult,
  ProgramEnd,
  ResumeParams,
} from '../../engine/runtime/protocol';
import { type RuntimeHost, startHost } from '../runtime/client';
import { callFrameUrl, type FrameSources } from './frames';
import { type HostChannel, Inspector } from './inspector';
import type { LaunchConfiguration } from './launch';
import { Remote } from './remote';
import { SourceMaps } from './sourcemaps';

/** Deeper stacks of awaiting functions make every `await` slower. */
const asyncStackDepth = 4;

/** What is told of a breakpoint (`Notice`) comes through this function of the program's globals. */
export const noticeBinding = '__backstepNotice';

/** What a program's random numbers begin with, where it does not say: another one for each launch. */
export function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 53);
}

export class Program implements FrameSources {
  readonly configuration: LaunchConfiguration;
  readonly inspector: Inspector;
  readonly remote: Remote;
  readonly maps: SourceMaps;
  readonly pid: number;
  readonly stopUrl: string;
  readonly sites: readonly (CallSite | null)[];
  readonly #hidden: readonly string[];
  readonly #host: RuntimeHost;
  readonly #channel: HostChannel;
  readonly #urls = new Map<string, string>();

  private constructor(configuration: LaunchConfiguration, host: RuntimeHost, launched: LaunchResult) {
    this.configuration = configuration;
    this.#host = host;
    this.#channel = host.channel;
    this.inspector = new Inspector(host.channel);
    this.remote = new Remote(this.inspector, host.channel);
    this.maps = new SourceMaps(launched.modules);
    this.pid = launched.pid;
    this.stopUrl = launched.stopUrl;
    this.sites = launched.sites;
    this.#hidden = launched.hidden;
    this.inspector.on('Debugger.scriptParsed', ({ scriptId, url }) => this.#urls.set(scriptId, url));
  }

  /** Starts the program, held before its first line. Rejects with a sentence for the person. */
  static async launch(configuration: LaunchConfiguration, seed: number): Promise<Program> {
    const host = await startHost({ runtime: configuration.runtime });
    try {
      const { program, args, cwd, env, device, history } = configuration;
      const params = { program, args, cwd, env, device, history, seed };
      const launched = await host.channel.request('program/launch', params);
      return new Program(configuration, host, launched);
    } catch (error) {
      await host.dispose();
      throw error;
    }
  }

  onOutput(listener: (output: HostEvents['program/output']) => void): void {
    this.#channel.on('program/output', listener);
  }

  /** Told at the end, where it was asked for. */
  onLog(listener: (log: RunLog) => void): void {
    this.#channel.on('program/log', listener);
  }

  onFinding(listener: (finding: Finding) => void): void {
    this.#channel.on('program/finding', listener);
  }

  /** Told at the end: how often each finding was met, by its number. */
  onCounts(listener: (counts: readonly number[]) => void): void {
    this.#channel.on('program/counts', listener);
  }

  onEnded(listener: (end: ProgramEnd) => void): void {
    this.#host.onEnded(listener);
  }

  /** Makes V8 pass through the engine and Node, and tell of what it parses. */
  async enableDebugger(): Promise<void> {
    const { inspector } = this;
    const patterns = [
      '^node:',
      ...this.#hidden.map((url) => `^(?!${escaped(this.stopUrl)}$)${escaped(url)}`),
    ];
    await Promise.all([
      inspector.send('Runtime.enable'),
      inspector.send('Debugger.enable', {}),
      inspector.send('Debugger.setAsyncCallStackDepth', { maxDepth: asyncStackDepth }),
      inspector.send('Debugger.setBlackboxPatterns', { patterns }),
      inspector.send('Runtime.addBinding', { name: noticeBinding }),
    ]);
  }

  async run(): Promise<void> {
    await this.#channel.request('program/run', {});
  }

  async resume(params: ResumeParams): Promise<void> {
    await this.#channel.request('program/resume', params);
  }

  async pause(): Promise<void> {
    await this.#channel.request('program/pause', {});
  }

  async terminate(): Promise<void> {
    await this.#channel.request('program/terminate', {});
  }

  /** Ends the host too. Nothing is told after it. */
  async dispose(): Promise<void> {
    await this.#host.dispose();
  }

  get channel(): HostChannel {
    return this.#channel;
  }

  scriptUrl(scriptId: string): string | undefined {
    return this.#urls.get(scriptId);
  }

  scriptIds(url: string): string[] {
    return [...this.#urls].flatMap(([scriptId, of]) => (of === url ? [scriptId] : []));
  }

  isHidden(url: string): boolean {
    if (url === '' || url.startsWith('node:') || url === this.stopUrl) return true;
    return !this.maps.isModule(url) && this.#hidden.some((prefix) => url.startsWith(prefix));
  }

  /** Whether a frame is the op stop's, and which function of its file it is. */
  stopFunction(frame: Parameters<typeof callFrameUrl>[0]): string | null {
    return callFrameUrl(frame, this) === this.stopUrl ? frame.functionName : null;
  }
}

function escaped(url: string): string {
  return url.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
