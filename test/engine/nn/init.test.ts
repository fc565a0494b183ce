import { empty, eye, manualSeed, nn, type Tensor, tensor } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { expectClose, floats } from './golden';

const { init } = nn;
// [out 60, in 40]: fan in 40, fan out 60.
const weight = () => new nn.Parameter(tensor(new Float32Array(2400)).reshape([60, 40]));
const largest = (values: Tensor) => values.detach().abs().max().item();
const deviation = (values: Tensor) => values.detach().std().item();

beforeEach(() => {
  manualSeed(0);
});

describe('uniform starts', () => {
  const rows: [string, (values: Tensor) => Tensor, number][] = [
    ['kaimingUniform_', (values) => init.kaimingUniform_(values), Math.sqrt(6 / 40)],
    [
      'kaimingUniform_ with fanOut',
      (values) => init.kaimingUniform_(values, { mode: 'fanOut' }),
      Math.sqrt(6 / 60),
    ],
    [
      'kaimingUniform_ with a = √5',
      (values) => init.kaimingUniform_(values, { a: Math.sqrt(5) }),
      Math.sqrt(1 / 40),
    ],
    [
      'kaimingUniform_ for tanh',
      (values) => init.kaimingUniform_(values, { nonlinearity: 'tanh' }),
      (5 / 3) * Math.sqrt(3 / 40),
    ],
    ['xavierUniform_', (values) => init.xavierUniform_(values), Math.sqrt(6 / 100)],
    [
      'xavierUniform_ with gain 2',
      (values) => init.xavierUniform_(values, { gain: 2 }),
      2 * Math.sqrt(6 / 100),
    ],
  ];
  for (const [name, fill, bound] of rows) {
    test(`${name} fills ±${bound.toFixed(3)}`, () => {
      const values = weight();
      expect(fill(values)).toBe(values);
      expect(largest(values)).toBeLessThanOrEqual(bound);
      expect(largest(values)).toBeGreaterThan(0.98 * bound);
    });
  }

  test('uniform_ fills from low to high', () => {
    const values = init.uniform_(weight(), 2, 3);
    expect(values.detach().min().item()).toBeGreaterThanOrEqual(2);
    expect(values.detach().max().item()).toBeLessThan(3);
    expect(values.detach().mean().item()).toBeCloseTo(2.5, 1);
  });
});

describe('normal starts', () => {
  // 2,400 draws: the deviation's own error is 1.4 %; four of them are allowed.
  const rows: [string, (values: Tensor) => Tensor, number][] = [
    ['normal_', (values) => init.normal_(values), 1],
    ['normal_ with std 0.02', (values) => init.normal_(values, 0, 0.02), 0.02],
    ['kaimingNormal_', (values) => init.kaimingNormal_(values, { nonlinearity: 'relu' }), Math.sqrt(2 / 40)],
    ['xavierNormal_', (values) => init.xavierNormal_(values), Math.sqrt(2 / 100)],
  ];
  for (const [name, fill, std] of rows) {
    test(`${name} has deviation ${std.toFixed(3)}`, () => {
      expect(deviation(fill(weight())) / std).toBeGreaterThan(0.944);
      expect(deviation(fill(weight())) / std).toBeLessThan(1.056);
    });
  }
});

test('constants fill in place', () => {
  const values = new nn.Parameter(floats([[1, 2]]));
  expect(init.ones_(values).tolist()).toEqual([[1, 1]]);
  expect(init.zeros_(values).tolist()).toEqual([[0, 0]]);
  expect(init.constant_(values, 3).tolist()).toEqual([[3, 3]]);
  expect(values.requiresGrad).toBe(true);
  expect(values.isLeaf).toBe(true);
});

test('gains are those of PyTorch', () => {
  expect(init.calculateGain('linear')).toBe(1);
  expect(init.calculateGain('sigmoid')).toBe(1);
  expect(init.calculateGain('tanh')).toBeCloseTo(5 / 3, 12);
  expect(init.calculateGain('relu')).toBeCloseTo(Math.SQRT2, 12);
  expect(init.calculateGain('leakyRelu')).toBeCloseTo(Math.sqrt(2 / 1.0001), 12);
  expect(init.calculateGain('selu')).toBe(0.75);
  expect(init.calculateGain('convTranspose2d')).toBe(1);
  expect(() => init.calculateGain('gelu' as 'relu')).toThrow(
    "calculateGain: there is no such nonlinearity — gelu — give 'linear', 'sigmoid', 'tanh'",
  );
});

test('orthogonal_ makes the fewer of rows and columns orthogonal', () => {
  for (const shape of [
    [6, 4],
    [4, 6],
    [3, 2, 5],
  ]) {
    const values = init.orthogonal_(empty(shape, { dtype: 'float64' }), { gain: 2 });
    const matrix = values.flatten(1);
    const [rows, columns] = matrix.shape;
    const product = rows > columns ? matrix.t().matmul(matrix) : matrix.matmul(matrix.t());
    expectClose(product, eye(Math.min(rows, columns), { dtype: 'float64' }).mul(4));
  }
  expect(() => init.orthogonal_(floats([1]))).toThrow(
    'orthogonal_: the tensor has no rows — [1] — give at least two axes',
  );
});

test('a fan needs two axes', () => {
  expect(() => init.xavierUniform_(floats([1, 2]))).toThrow(
    'init: fan in and fan out need at least two axes — [2] — use uniform_ or normal_ with a bound of your own',
  );
});

describe('clipGradNorm_', () => {
  const parameters = () => {
    const both = [new nn.Parameter(floats([0, 0])), new nn.Parameter(floats([0]))];
    both[0].grad = floats([3, 0]);
    both[1].grad = floats([-4]);
    return [...both, new nn.Parameter(floats([1]))];
  };

  test('scales all gradients by one factor and gives the norm before', () => {
    const all = parameters();
    expect(nn.utils.clipGradNorm_(all, 1).item()).toBeCloseTo(5, 6);
    expect(all[0].grad!.tolist()).toEqual([expect.closeTo(0.6, 5), 0]);
    expect(all[1].grad!.tolist()).toEqual([expect.closeTo(-0.8, 5)]);
  });

  test('leaves gradients of a smaller norm as they are', () => {
    const all = parameters();
    nn.utils.clipGradNorm_(all, 10);
    expect(all[0].grad!.tolist()).toEqual([3, 0]);
  });

  test('knows other norms', () => {
    expect(nn.utils.clipGradNorm_(parameters(), 100, { normType: 1 }).item()).toBeCloseTo(7, 6);
    const norm = (normType: number) => nn.utils.clipGradNorm_(parameters(), 100, { normType }).item();
    // As torch.nn.utils.clip_grad_norm_ of the same: of the norms of each gradient.
    expect([norm(Infinity), norm(-Infinity), norm(0)]).toEqual([4, 0, 2]);
  });

  test('can refuse a norm that is not finite', () => {
    const all = parameters();
    all[0].grad = floats([Number.NaN, 0]);
    expect(() => nn.utils.clipGradNorm_(all, 1, { errorIfNonfinite: true })).toThrow(
      'clipGradNorm_: the total norm of the gradients is not finite — NaN',
    );
  });

  test('is getTotalNorm and clipGradsWithNorm_', () => {
    const all = parameters();
    const norm = nn.utils.getTotalNorm(all.flatMap(({ grad }) => grad ?? []));
    expect(norm.item()).toBeCloseTo(5, 6);
    nn.utils.clipGradsWithNorm_(all, 2.5, norm);
    expect(all[0].grad!.tolist()).toEqual([expect.closeTo(1.5, 5), 0]);
  });

  test('gives 0 where there is no gradient', () => {
    expect(nn.utils.clipGradNorm_([new nn.Parameter(floats([1]))], 1).item()).toBe(0);
  });
});

test('clipGradValue_ cuts each element', () => {
  const parameter = new nn.Parameter(floats([0, 0, 0]));
  parameter.grad = floats([3, -4, 0.5]);
  nn.utils.clipGradValue_([parameter], 1);
  expect(parameter.grad.tolist()).toEqual([1, -1, 0.5]);
});
