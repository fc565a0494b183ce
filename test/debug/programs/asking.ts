// Asks a worker of its own for numbers, step by step, and computes with them.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { nn, optim, tensor } from 'backstep';

const worker = new Worker(new URL('./answer.ts', import.meta.url), { name: 'answers' });
const model = new nn.Linear(4, 1);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });

for (let step = 0; step < 5; step++) {
  worker.postMessage(step + 1);
  const [answer] = await once(worker, 'message');
  const loss = model
    .forward(tensor(answer, { dtype: 'float32' }))
    .square()
    .sum();
  optimizer.zeroGrad();
  loss.backward(); // @bp backward
  optimizer.step();
}
await worker.terminate();
console.log('asked'); // @bp end
