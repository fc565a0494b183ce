import { parentPort, workerData } from 'node:worker_threads';
import { tensor } from 'backstep';

const rank: number = workerData;
const weight = tensor([rank, 1, 2], { dtype: 'float32', requiresGrad: true });
const scaled = weight.mul(2); // @bp scaled
const loss = scaled.sum(); // @bp loss
loss.backward();
parentPort!.postMessage(loss.item());
