// How long a client of the debugger waits: medians in ms over the Debug Adapter Protocol on stdio. Asserts nothing.
//   npm run bench:protocol               needs a built dist/
//   npm run bench:protocol -- a.ts b.ts  these programs, each stopped at its first loss.backward()
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = ['extension/samples/training/training.ts', 'extension/samples/gpt/gpt.ts'];
const programs =
  process.argv.length > 2 ? process.argv.slice(2) : samples.map((sample) => resolve(root, sample));
const steps = 200;
/** What a step that is felt at once takes at most, in ms (DESIGN 8). */
const goals = { 'op step': 10, 'step back': 20 };

/** A client of the adapter: `request(command, args)` gives the reply's body, `stopped()` the next stop. */
function connect() {
  const adapter = spawn(process.execPath, [resolve(root, 'dist/cli.js'), 'dap'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const replies = new Map();
  const events = [];
  const waiting = [];
  let [seq, buffer] = [1, Buffer.alloc(0)];
  const heard = (message) => {
    if (message.type === 'response') return replies.get(message.request_seq)(message);
    const at = waiting.findIndex(({ name }) => name === message.event);
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
    end: () => adapter.kill(),
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

async function timed(times, act) {
  const took = [];
  for (let k = 0; k < times; k++) {
    const start = performance.now();
    if ((await act()) === false) break;
    took.push(performance.now() - start);
  }
  return took;
}

async function measure(program) {
  const client = connect();
  const path = resolve(program);
  const lines = readFileSync(path, 'utf8').split('\n');
  const line = lines.findIndex((text) => text.includes('.backward()')) + 1;
  if (line === 0) throw new Error(`bench: no loss.backward() — ${program} — give a training program`);
  const started = performance.now();
  await client.request('initialize', { adapterID: 'backstep' });
  await client.request('launch', { program: path });
  await client.event('initialized');
  await client.request('setBreakpoints', { source: { path }, breakpoints: [{ line }] });
  await client.request('configurationDone');
  const ended = client.event('terminated').then(() => {
    throw new Error(`bench: the program ended before its first stop — ${program} — give one that trains`);
  });
  await Promise.race([client.event('stopped'), ended]);
  const firstStop = performance.now() - started;
  const move = async (command, args = {}) => {
    const stop = client.event('stopped');
    await client.request(command, { threadId: 1, ...args });
    await stop;
    await client.request('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
  };
  const look = async () => {
    const { stackFrames } = await client.request('stackTrace', { threadId: 1, startFrame: 0, levels: 1 });
    const { scopes } = await client.request('scopes', { frameId: stackFrames[0].id });
    await client.request('variables', { variablesReference: scopes[0].variablesReference });
  };
  const rows = {
    'launch to first stop': [firstStop],
    'op step': await timed(steps, () => move('next', { granularity: 'instruction' })),
    'variables of an op': await timed(20, look),
    'step back': await timed(steps, () => move('stepBack', { granularity: 'instruction' })),
    'op step in the past': await timed(steps / 2, () => move('next', { granularity: 'instruction' })),
  };
  console.log(`\n${program}, ${steps} steps`);
  for (const [name, took] of Object.entries(rows)) {
    const slowest = took.length > 1 ? `  slowest ${Math.max(...took).toFixed(1)}` : '';
    const goal = goals[name] ? `  goal ${goals[name]}` : '';
    console.log(`${name.padEnd(24)}${median(took).toFixed(2).padStart(9)} ms${slowest}${goal}`);
  }
  client.end();
}

for (const program of programs) await measure(program);
