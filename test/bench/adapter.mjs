// A client of the debug adapter on stdio, for benchmarks: it checks nothing.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** A client of the adapter: `request(command, args)` gives the reply's body, `event(name)` the next event of that name. */
export function connect() {
  const adapter = spawn(process.execPath, [cli, 'dap'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const replies = new Map();
  const events = [];
  const waiting = [];
  const listeners = [];
  let [seq, buffer] = [1, Buffer.alloc(0)];
  const heard = (message) => {
    if (message.type === 'response') return replies.get(message.request_seq)(message);
    const at = waiting.findIndex(({ name }) => name === message.event);
    for (const { name, hear } of listeners) if (name === message.event) hear(message.body);
    if (at >= 0) waiting.splice(at, 1)[0].take(message.body);
    else events.push(message);
  };
  adapter.stdout.on('data', (data) => {
    buffer = Buffer.concat([buffer, data]);
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      const length = Number(/Content-Length: (\d+)/.exec(buffer.toString('utf8', 0, Math.max(end, 0)))?.[1]);
      if (end < 0 || buffer.length < end + 4 + length) return;
      const text = buffer.toString('utf8', end + 4, end + 4 + length);
      buffer = buffer.subarray(end + 4 + length);
      heard(JSON.parse(text));
    }
  });
  return {
    async request(command, args = {}) {
      const text = JSON.stringify({ seq, type: 'request', command, arguments: args });
      const reply = new Promise((take) => replies.set(seq++, take));
      adapter.stdin.write(`Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
      const { success, message, body } = await reply;
      if (!success) throw new Error(`${command}: ${message}`);
      return body;
    },
    event(name) {
      const at = events.findIndex(({ event }) => event === name);
      if (at >= 0) return Promise.resolve(events.splice(at, 1)[0].body);
      return new Promise((take) => waiting.push({ name, take }));
    },
    /** `hear` gets every event of that name. */
    listen: (name, hear) => listeners.push({ name, hear }),
    end: () => adapter.kill(),
  };
}
