/** Workers of all kinds: of this very file and in each other, of code, and of a file that nobody named before. */
import { isMainThread, Worker, workerData } from 'node:worker_threads';

const level: number = workerData ?? 0;
const ended = (worker: Worker) => new Promise((resolve) => worker.on('exit', resolve));
if (level < 2) await ended(new Worker(new URL(import.meta.url), { workerData: level + 1 }));
console.log('level', level); // @bp level
if (isMainThread) {
  await ended(new Worker('console.log("code", 6 * 7)', { eval: true }));
  const computed = ['pla', 'in'].join('');
  try {
    new Worker(new URL(`./${computed}.ts`, import.meta.url));
  } catch (error) {
    console.log((error as Error).message);
  }
}
