import { parentPort, workerData } from 'node:worker_threads';
import { tensor } from 'backstep';

function lossOf(rank: number): number {
  const weight = tensor([rank, 1, 2], { dtype: 'float32', requiresGrad: true });
  const scaled = weight.mul(2); // @bp scaled
  const loss = scaled.sum(); // @bp loss
  loss.backward();
  return loss.item() as number;
}

const given = workerData as { rank: number; how: string };
console.log('rank', given.rank, process.argv[1].endsWith('rank.ts'), process.execArgv.length);
if (given.how === 'throw' && given.rank === 1) throw new RangeError('bad rank'); // @bp throw
parentPort?.postMessage(lossOf(given.rank));
const kept: number[][] = [];
while (given.how === 'fill') kept.push(new Array(1000).fill(kept.length)); // @bp fill
let steps = 0;
while (given.how === 'forever') {
  steps = (steps + 1) % 1_000_003; // @bp forever
}
