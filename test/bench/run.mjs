// How fast the engine is beside PyTorch, in one run: median ratios of interleaved rounds. Asserts nothing.
//   npm run bench                   all cases; needs a built dist/
//   npm run bench -- GPT matmul     those whose names have one of the words
//   --threads N                     of both; all processors without it
//   PYTHON=…/bin/python             which Python has PyTorch; without one, the engine alone is measured
import { spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const { values: options, positionals: words } = parseArgs({
  options: { threads: { type: 'string' }, memory: { type: 'string' } },
  allowPositionals: true,
});
const threads = Number(options.threads ?? availableParallelism());
const python = process.env.PYTHON ?? 'python3';
const peerScript = fileURLToPath(new URL('peer.py', import.meta.url));
const rounds = 15;
const roundNanoseconds = 60e6;

const { cases, memoryCases } = await import('./cases.mjs');
const { memoryUse, setNumThreads } = await import('../../dist/engine.mjs');
setNumThreads(threads);

const chosen = (all) =>
  Object.entries(all).filter(([name]) => !words.length || words.some((word) => name.includes(word)));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[numbers.length >> 1];

/** PyTorch in a process of its own, which does a case so many times and tells the nanoseconds; null without it. */
async function startPeer() {
  if (spawnSync(python, ['-c', 'import torch'], { stdio: 'ignore' }).status !== 0) return null;
  const peer = spawn(python, [peerScript, String(threads)], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: peer.stdout })[Symbol.asyncIterator]();
  const answer = async () => (await lines.next()).value;
  return {
    version: await answer(),
    async time(name, times) {
      peer.stdin.write(`${name}\t${times}\n`);
      return Number(await answer());
    },
    end: () => peer.stdin.end(),
  };
}

function time(run, times) {
  const start = process.hrtime.bigint();
  run(times);
  return Number(process.hrtime.bigint() - start);
}

/** How often a case is done a round, so that a round is long enough to be measured. */
async function enough(measure) {
  await measure(1);
  for (let times = 1; ; times *= 4) {
    const nanoseconds = await measure(times);
    if (nanoseconds > roundNanoseconds / 4)
      return Math.max(1, Math.round((times * roundNanoseconds) / nanoseconds));
  }
}

function duration(nanoseconds) {
  if (nanoseconds < 1e4) return `${nanoseconds.toFixed(0)} ns`;
  return nanoseconds < 1e7 ? `${(nanoseconds / 1e3).toFixed(1)} µs` : `${(nanoseconds / 1e6).toFixed(1)} ms`;
}

const row = (...cells) =>
  console.log(cells.map((cell, k) => (k ? cell.padStart(14) : cell.padEnd(38))).join(''));

async function timings(peer) {
  row('', 'Backstep', ...(peer ? ['PyTorch', 'times faster'] : []));
  for (const [name, make] of chosen(cases)) {
    const run = make();
    const ours = (times) => time(run, times);
    const theirs = (times) => peer.time(name, times);
    const [n, m] = [await enough(ours), peer && (await enough(theirs))];
    const found = [];
    for (let round = 0; round < rounds; round++) found.push([ours(n) / n, peer ? (await theirs(m)) / m : 0]);
    const [mine, other] = [0, 1].map((side) => duration(median(found.map((pair) => pair[side]))));
    row(name, mine, ...(peer ? [other, median(found.map(([a, b]) => b / a)).toFixed(2)] : []));
  }
}

const mebibytes = (bytes) => `${(bytes / 2 ** 20).toFixed(0)} MiB`;

/** Peaks of resident memory above what a process has that has done nothing yet: each in a process of its own. */
function memory(peer) {
  row('', 'Backstep', ...(peer ? ['PyTorch', 'of PyTorch'] : []));
  for (const [name] of chosen(memoryCases)) {
    const peak = (command, ...args) => {
      const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
      if (status !== 0) throw new Error(`${name}: ${stderr}`);
      return Number(stdout);
    };
    const own = fileURLToPath(import.meta.url);
    const mine = peak(process.execPath, own, '--threads', String(threads), '--memory', name);
    if (!peer) {
      row(name, mebibytes(mine));
      continue;
    }
    const other = peak(python, peerScript, String(threads), name);
    row(name, mebibytes(mine), mebibytes(other), (mine / other).toFixed(2));
  }
}

if (options.memory) {
  const resident = () => process.resourceUsage().maxRSS * 1024;
  const before = resident();
  memoryCases[options.memory]()(3);
  console.log(resident() - before);
} else {
  const peer = await startPeer();
  const beside = peer ? `beside PyTorch ${peer.version}` : `alone: ${python} has no PyTorch (set PYTHON)`;
  console.log(`${threads} threads each, ${beside}; medians of ${rounds} rounds\n`);
  await timings(peer);
  console.log();
  memory(peer);
  peer?.end();
  console.log(`\n${mebibytes(memoryUse().bytes)} held at the end`);
}
