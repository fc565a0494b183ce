/** The V8 inspector of a thread of the program, typed by devtools-protocol, carried by the channel to the runtime host. */
import type { ProtocolMapping } from 'devtools-protocol/types/protocol-mapping';
import type { RuntimeHost } from '../runtime/client';

export type HostChannel = RuntimeHost['channel'];

type Commands = ProtocolMapping.Commands;
type Parameters<K extends keyof Commands> = Commands[K]['paramsType'];
export type CdpEvents = ProtocolMapping.Events;

export class Inspector {
  readonly channel: HostChannel;
  /** Number of the thread. */
  readonly thread: number;

  constructor(channel: HostChannel, thread: number) {
    this.channel = channel;
    this.thread = thread;
  }

  async send<K extends keyof Commands>(
    method: K,
    ...[params]: Parameters<K>
  ): Promise<Commands[K]['returnType']> {
    const given = { thread: this.thread, method, params: params as object };
    const result = await this.channel.request('inspector/send', given);
    return result as Commands[K]['returnType'];
  }

  /** Returns a function that ends the listening. */
  on<K extends keyof CdpEvents>(event: K, listener: (params: CdpEvents[K][0]) => void): () => void {
    return this.channel.on('inspector/event', ({ thread, method, params }) => {
      if (thread === this.thread && method === event) listener(params as CdpEvents[K][0]);
    });
  }
}
