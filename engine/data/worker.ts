/** The first module of a loader's worker (dist/loader.mjs): makes the dataset, then reads what it is asked for. */
import { workerData } from 'node:worker_threads';
import { data as own } from '../index';
import { manualSeed } from '../tensor/generator';
import type { Tensor } from '../tensor/tensor';
import { carry, modulesIn, unpack } from './carry';
import { combineOf, ended, Fetcher, SampleError } from './fetch';
import { type Failure, noTask, type Reply, type Request, type WorkerStart } from './messages';
import type { Recipe } from './recipe';
import { setWorkerInfo } from './workerInfo';

const start = workerData as WorkerStart;
const { port, id, numWorkers, seed } = start;
const replies = new Int32Array(start.replies);
/** Batches under way, which live until they have arrived. */
const underWay = new Map<number, readonly Tensor[]>();

manualSeed(seed);

let busy: Promise<unknown> = begin();
let fetcher: Fetcher | null = null;

port.on('message', (request: Request) => {
  if (request.kind === 'got') underWay.delete(request.task);
  else busy = busy.then((read) => read && answer(request, read as () => Fetcher).then(() => read));
});

/** Gives what begins an epoch, or null where the dataset cannot be made. */
async function begin(): Promise<(() => Fetcher) | null> {
  try {
    const modules = new Map<string, Record<string, unknown>>([['backstep', own]]);
    for (const url of modulesIn(start.carried)) if (!modules.has(url)) modules.set(url, await import(url));
    const made = unpack(start.carried, (recipe) => apply(recipe, modules.get(recipe.module)!));
    const [dataset, first] = made as [ConstructorParameters<typeof Fetcher>[0], Recipe | null];
    setWorkerInfo({ id, numWorkers, seed, dataset });
    if (first) await apply({ ...first, args: [id] }, await import(first.module));
    const { batchSize, dropLast, combines } = start;
    const combine = combines ? combineOf(batchSize) : null;
    return () => new Fetcher(dataset, { batchSize, dropLast, combine, whole: combines, named: true });
  } catch (thrown) {
    reply({ task: noTask, failure: failureOf(thrown, true) });
    return null;
  }
}

async function answer(request: Request, open: () => Fetcher): Promise<void> {
  if (request.kind === 'epoch') {
    fetcher?.close();
    fetcher = open();
  }
  if (request.kind !== 'fetch') return;
  const { task } = request;
  try {
    const batch = await fetcher!.soon(request.from, request.seed);
    if (batch === ended) return reply({ task, ended: true });
    const { carried, tensors } = carry('DataLoader', 'the batch', batch);
    underWay.set(task, tensors);
    reply({ task, batch: carried });
  } catch (thrown) {
    reply({ task, failure: failureOf(thrown, false) });
  }
}

/** Posts, and wakes a thread that sleeps until there is a reply. */
function reply(what: Reply): void {
  port.postMessage(what);
  Atomics.add(replies, 0, 1);
  Atomics.notify(replies, 0);
}

function apply({ module, export: name, args = [] }: Recipe, exports: Record<string, unknown>): unknown {
  const made = name
    .split('.')
    .reduce<unknown>((from, part) => (from as Record<string, unknown>)?.[part], exports);
  if (typeof made !== 'function') throw new TypeError(`${module} exports no class or function ${name}`);
  return /^class\b/.test(Function.prototype.toString.call(made))
    ? Reflect.construct(made, args)
    : Reflect.apply(made, undefined, args);
}

function failureOf(thrown: unknown, atStart: boolean): Failure {
  const index = thrown instanceof SampleError ? thrown.index : null;
  const error = thrown instanceof SampleError ? thrown.cause : thrown;
  const isError = error instanceof Error;
  const text = isError ? `${error.name}: ${error.message}` : String(error);
  return { worker: id, text, stack: (isError && error.stack) || text, index, atStart };
}
