import { data, Generator, manualSeed, randperm } from 'backstep';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../golden/read';

interface Golden {
  readonly distributed: { length: number; numReplicas: number; dropLast: boolean; shares: number[][] }[];
  readonly batches: { length: number; batchSize: number; dropLast: boolean; batches: number[][] }[];
  readonly splits: { length: number; parts: number[]; sizes: number[] }[];
}
const golden = readGolden<Golden>('samplers');
const range = (length: number) => Array.from({ length }, (_, i) => i);
const sorted = (values: readonly number[]) => [...values].sort((a, b) => a - b);

describe('samplers that draw nothing', () => {
  test.each(golden.distributed)(
    'give $numReplicas replicas of $length samples PyTorch’s shares (dropLast: $dropLast)',
    ({ length, numReplicas, dropLast, shares }) => {
      const order = randperm(length, { generator: new Generator(5 + 2) }).tolist() as number[];
      shares.forEach((share, rank) => {
        const options = { numReplicas, rank, dropLast };
        const sampler = new data.DistributedSampler({ length }, { ...options, shuffle: false });
        expect([...sampler]).toEqual(share);
        expect(sampler.length).toBe(share.length);
        // Shuffled, the same places of an order that seed and epoch decide.
        const shuffled = new data.DistributedSampler({ length }, { ...options, seed: 5 });
        shuffled.setEpoch(2);
        expect([...shuffled]).toEqual(share.map((place) => order[place]));
      });
    },
  );

  test.each(golden.batches)(
    'batch $length by $batchSize as PyTorch (dropLast: $dropLast)',
    ({ length, batchSize, dropLast, batches }) => {
      const sampler = new data.BatchSampler(new data.SequentialSampler({ length }), batchSize, dropLast);
      expect([...sampler]).toEqual(batches);
      expect(sampler.length).toBe(batches.length);
    },
  );

  test.each(golden.splits)('split $length by $parts as PyTorch', ({ length, parts, sizes }) => {
    expect(data.randomSplit(range(length), parts).map((part) => part.length)).toEqual(sizes);
  });
});

describe('samplers that draw', () => {
  test('give every index once, by the seed, anew each time', () => {
    manualSeed(2);
    const sampler = new data.RandomSampler({ length: 50 });
    const [first, second] = [[...sampler], [...sampler]];
    expect(sorted(first)).toEqual(range(50));
    expect(second).not.toEqual(first);
    manualSeed(2);
    expect([...sampler]).toEqual(first);
  });

  test('by a generator of their own give what it draws', () => {
    const generator = new Generator(9);
    const order = randperm(20, { generator: new Generator(9) }).tolist();
    expect([...new data.RandomSampler({ length: 20 }, { generator })]).toEqual(order);
    const subset = new data.SubsetRandomSampler([7, 5, 3], { generator });
    expect([sorted([...subset]), subset.length]).toEqual([[3, 5, 7], 3]);
  });

  test('give more than there are by more orders, fewer by the beginning of one', () => {
    const draws = [...new data.RandomSampler({ length: 4 }, { numSamples: 10 })];
    expect([sorted(draws.slice(0, 4)), sorted(draws.slice(4, 8)), draws.length]).toEqual([
      range(4),
      range(4),
      10,
    ]);
    expect(new Set(draws.slice(8)).size).toBe(2);
    expect([...new data.RandomSampler({ length: 4 }, { numSamples: 3 })].length).toBe(3);
    expect([...new data.RandomSampler({ length: 0 })]).toEqual([]);
  });

  test('with replacement draw each as often as any other', () => {
    manualSeed(1);
    const draws = [...new data.RandomSampler({ length: 4 }, { replacement: true, numSamples: 40_000 })];
    for (const index of range(4)) {
      // Four standard deviations.
      expect(Math.abs(draws.filter((draw) => draw === index).length - 10_000)).toBeLessThan(350);
    }
  });

  test('by weights draw each in proportion, and never one of weight 0', () => {
    manualSeed(1);
    const draws = [...new data.WeightedRandomSampler([1, 0, 3], 40_000)];
    const count = (index: number) => draws.filter((draw) => draw === index).length;
    expect(count(1)).toBe(0);
    expect(Math.abs(count(2) - 30_000)).toBeLessThan(350);
  });

  test('by weights without replacement draw the first in proportion, and each once', () => {
    manualSeed(1);
    const sampler = new data.WeightedRandomSampler([1, 3, 0, 6], 3, { replacement: false });
    const firsts = [0, 0, 0, 0];
    for (let i = 0; i < 4_000; i++) {
      const draws = [...sampler];
      expect(sorted(draws)).toEqual([0, 1, 3]);
      firsts[draws[0]]++;
    }
    [400, 1200, 0, 2400].forEach((wanted, i) => {
      expect(Math.abs(firsts[i] - wanted)).toBeLessThan(130);
    });
  });
});

describe('a loader', () => {
  test('takes the order of a sampler, of indices, and of any iterable', () => {
    const letters = ['a', 'b', 'c', 'd'];
    const read = (options: data.DataLoaderOptions<string, string[]>) =>
      [...new data.DataLoader<string, string[]>(letters, options)].map((batch) => batch.join(''));
    expect(read({ batchSize: 2, sampler: [3, 1, 0] })).toEqual(['db', 'a']);
    expect(read({ batchSampler: [[0], [1, 2, 3]] })).toEqual(['a', 'bcd']);
    expect(read({ sampler: new Set([2, 1]) })).toEqual(['c', 'b']);
    const odd = {
      *[Symbol.iterator]() {
        yield* [1, 3];
      },
    };
    expect(read({ sampler: odd, batchSize: 2 })).toEqual(['bd']);
    expect(() => new data.DataLoader(letters, { sampler: odd }).length).toThrow(
      'BatchSampler: the sampler has no length',
    );
  });
});

describe('wrong options are refused', () => {
  const stream = new (class extends data.IterableDataset<number> {})();
  const cases: [string, () => unknown, string][] = [
    [
      'a rank',
      () => new data.DistributedSampler([1], { numReplicas: 2, rank: 2 }),
      'DistributedSampler: there is no such rank — 2, of 2 replicas — count from 0',
    ],
    [
      'a weight',
      () => new data.WeightedRandomSampler([1, -1], 1),
      'WeightedRandomSampler: a weight is no number from 0 — -1 at 1',
    ],
    [
      'no weight',
      () => new data.WeightedRandomSampler([0, 0], 1),
      'WeightedRandomSampler: too few weights are above 0 — 0 of 2, for 1 samples',
    ],
    [
      'too few weights',
      () => new data.WeightedRandomSampler([0, 1], 2, { replacement: false }),
      'too few weights are above 0 — 1 of 2, for 2 samples — draw fewer',
    ],
    [
      'a count',
      () => new data.RandomSampler([1], { numSamples: 0 }),
      'RandomSampler: numSamples is no count — 0',
    ],
    [
      'a sampler and shuffle',
      () => new data.DataLoader([1], { sampler: [0], shuffle: true }),
      'DataLoader: it has a sampler, and shuffle — either decides the order — leave out one',
    ],
    [
      'a batchSampler and batchSize',
      () => new data.DataLoader([1], { batchSampler: [[0]], batchSize: 2 }),
      'DataLoader: batchSampler says all of the order — batchSize is given too',
    ],
    [
      'dropLast without batches',
      () => new data.DataLoader([1], { batchSize: null, dropLast: true }),
      'DataLoader: dropLast needs batches — batchSize is null',
    ],
    [
      'shuffle of a stream',
      () => new data.DataLoader(stream, { shuffle: true }),
      'DataLoader: a stream has its own order — shuffle is given — leave out shuffle',
    ],
    [
      'persistent workers that are none',
      () => new data.DataLoader([1], { persistentWorkers: true }),
      'DataLoader: persistentWorkers needs workers — numWorkers is 0',
    ],
    [
      'numWorkers',
      () => new data.DataLoader([1], { numWorkers: -1 }),
      'DataLoader: numWorkers is no count — -1 — give an integer from 0',
    ],
    [
      'prefetchFactor',
      () => new data.DataLoader([1], { numWorkers: 1, prefetchFactor: 0 }),
      'DataLoader: prefetchFactor is no count — 0 — give an integer from 1',
    ],
    [
      'timeout',
      () => new data.DataLoader([1], { timeout: -1 }),
      'DataLoader: timeout is no number of seconds — -1',
    ],
    [
      'the length of a stream',
      () => new data.DataLoader(stream).length,
      'DataLoader: the dataset does not know its length',
    ],
    [
      'datasets of two lengths',
      () => new data.StackDataset([[1], [1, 2]]),
      'StackDataset: the lengths differ — 1, 2',
    ],
    ['no dataset', () => new data.ConcatDataset([]), 'ConcatDataset: there is no dataset'],
    [
      'an index',
      () => new data.ConcatDataset([[1], [2]]).at(2),
      'ConcatDataset.at: out of range — 2, of 2 samples',
    ],
  ];
  test.each(cases)('%s', (_, make, message) => {
    expect(make).toThrow(message);
    expect(make).toThrow(/^\w+(\.\w+)?: .+ — .+ — .+/);
  });
});
