import { data, Generator, manualSeed, randperm, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';

const rows = (count: number) => tensor(Array.from({ length: count }, (_, i) => [i, i * 10]));
const pairs = (count: number) =>
  new data.TensorDataset(
    rows(count),
    tensor(
      Array.from({ length: count }, (_, i) => i),
      { dtype: 'int64' },
    ),
  );
const labelsOf = (loader: Iterable<[Tensor, Tensor]>) =>
  [...loader].map(([, labels]) => labels.tolist() as number[]);

class Squares extends data.Dataset<{ x: number; square: Tensor }> {
  readonly length = 3;
  at(index: number) {
    return { x: index, square: tensor(index * index) };
  }
}

class Slow extends data.Dataset<[number, string]> {
  readonly length = 3;
  async at(index: number): Promise<[number, string]> {
    return [index, `sample ${index}`];
  }
}

describe('TensorDataset', () => {
  test('gives rows', () => {
    const [x, y] = pairs(3).at(2);
    expect(x.tolist()).toEqual([2, 20]);
    expect(y.item()).toBe(2);
    expect(pairs(3).length).toBe(3);
  });

  test('wants as many rows in each tensor', () => {
    expect(() => new data.TensorDataset(rows(3), rows(2))).toThrow(
      'TensorDataset: the first sizes differ — [3, 2], [2, 2]',
    );
    expect(() => new data.TensorDataset(tensor(1))).toThrow(
      'TensorDataset: each tensor needs a first axis — []',
    );
  });
});

describe('DataLoader', () => {
  test('gives batches in order, the last with what is left', () => {
    const loader = new data.DataLoader(pairs(5), { batchSize: 2 });
    expect(loader.length).toBe(3);
    expect(labelsOf(loader)).toEqual([[0, 1], [2, 3], [4]]);
    const [first] = loader;
    expect(first[0].tolist()).toEqual([
      [0, 0],
      [1, 10],
    ]);
    expect(first[1].dtype).toBe('int64');
  });

  test('can drop what is left', () => {
    const loader = new data.DataLoader(pairs(5), { batchSize: 2, dropLast: true });
    expect(loader.length).toBe(2);
    expect(labelsOf(loader)).toEqual([
      [0, 1],
      [2, 3],
    ]);
  });

  test('shuffles by the seed, and anew each epoch', () => {
    const loader = new data.DataLoader(pairs(20), { batchSize: 8, shuffle: true });
    manualSeed(7);
    const [first, second] = [labelsOf(loader), labelsOf(loader)];
    expect(first.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(second).not.toEqual(first);
    manualSeed(7);
    expect([labelsOf(loader), labelsOf(loader)]).toEqual([first, second]);
  });

  test('shuffles by a generator of its own, which nothing else moves', () => {
    const order = (draw: () => void) => {
      const loader = new data.DataLoader(pairs(20), {
        batchSize: 20,
        shuffle: true,
        generator: new Generator(3),
      });
      draw();
      return labelsOf(loader);
    };
    expect(order(() => randperm(7))).toEqual(order(() => undefined));
  });

  test('keeps the rows of a sample together when it shuffles', () => {
    for (const [x, y] of new data.DataLoader(pairs(20), { batchSize: 6, shuffle: true })) {
      expect(x.tolist()).toEqual((y.tolist() as number[]).map((i) => [i, i * 10]));
    }
  });

  test('collates objects, numbers and strings', () => {
    const [{ x, square }] = new data.DataLoader(new Squares(), { batchSize: 3 });
    expect([x.tolist(), x.dtype]).toEqual([[0, 1, 2], 'int64']);
    expect(square.tolist()).toEqual([0, 1, 4]);
    const [[numbers, words, flags]] = new data.DataLoader(
      [
        [0.5, 'a', true],
        [1, 'b', false],
      ] as [number, string, boolean][],
      { batchSize: 2 },
    );
    expect([numbers.tolist(), numbers.dtype]).toEqual([[0.5, 1], 'float32']);
    expect(words).toEqual(['a', 'b']);
    expect([flags.tolist(), flags.dtype]).toEqual([[true, false], 'bool']);
  });

  test('makes the batch by the collate that is given', () => {
    const loader = new data.DataLoader(pairs(3), { batchSize: 2, collateFn: (samples) => samples.length });
    expect([...loader]).toEqual([2, 1]);
  });

  test('waits for samples that are promises, in a for await only', async () => {
    const loader = new data.DataLoader(new Slow(), { batchSize: 2 });
    const batches: unknown[] = [];
    for await (const [x, words] of loader) batches.push([x.tolist(), words]);
    expect(batches).toEqual([
      [
        [0, 1],
        ['sample 0', 'sample 1'],
      ],
      [[2], ['sample 2']],
    ]);
    expect(() => [...loader]).toThrow(
      'DataLoader: the dataset gives promises — at(0) — read this loader by "for await"',
    );
  });

  test('gives the same by for await as by for', async () => {
    const loader = new data.DataLoader(pairs(5), { batchSize: 2 });
    const batches: number[][] = [];
    for await (const [, labels] of loader) batches.push(labels.tolist() as number[]);
    expect(batches).toEqual(labelsOf(loader));
  });

  test('of nothing gives nothing', () => {
    expect([...new data.DataLoader([], { shuffle: true })]).toEqual([]);
  });

  test('refuses a batch size that is no count', () => {
    expect(() => new data.DataLoader(pairs(2), { batchSize: 0 })).toThrow(
      'DataLoader: batchSize is no count — 0',
    );
  });
});

describe('collate says what differs', () => {
  const refused: [string, unknown[], string][] = [
    ['shapes', [[tensor([1])], [tensor([1, 2])]], "collate: the tensors' shapes differ in [0] — [1] and [2]"],
    ['lengths', [[1], [1, 2]], "collate: the samples' lengths differ — 1 and 2"],
    ['kinds', [{ a: 1 }, { a: 'b' }], 'collate: samples of one batch differ in .a — number and string'],
    ['what has no batch', [new Map(), new Map()], 'collate: no batch can be made of Map'],
    ['nothing', [null, null], 'collate: no batch can be made of null'],
  ];
  for (const [what, samples, message] of refused) {
    test(what, () => expect(() => data.defaultCollate(samples)).toThrow(message));
  }
});

describe('Subset and randomSplit', () => {
  test('a subset has the samples at its indices, also batched', () => {
    const subset = new data.Subset(pairs(5), [4, 0, 2]);
    expect(subset.length).toBe(3);
    expect((subset.at(0) as [Tensor, Tensor])[1].item()).toBe(4);
    expect(labelsOf(new data.DataLoader(subset, { batchSize: 2 }))).toEqual([[4, 0], [2]]);
    expect(() => new data.Subset(pairs(5), [5])).toThrow(
      'Subset: an index is out of range — 5, of 5 samples',
    );
    expect(() => subset.at(3)).toThrow('Subset.at: out of range — 3, of 3 samples');
  });

  test('a split has every sample once, by the seed', () => {
    const split = () => {
      manualSeed(4);
      return data.randomSplit(pairs(10), [7, 3]).map(({ indices }) => indices);
    };
    const [train, test] = split();
    expect([train.length, test.length]).toEqual([7, 3]);
    expect([...train, ...test].sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(split()).toEqual([train, test]);
  });

  test('fractions are rounded down, and the rest goes to the first', () => {
    expect(
      data.randomSplit([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], [0.5, 0.5]).map(({ length }) => length),
    ).toEqual([6, 5]);
    expect(() => data.randomSplit([1, 2, 3], [1, 1])).toThrow(
      'randomSplit: the lengths do not add up — [1, 1] for 3 samples',
    );
  });
});
