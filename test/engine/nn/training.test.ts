import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { data, F, manualSeed, nn, noGrad, optim, type Tensor } from 'backstep';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { digits } from '../../../extension/samples/digits/digits';

beforeAll(() => {
  execFileSync(process.execPath, [
    fileURLToPath(new URL('../../../extension/build/digits.mjs', import.meta.url)),
  ]);
});

describe('the digits', () => {
  test('are 8,000 and 2,000, normalised, every class about a tenth', () => {
    for (const [part, count] of [
      ['train', 8000],
      ['test', 2000],
    ] as const) {
      const [images, labels] = digits(part).tensors;
      expect([images.dtype, images.shape]).toEqual(['float32', [count, 784]]);
      expect([labels.dtype, labels.shape]).toEqual(['int64', [count]]);
      expect(images.mean().item()).toBeCloseTo(0, 1);
      expect(images.std().item()).toBeCloseTo(1, 1);
      const classes = labels.tolist() as number[];
      for (let digit = 0; digit < 10; digit++) {
        const share = classes.filter((label) => label === digit).length / count;
        expect(share).toBeGreaterThan(0.07);
        expect(share).toBeLessThan(0.13);
      }
    }
  });

  test('are no two the same in both parts', () => {
    const keys = (part: 'train' | 'test') => {
      const pixels = digits(part).tensors[0].data() as Float32Array;
      return Array.from({ length: pixels.length / 784 }, (_, i) =>
        Buffer.from(pixels.buffer, 4 * 784 * i, 4 * 784).toString('latin1'),
      );
    };
    const train = new Set(keys('train'));
    expect(keys('test').filter((image) => train.has(image))).toEqual([]);
  });
});

describe('training on 1,000 real digits', () => {
  const train = (
    makeOptimizer: (parameters: nn.Parameter[]) => { zeroGrad(): void; step(): void },
    epochs: number,
  ) => {
    manualSeed(11);
    const part = new data.Subset(digits('train') as data.Dataset<[Tensor, Tensor]>, [...Array(1000).keys()]);
    const model = new nn.Sequential(new nn.Linear(784, 32), new nn.ReLU(), new nn.Linear(32, 10));
    const optimizer = makeOptimizer(model.parameters());
    for (let epoch = 0; epoch < epochs; epoch++) {
      for (const [images, labels] of new data.DataLoader(part, { batchSize: 50, shuffle: true })) {
        optimizer.zeroGrad();
        F.crossEntropy(model.forward(images), labels).backward();
        optimizer.step();
      }
    }
    const [images, labels] = digits('test').tensors;
    const accuracy = noGrad(() => model.forward(images).argmax(1).eq(labels).sum().item()) / 2000;
    return { accuracy, weights: model.parameters().map((parameter) => parameter.tolist()) };
  };

  test('reaches 85 % of unseen ones with Adam, bit for bit the same each time', () => {
    const adam = (parameters: nn.Parameter[]) => new optim.Adam(parameters, { lr: 0.003 });
    const once = train(adam, 6);
    expect(once.accuracy).toBeGreaterThan(0.85);
    expect(train(adam, 6)).toEqual(once);
  });

  test('reaches 85 % of unseen ones with SGD and momentum', () => {
    expect(
      train((parameters) => new optim.SGD(parameters, { lr: 0.02, momentum: 0.9 }), 6).accuracy,
    ).toBeGreaterThan(0.85);
  });
});

test('the digits sample learns to read more than 90 % of the test digits', async () => {
  const lines: string[] = [];
  const log = vi.spyOn(console, 'log').mockImplementation((line: string) => void lines.push(line));
  try {
    await import('../../../extension/samples/digits/train');
  } finally {
    log.mockRestore();
  }
  expect(lines).toHaveLength(5);
  const accuracies = lines.map((line) =>
    Number(/^epoch \d: loss \d\.\d{3}, test accuracy (\d+\.\d) %$/.exec(line)?.[1]),
  );
  expect(accuracies[2]).toBeGreaterThan(90);
  expect(accuracies[4]).toBeGreaterThan(92);
});
