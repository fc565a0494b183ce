import { readdirSync } from 'node:fs';
import { data, manualSeed, memoryUse, OpError, type Tensor, tensor, zeros } from 'backstep';
import { describe, expect, test, vi } from 'vitest';
import * as numbers from './programs/numbers.mjs';

type Options = data.DataLoaderOptions<unknown, [Tensor, Tensor, Tensor]>;
type Batch = [Tensor, Tensor, Tensor];
const loaderOf = (dataset: unknown, options: Options) =>
  new data.DataLoader<unknown, Batch>(dataset as data.Dataset<unknown>, options);
const lists = (batch: Batch) => batch.map((values) => values.tolist());
const module = new URL('./programs/numbers.mjs', import.meta.url).href;

/** All batches, with one seed; the third tensor of each says who read it. */
function read(options: Options, dataset: unknown = new numbers.Numbers(10)) {
  manualSeed(3);
  return [...loaderOf(dataset, options)].map(lists);
}
async function readSlowly(options: Options, dataset: unknown = new numbers.Numbers(10)) {
  manualSeed(3);
  const batches: unknown[][] = [];
  for await (const batch of loaderOf(dataset, options)) batches.push(lists(batch));
  return batches;
}
const values = (batches: unknown[][]) => batches.map((batch) => batch.slice(0, 2));
const threads = () => readdirSync('/proc/self/task').length;

describe('workers', () => {
  const options = { batchSize: 3, shuffle: true };

  test('give the batches that the program’s own thread gives, also what samples draw at random', () => {
    const alone = read(options);
    expect(alone.flatMap(([indices]) => indices as number[]).sort()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    for (const numWorkers of [1, 2, 3]) {
      expect(values(read({ ...options, numWorkers }))).toEqual(values(alone));
    }
  });

  test('give them by for await too, and in turn', async () => {
    const alone = read(options);
    const batches = await readSlowly({ ...options, numWorkers: 2 });
    expect(values(batches)).toEqual(values(alone));
    expect(batches.map(([, , who]) => who)).toEqual([[0, 0, 0], [1, 1, 1], [0, 0, 0], [1]]);
  });

  test('keep the order where later samples are there sooner, and wait for them in a for too', async () => {
    const slow = new numbers.Slow(6);
    expect(read({ numWorkers: 3 }, slow).map(([index]) => index)).toEqual([[0], [1], [2], [3], [4], [5]]);
    const ahead = await readSlowly({ prefetchFactor: 5 }, slow);
    expect(values(ahead)).toEqual(values(read({ numWorkers: 2 }, slow)));
  });

  test('share the memory of tensors with the program', () => {
    const counts = zeros([6], { dtype: 'int64' });
    const loader = loaderOf(new numbers.Counting(counts), { numWorkers: 2, batchSize: 2 });
    expect([...loader].length).toBe(3);
    expect(counts.tolist()).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('read datasets of this package, and what is made of them', () => {
    const rows = new data.TensorDataset(tensor([[0], [1], [2], [3]]), tensor([0, 10, 20, 30]));
    const dataset = new data.ConcatDataset<unknown>([
      new data.Subset<unknown>(rows, [3, 1]),
      new data.StackDataset([
        [tensor([7]), tensor([8])],
        [1, 2],
      ]) as data.Dataset<unknown>,
    ]);
    expect(read({ numWorkers: 2 }, dataset)).toEqual(read({}, dataset));
    const table = data.parseCsv('a,b\n1,x\n2,y\n');
    const batches = [...new data.DataLoader(table, { batchSize: 2, numWorkers: 1 })] as unknown[];
    expect((batches[0] as { a: Tensor; b: string[] }).a.tolist()).toEqual([1, 2]);
    expect((batches[0] as { a: Tensor; b: string[] }).b).toEqual(['x', 'y']);
  });

  test('leave collateFn to the program’s thread, and give samples one by one where there are no batches', () => {
    const collateFn = (samples: unknown[]) => [tensor(samples.length)] as unknown as Batch;
    expect(read({ batchSize: 3, numWorkers: 2, collateFn })).toEqual([[3], [3], [3], [1]]);
    const alone = new data.DataLoader<unknown, [number, Tensor, number]>(
      new numbers.Numbers(3) as data.Dataset<unknown>,
      { batchSize: null, numWorkers: 2 },
    );
    expect([...alone].map(([index, , who]) => [index, who])).toEqual([
      [0, 0],
      [1, 1],
      [2, 0],
    ]);
  });

  test('each give their share of a stream', async () => {
    const range = new numbers.Range(0, 7);
    const options = { batchSize: 2, numWorkers: 2 };
    const wanted = [[0, 2], [1, 3], [4, 6], [5]];
    expect(read(options, range).map(([number]) => number)).toEqual(wanted);
    expect((await readSlowly(options, range)).map(([number]) => number)).toEqual(wanted);
    expect(read({ ...options, dropLast: true }, range).map(([number]) => number)).toEqual(wanted.slice(0, 3));
  });

  test('call workerInitFn with their number first', () => {
    const workerInitFn = { module, export: 'greet' };
    const dataset = new numbers.Greeted();
    const loader = new data.DataLoader(dataset, { numWorkers: 2, workerInitFn });
    expect([...loader].map((batch) => batch.item())).toEqual([100, 101, 100, 101]);
  });

  test('stay from one epoch to the next if they are persistent, until the loader is closed', async () => {
    const dataset = new numbers.Remembering();
    await using loader = new data.DataLoader(dataset, { numWorkers: 2, persistentWorkers: true });
    const epoch = () => [...loader].map((batch) => batch.item());
    expect([epoch(), epoch()]).toEqual([
      [1, 1, 2, 2],
      [3, 3, 4, 4],
    ]);
    for (const _ of loader) break;
    await loader.close();
    expect(epoch()).toEqual([1, 1, 2, 2]);
  });

  test('end with the loop, and where it is left', async () => {
    const before = threads();
    for await (const _ of loaderOf(new numbers.Numbers(10), { numWorkers: 2 })) {
      expect(threads()).toBeGreaterThan(before);
      break;
    }
    expect(threads()).toBe(before);
    for (const _ of loaderOf(new numbers.Numbers(10), { numWorkers: 2 })) break;
    await vi.waitFor(() => expect(threads()).toBe(before), 5_000);
  });

  test('give their memory back: an epoch of 400 MiB holds a part of it', () => {
    const before = memoryUse().bytes;
    const dataset = new numbers.Large();
    let most = 0;
    let index = 0;
    for (const batch of new data.DataLoader(dataset, { batchSize: 4, numWorkers: 2 })) {
      expect(batch.at(0, 5).item()).toBe(4 * index++);
      most = Math.max(most, memoryUse().bytes - before);
    }
    // 64 MiB a thread until it looks what is unused, twice as many while collections lag, and what is under way.
    expect(most).toBeLessThan(400 << 20);
  });
});

describe('workers tell what went wrong', () => {
  const refused: [string, unknown, Options, string][] = [
    [
      'the sample and the worker',
      new numbers.Broken('throw', 5),
      { numWorkers: 2 },
      'DataLoader: worker 1 could not read sample 5 — RangeError: no sample 5 — correct the dataset',
    ],
    [
      'a worker that exits',
      new numbers.Broken('exit', 2),
      { numWorkers: 2 },
      'DataLoader: worker 0 has ended before its batch was read — ',
    ],
    [
      'a worker that takes too long',
      new numbers.Broken('hang', 1),
      { numWorkers: 1, timeout: 0.5 },
      'DataLoader: worker 0 takes too long — no batch after 0.5 s — raise timeout',
    ],
    [
      'a sample that cannot go to another thread',
      new numbers.Broken('function', 0),
      { numWorkers: 1, batchSize: null },
      'DataLoader: worker 0 could not make a batch — OpError: DataLoader: the batch has a function',
    ],
    [
      'samples that make no batch',
      new numbers.Broken('function', 0),
      { numWorkers: 1, batchSize: 2 },
      'DataLoader: worker 0 could not make a batch — OpError: collate: samples of one batch differ',
    ],
    [
      'a dataset that cannot be made',
      { length: 1, at: () => 1, recipe: { module, export: 'refuses' } },
      { numWorkers: 2 },
      'could not make the dataset — TypeError: no such folder',
    ],
    [
      'a recipe without such an export',
      { length: 1, at: () => 1, recipe: { module, export: 'Nothing' } },
      { numWorkers: 1 },
      'programs/numbers.mjs exports no class or function Nothing',
    ],
    [
      'a recipe of no module',
      { length: 1, at: () => 1, recipe: { module: 'file:///no/where.mjs', export: 'A' } },
      { numWorkers: 1 },
      "worker 0 could not make the dataset — Error: Cannot find module '/no/where.mjs'",
    ],
  ];
  test.each(refused)('%s', async (_, dataset, options, message) => {
    const loader = new data.DataLoader(dataset as data.Dataset<number>, options as object);
    expect(() => [...loader]).toThrow(message);
    const slowly = async () => {
      for await (const _ of loader);
    };
    await expect(slowly()).rejects.toThrow(message);
  });

  test('with the stack of the worker as the cause', () => {
    let cause: unknown;
    try {
      read({ numWorkers: 1 }, new numbers.Broken('throw', 0));
    } catch (thrown) {
      if (!(thrown instanceof OpError)) throw thrown;
      cause = thrown.cause;
    }
    expect((cause as Error).stack).toContain('programs/numbers.mjs');
  });

  test('of a dataset without a recipe', () => {
    const local = new (class Local extends data.Dataset<number> {
      readonly length = 2;
      readonly read = () => 1;
      at() {
        return this.read();
      }
    })();
    expect(() => read({ numWorkers: 1 }, local)).toThrow(
      'DataLoader: the dataset has no recipe — Local — give it one, or { numWorkers: 0 }',
    );
    expect(() => read({ numWorkers: 1 }, [() => 1])).toThrow(
      'DataLoader: the dataset has a function, which cannot go to another thread',
    );
  });

  test('of a dataset that is in the program itself', () => {
    const program = process.argv[1];
    process.argv[1] = new URL(module).pathname;
    try {
      expect(() => read({ numWorkers: 1 })).toThrow(
        'DataLoader: Numbers is in the program itself, which a worker would run again — ',
      );
    } finally {
      process.argv[1] = program;
    }
  });
});
