/** Answers each number with others that it draws; nobody seeds them. */
import { parentPort } from 'node:worker_threads';
import { randn } from 'backstep';

parentPort!.on('message', (factor: number) => {
  const drawn = randn([3]).mul(factor); // @bp answer
  // biome-ignore lint/suspicious/noDebugger: it is not to stop a program on its way to an op
  debugger;
  parentPort!.postMessage([...(drawn.tolist() as number[]), Math.random()]);
});
