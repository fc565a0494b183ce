// What it costs to be watched: training steps under the debugger against plain ones, as ratios of processor time. All
// run side by side, and take turns of a few steps each; one thread. Asserts nothing.
//   npm run bench:watching              needs a built dist/; about two minutes
//   npm run bench:watching -- MLP GPT   cases whose names have one of the words
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { connect } from './adapter.mjs';
import { cases } from './cases.mjs';

const program = fileURLToPath(new URL('steps.mjs', import.meta.url));
const rounds = 25;
/** Of plain steps, µs: what a turn is long. */
const turn = 50e3;
/** And what they warm up for, all by as many steps: until history is full, too. */
const warm = 3e6;

const nothing = { history: { ops: false }, detection: 'stops' };
/** What a launch asks for, and how long a step may take then, in plain ones (DESIGN 8). */
const ways = {
  plain: { launch: { noDebug: true } },
  'debugger attached': { launch: nothing, goal: 1.05 },
  'ops recorded': { launch: { ...nothing, history: { tensors: 0 } }, goal: 1.1 },
  'detectors on every op': { launch: { ...nothing, detection: 'all' }, goal: 1.1 },
  'tensors retained': { launch: { ...nothing, history: { tensors: 512 } }, goal: 1.25 },
  'as people start it': { launch: {} },
};

const words = process.argv.slice(2);
const names = Object.keys(cases).filter(
  (name) => name.startsWith('training step') && (!words.length || words.some((word) => name.includes(word))),
);

/** Where programs say what their steps took, each under the name that it was started with. */
const arrivals = new Map();
const server = createServer((socket) => {
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const answer = async () => (await lines.next()).value;
  const time = async (name, times) => {
    socket.write(`${name}\t${times}\n`);
    return Number(await answer());
  };
  answer().then((way) => arrivals.get(way)({ time, end: () => socket.end() }));
});
await new Promise((listens) => server.listen(0, '127.0.0.1', listens));

/** A program that waits for what to do: `time(case, times)` gives µs. */
async function start(way, launch) {
  const client = connect();
  const arrival = new Promise((arrives) => arrivals.set(way, arrives));
  await client.request('initialize', { adapterID: 'backstep' });
  await client.request('launch', { program, args: [String(server.address().port), way], ...launch });
  await client.event('initialized');
  await client.request('setExceptionBreakpoints', { filters: [] });
  const ended = client.event('terminated');
  await client.request('configurationDone');
  const { time, end } = await arrival;
  return {
    time,
    async end() {
      end();
      await ended;
      client.end();
    },
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const row = (first, ...cells) =>
  console.log(first.padEnd(24) + cells.map((cell) => cell.padStart(9)).join(''));

/** µs of a step, by way, of each round. */
async function measure(name) {
  const programs = {};
  for (const [way, { launch }] of Object.entries(ways)) programs[way] = await start(way, launch);
  const found = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
  let steps = 0;
  for (let took = 0; took < warm; steps += 50) took += await programs.plain.time(name, 50);
  for (const [way, { time }] of Object.entries(programs)) if (way !== 'plain') await time(name, steps);
  const times = Math.max(1, Math.round((turn * 50) / (await programs.plain.time(name, 50))));
  for (const [way, { time }] of Object.entries(programs)) if (way !== 'plain') await time(name, 50);
  for (let round = 1; round <= rounds; round++) {
    process.stderr.write(`\r${name}: round ${round} of ${rounds} `);
    for (const [way, { time }] of Object.entries(programs))
      found[way].push((await time(name, times)) / times);
  }
  process.stderr.write('\r');
  for (const { end } of Object.values(programs)) await end();
  return found;
}

const found = {};
for (const name of names) found[name] = await measure(name);
server.close();

row('', ...names.map((name) => name.split(' ').at(-1)), 'goal');
row('plain, µs', ...names.map((name) => median(found[name].plain).toFixed(0)));
for (const [way, { goal }] of Object.entries(ways).slice(1)) {
  const ratio = (name) => median(found[name][way].map((took, round) => took / found[name].plain[round]));
  row(way, ...names.map((name) => ratio(name).toFixed(2)), goal ? goal.toFixed(2) : '');
}
