/** A runtime host in this process: the controller on this thread, the program on a worker of it. */
import type { Message, Transport } from '../../engine/runtime/channel';
import { createHost } from '../../engine/runtime/controller';
import type { Connection } from './client';

export function startHere(): Connection {
  const [ours, theirs] = transportPair();
  const host = createHost(theirs, { ownProcess: false });
  let leave: () => void = () => undefined;
  const gone = new Promise<void>((resolve) => {
    leave = resolve;
  });
  return {
    transport: ours,
    gone,
    async close() {
      await host.dispose();
      leave();
    },
  };
}

/** Two ends: what is posted at one arrives at the other, later and in order. */
export function transportPair(): [Transport, Transport] {
  const listeners: ((message: Message) => void)[] = [];
  const end = (mine: number): Transport => ({
    post(message) {
      setImmediate(() => listeners[1 - mine]?.(message));
    },
    onMessage(listener) {
      listeners[mine] = listener;
    },
  });
  return [end(0), end(1)];
}
