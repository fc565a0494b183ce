/** One run of the person's program: from the launch of its host to its end. It is its own thread. */
import type { Finding } from '../../engine/history/detection';
import type { RunLog } from '../../engine/runtime/debuggee/runs';
import type { HostEvents, LaunchResult, ProgramEnd, ProgramThread } from '../../engine/runtime/protocol';
import { type RuntimeHost, startHost } from '../runtime/client';
import type { LaunchConfiguration } from './launch';
import { SourceMaps } from './sourcemaps';
import { mainThread, Thread, type ThreadFacts } from './thread';

/** What a program's random numbers begin with, where it does not say: another one for each launch. */
export function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 53);
}

export class Program extends Thread {
  readonly configuration: LaunchConfiguration;
  readonly pid: number;
  readonly #host: RuntimeHost;
  readonly #facts: ThreadFacts;

  private constructor(configuration: LaunchConfiguration, host: RuntimeHost, launched: LaunchResult) {
    const facts = { channel: host.channel, maps: new SourceMaps(launched.modules), launched };
    super(mainThread, 'main', facts);
    this.#facts = facts;
    this.configuration = configuration;
    this.#host = host;
    this.pid = launched.pid;
  }

  /** Starts the program, held before its first line. Rejects with a sentence for the person. */
  static async launch(configuration: LaunchConfiguration, seed: number): Promise<Program> {
    const host = await startHost({ runtime: configuration.runtime });
    try {
      const { program, args, cwd, env, device, history, debug } = configuration;
      const params = { program, args, cwd, env, device, history, seed, debug };
      const launched = await host.channel.request('program/launch', params);
      return new Program(configuration, host, launched);
    } catch (error) {
      await host.dispose();
      throw error;
    }
  }

  /** Told of each worker that the program starts, which is held until it is let run. */
  onThread(listener: (thread: Thread) => void): void {
    this.channel.on('program/thread', ({ thread, name }: ProgramThread) =>
      listener(new Thread(thread, name, this.#facts)),
    );
  }

  onThreadEnded(listener: (id: number) => void): void {
    this.channel.on('program/threadEnded', ({ thread }) => listener(thread));
  }

  onOutput(listener: (output: HostEvents['program/output']) => void): void {
    this.channel.on('program/output', listener);
  }

  /** Told at the end, where it was asked for. */
  onLog(listener: (log: RunLog) => void): void {
    this.channel.on('program/log', listener);
  }

  onFinding(listener: (finding: Finding) => void): void {
    this.channel.on('program/finding', listener);
  }

  /** Told at the end: how often each finding was met, by its number. */
  onCounts(listener: (counts: readonly number[]) => void): void {
    this.channel.on('program/counts', listener);
  }

  onEnded(listener: (end: ProgramEnd) => void): void {
    this.#host.onEnded(listener);
  }

  async terminate(): Promise<void> {
    await this.channel.request('program/terminate', {});
  }

  /** Ends the host too. Nothing is told after it. */
  async dispose(): Promise<void> {
    await this.#host.dispose();
  }
}
