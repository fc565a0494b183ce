// A worker that waits, in the middle of its work, until the program has computed.
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { tensor } from 'backstep';

const turns = new Int32Array(new SharedArrayBuffer(4));
const worker = new Worker(new URL('./held.ts', import.meta.url), { name: 'held', workerData: turns });
await once(worker, 'message');
const half = tensor([1, 2]).mul(0.5); // @bp half
const product = half.sum(); // @bp sum
Atomics.store(turns, 0, 1);
Atomics.notify(turns, 0);
console.log('held', (await once(worker, 'message'))[0], product.item()); // @bp end
