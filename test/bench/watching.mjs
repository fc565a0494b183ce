// What it costs to be watched: training steps under the debugger against plain ones, as ratios: medians of interleaved
// rounds, one thread. Asserts nothing.
//   npm run bench:watching      needs a built dist/; about two minutes
import { fileURLToPath } from 'node:url';
import { connect } from './adapter.mjs';

const program = fileURLToPath(new URL('steps.mjs', import.meta.url));
const rounds = 5;

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

/** ns a step, by case. */
async function run(launch) {
  const client = connect();
  let output = '';
  client.listen('output', (body) => {
    if (body.category === 'stdout') output += body.output;
  });
  await client.request('initialize', { adapterID: 'backstep' });
  await client.request('launch', { program, ...launch });
  await client.event('initialized');
  await client.request('setExceptionBreakpoints', { filters: [] });
  const ended = client.event('terminated');
  await client.request('configurationDone');
  await ended;
  client.end();
  return JSON.parse(output);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];
const found = Object.fromEntries(Object.keys(ways).map((way) => [way, []]));
for (let round = 1; round <= rounds; round++) {
  for (const [way, { launch }] of Object.entries(ways)) {
    process.stderr.write(`\rround ${round} of ${rounds}: ${way}          `);
    found[way].push(await run(launch));
  }
}
process.stderr.write('\r');

const names = Object.keys(found.plain[0]);
const row = (first, ...cells) =>
  console.log(first.padEnd(24) + cells.map((cell) => cell.padStart(9)).join(''));
row('', ...names.map((name) => name.split(' ').at(-1)), 'goal');
row('plain, µs', ...names.map((name) => (median(found.plain.map((one) => one[name])) / 1e3).toFixed(0)));
for (const [way, { goal }] of Object.entries(ways).slice(1)) {
  const ratio = (name) => median(found[way].map((one, round) => one[name] / found.plain[round][name]));
  row(way, ...names.map((name) => ratio(name).toFixed(2)), goal ? goal.toFixed(2) : '');
}
