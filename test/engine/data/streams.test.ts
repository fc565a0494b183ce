import { data, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../golden/read';

const { streams } = readGolden<{
  streams: { batchSize: number; dropLast: boolean; length: number; batches: number[][] }[];
}>('samplers');

class Count extends data.IterableDataset<number> {
  constructor(override readonly length: number) {
    super();
  }
  override *[Symbol.iterator]() {
    for (let i = 0; i < this.length; i++) yield i;
  }
}

class Ticks extends data.IterableDataset<number> {
  closed = false;
  override async *[Symbol.asyncIterator]() {
    try {
      for (let i = 0; i < 5; i++) {
        await new Promise((resolve) => setTimeout(resolve, 1));
        yield i;
      }
    } finally {
      this.closed = true;
    }
  }
}

const lists = (batches: readonly Tensor[]) => batches.map((batch) => batch.tolist());
async function readSlowly<T>(loader: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const batch of loader) all.push(batch);
  return all;
}

describe('a stream', () => {
  test.each(streams)(
    'is batched as PyTorch does, by $batchSize (dropLast: $dropLast)',
    async ({ batchSize, dropLast, length, batches }) => {
      const loader = new data.DataLoader(new Count(7), { batchSize, dropLast });
      expect(loader.length).toBe(length);
      expect(lists([...loader])).toEqual(batches);
      expect(lists(await readSlowly(loader))).toEqual(batches);
      const ahead = new data.DataLoader(new Count(7), { batchSize, dropLast, prefetchFactor: 3 });
      expect(lists(await readSlowly(ahead))).toEqual(batches);
    },
  );

  test('gives its samples one by one where there are no batches', () => {
    const loader = new data.DataLoader<number, number>(new Count(3), { batchSize: null });
    expect([...loader]).toEqual([0, 1, 2]);
    expect(loader.length).toBe(3);
  });

  test('that has to be waited for is read by for await, and closed where that is left', async () => {
    const ticks = new Ticks();
    const loader = new data.DataLoader(ticks, { batchSize: 2, prefetchFactor: 1 });
    expect(lists(await readSlowly(loader))).toEqual([[0, 1], [2, 3], [4]]);
    ticks.closed = false;
    for await (const _ of new data.DataLoader(ticks, { batchSize: 2 })) break;
    expect(ticks.closed).toBe(true);
    expect(() => [...loader]).toThrow(
      'Ticks: its samples have to be waited for — it has no [Symbol.iterator]',
    );
  });

  test('goes on with the next in a chain', async () => {
    const chain = new data.ChainDataset([new Count(2), new Count(3)]);
    expect([...chain]).toEqual([0, 1, 0, 1, 2]);
    expect(await readSlowly(chain)).toEqual([0, 1, 0, 1, 2]);
    expect(await readSlowly(new data.ChainDataset([new Ticks(), new Count(1)]))).toEqual([0, 1, 2, 3, 4, 0]);
  });
});

describe('datasets of datasets', () => {
  test('concatenated, give the samples of each, also counted from the end', () => {
    const all = new data.ConcatDataset([['a', 'b'], [], ['c']]);
    expect([all.length, all.at(0), all.at(1), all.at(2), all.at(-1)]).toEqual([3, 'a', 'b', 'c', 'c']);
    expect(all.cumulativeSizes).toEqual([2, 2, 3]);
  });

  test('stacked, give samples side by side, also those that are promises', async () => {
    const pairs = new data.StackDataset([[1, 2], new data.TensorDataset(tensor([5, 6]))]);
    expect(pairs.length).toBe(2);
    const [number, [value]] = (await pairs.at(1)) as [number, [Tensor]];
    expect([number, value.item()]).toEqual([2, 6]);
    class Later extends data.Dataset<string> {
      readonly length = 2;
      async at(index: number) {
        return `text ${index}`;
      }
    }
    const named = new data.StackDataset({ image: [7, 8], text: new Later() });
    expect(await named.at(0)).toEqual({ image: 7, text: 'text 0' });
  });
});
