/** A runtime host as a child process: dist/host.js, forked by extension/runtime. */
import type { Message, Transport } from './channel';
import { createHost } from './controller';

const send = process.send?.bind(process);
if (!send) {
  console.error(
    'host: this is a part of Backstep — it is started by a debug session — use "backstep run FILE"',
  );
  process.exit(2);
}

let lastSent: Promise<void> = Promise.resolve();
const transport: Transport = {
  post(message) {
    lastSent = new Promise((resolve) => send(message, undefined, undefined, () => resolve()));
  },
  onMessage(listener) {
    process.on('message', (message) => listener(message as Message));
  },
  flushed: () => lastSent,
};

const host = createHost(transport, { ownProcess: true });

// Whoever started this process is gone, or done with it. A paused worker would keep `process.exit` from ending.
process.on('disconnect', () => {
  const end = () => process.kill(process.pid, 'SIGKILL');
  setTimeout(end, 1000);
  void host.dispose().finally(end);
});
