/** Two ranks, each in a worker; what they do is said by the argument. */
import { Worker } from 'node:worker_threads';

const [how] = process.argv.slice(2);
const ranks = [0, 1].map((rank) => {
  const url = new URL('./rank.ts', import.meta.url);
  const worker = new Worker(url, {
    name: `rank ${rank}`,
    workerData: { rank, how },
    ...(how === 'fill' && { resourceLimits: { maxOldGenerationSizeMb: 48 } }),
  });
  worker.on('message', (loss) => console.log('loss', rank, loss));
  worker.on('error', ({ message, stack = '' }) => {
    console.log('failed', rank, message, /rank\.ts:\d+/.exec(stack)?.[0]);
  });
  return { worker, ended: new Promise<number>((resolve) => worker.on('exit', resolve)) };
});
// For whoever debugs it.
Object.assign(globalThis, {
  cut: () => ranks.forEach(({ worker }) => void worker.terminate()),
  leave: () => void setTimeout(() => process.exit(7)),
});
let waited = 0;
const ticking = setInterval(() => {
  waited++; // @bp tick
}, 10);
console.log('ended', (await Promise.all(ranks.map(({ ended }) => ended))).join());
clearInterval(ticking);
if (waited < 0) throw new RangeError('no time');
