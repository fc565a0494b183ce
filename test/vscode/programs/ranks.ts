// Two workers, each with a tensor of its own; the program adds up what they give.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { tensor } from 'backstep';

const answers = [0, 1].map(async (rank) => {
  const worker = new Worker(new URL('./rank.ts', import.meta.url), {
    name: `rank ${rank}`,
    workerData: rank,
  });
  const [loss] = await once(worker, 'message');
  return loss as number;
});
console.log(
  'sum of the losses',
  tensor(await Promise.all(answers))
    .sum()
    .item(),
);
