/** A thread of the person's program: the program's own, or a worker that it started. */
import type { CallSite, LaunchResult, ResumeParams } from '../../engine/runtime/protocol';
import { callFrameUrl, type FrameSources } from './frames';
import { type HostChannel, Inspector } from './inspector';
import { Remote } from './remote';
import type { SourceMaps } from './sourcemaps';

/** Deeper stacks of awaiting functions make every `await` slower. */
const asyncStackDepth = 4;

/** The program's own thread. */
export const mainThread = 1;

/** What is told of a breakpoint (`Notice`) comes through this function of the program's globals. */
export const noticeBinding = '__backstepNotice';

/** What is the same in all threads of a program. */
export interface ThreadFacts {
  readonly channel: HostChannel;
  readonly maps: SourceMaps;
  readonly launched: Pick<LaunchResult, 'stopUrl' | 'sites' | 'hidden'>;
}

export class Thread implements FrameSources {
  /** As clients know it. */
  readonly id: number;
  readonly name: string;
  readonly inspector: Inspector;
  readonly remote: Remote;
  readonly maps: SourceMaps;
  readonly stopUrl: string;
  readonly sites: readonly (CallSite | null)[];
  readonly channel: HostChannel;
  readonly #hidden: readonly string[];
  readonly #urls = new Map<string, string>();

  constructor(id: number, name: string, { channel, maps, launched }: ThreadFacts) {
    this.id = id;
    this.name = name;
    this.channel = channel;
    this.inspector = new Inspector(channel, id);
    this.remote = new Remote(this.inspector, channel);
    this.maps = maps;
    this.stopUrl = launched.stopUrl;
    this.sites = launched.sites;
    this.#hidden = launched.hidden;
    this.inspector.on('Debugger.scriptParsed', ({ scriptId, url }) => this.#urls.set(scriptId, url));
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

  /** Lets it run, which is held before its first line. */
  async run(): Promise<void> {
    await this.channel.request('program/run', { thread: this.id });
  }

  async resume(params: ResumeParams): Promise<void> {
    await this.channel.request('program/resume', { thread: this.id, ...params });
  }

  async pause(): Promise<void> {
    await this.channel.request('program/pause', { thread: this.id });
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
