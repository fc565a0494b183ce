/** Random numbers that nobody seeds: of the program, of two workers, and of one that the first of them starts. */
import { once } from 'node:events';
import { Worker, workerData } from 'node:worker_threads';
import { initialSeed, rand } from 'backstep';

const name: string = workerData ?? 'main';
console.log(name, initialSeed(), rand([2]).tolist().join(), Math.random());
const starts = { main: ['first', 'second'], first: ['inner'] }[name] ?? [];
for (const workerData of starts) await once(new Worker(new URL(import.meta.url), { workerData }), 'exit');
