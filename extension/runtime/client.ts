/** A runtime host as its client sees it. */
import { Channel, type Transport } from '../../engine/runtime/channel';
import type { HostEvents, HostMethods, ProgramEnd } from '../../engine/runtime/protocol';
import { startHere } from './here';
import { startProcess } from './process';

export interface RuntimeHost {
  /** `program/ended` is told on it once, however the program ended: also when its process died. */
  readonly channel: Channel<HostMethods, HostEvents, object, object>;
  /** Also for those who come late: calls the listener once. Returns a function that ends the listening. */
  onEnded(listener: (end: ProgramEnd) => void): () => void;
  /** Ends the program if it runs, and the host. Takes a bounded time, whatever the program does. */
  dispose(): Promise<void>;
}

export interface StartOptions {
  /** `process`: a child process, so that a crash costs the run only. `extensionHost`: a worker of this process. */
  readonly runtime: 'process' | 'extensionHost';
}

/** A host that was started: what carries its messages, and how it goes. */
export interface Connection {
  /** Tells `program/ended` also when the host dies without having told it. */
  readonly transport: Transport;
  /** Resolves when no message can come any more. */
  readonly gone: Promise<void>;
  /** Ends the host, by force if need be. */
  close(): Promise<void>;
}

/** How long a program may take to end when it is told to. */
const graceMs = 1500;

export async function startHost({ runtime }: StartOptions): Promise<RuntimeHost> {
  const { transport, gone, close } = runtime === 'process' ? startProcess() : startHere();
  const channel: RuntimeHost['channel'] = new Channel<HostMethods, HostEvents, object, object>(transport, {});
  let end: ProgramEnd | null = null;
  let closing: Promise<void> | null = null;
  channel.on('program/ended', (how) => {
    end = how;
  });
  void gone.then(() => channel.close(end?.message ?? 'the program has ended — start it again'));

  return {
    channel,
    onEnded(listener) {
      if (end === null) return channel.on('program/ended', listener);
      let listening: typeof listener | null = listener;
      const how = end;
      queueMicrotask(() => listening?.(how));
      return () => {
        listening = null;
      };
    },
    dispose() {
      closing ??= (async () => {
        if (end === null) {
          const terminated = channel.request('program/terminate', {}).catch(() => null);
          await Promise.race([terminated, new Promise((resolve) => setTimeout(resolve, graceMs).unref())]);
        }
        await close();
        channel.close('the runtime host was disposed');
      })();
      return closing;
    },
  };
}
