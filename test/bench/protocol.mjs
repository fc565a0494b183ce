// How long a client of the debugger waits: medians in ms over the Debug Adapter Protocol on stdio. Asserts nothing.
//   npm run bench:protocol               needs a built dist/
//   npm run bench:protocol -- a.ts b.ts  these programs, each stopped at its first loss.backward()
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from './adapter.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const samples = ['extension/samples/training/training.ts', 'extension/samples/gpt/gpt.ts'];
const programs =
  process.argv.length > 2 ? process.argv.slice(2) : samples.map((sample) => resolve(root, sample));
const steps = 200;
/** What a step that is felt at once takes at most, in ms (DESIGN 8). */
const goals = { 'op step': 10, 'step back': 20 };

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
