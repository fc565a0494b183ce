import { F, full, nn, optim, rand, randn, tensor, where, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';
import { findings, titles } from './rig';

const nan = (program: () => void) => findings(program, ['nan']);
const inf = (program: () => void) => findings(program, ['inf']);

describe('nan', () => {
  test('alarms once, at the op that makes NaN from operands without, and says why', () => {
    const found = nan(() => {
      const x = tensor([-1, 2]).log();
      x.mul(2).sum();
    });
    expect(titles(found)).toEqual(['nan: log']);
    expect(found[0].cause).toBe(
      'log makes NaN in 1 of 2 elements: the least element of its input is -1, and there is no log of less than 0',
    );
    expect(found[0].remedy).toContain('clamp');
    expect(found[0].numbers).toEqual({ nan: 1, elements: 2 });
  });

  test.each<[string, () => void, RegExp]>([
    ['0 divided by 0', () => zeros([3]).div(zeros([3])), /0 is divided by 0/],
    [
      'a row that is masked altogether',
      () => full([2, 3], -Infinity).softmax(1),
      /all scores of a row are -∞/,
    ],
    ['∞ - ∞', () => full([2], Infinity).sub(full([2], Infinity)), /∞ - ∞/],
    ['a root of less than 0', () => tensor([-4]).sqrt(), /sqrt of less than 0/],
    [
      'a gradient whose forward op is fine',
      () => {
        const x = tensor([0, 1.5], { requiresGrad: true });
        x.sqrt()
          .mul(tensor([0, 1]))
          .sum()
          .backward();
      },
      /^sqrt backward makes NaN/,
    ],
  ])('%s', (_, program, cause) => {
    const [first] = nan(program);
    expect(first.cause).toMatch(cause);
  });

  test('names the operand where NaN came in with the data, at the first op that computes with it', () => {
    const found = nan(() => {
      const data = tensor([1, Number.NaN, 3]).reshape([3, 1]);
      data.mul(2).add(1).sum();
    });
    expect(titles(found)).toEqual(['nan: mul']);
    expect(found[0].cause).toMatch(/^mul is given NaN: 1 of 3 elements of input/);
  });

  test('is silent where NaN is written on purpose, and where it is looked for', () => {
    expect(
      nan(() => {
        const holes = full([3], Number.NaN);
        holes.isnan().any();
        rand([2])
          .maskedFill(tensor([true, false]), Number.NaN)
          .nansum();
      }),
    ).toEqual([]);
  });

  test('does not tell again of what an optimizer does with NaN', () => {
    const found = nan(() => {
      const model = new nn.Linear(2, 2);
      const optimizer = new optim.Adam(model.parameters());
      for (let step = 0; step < 3; step++) {
        optimizer.zeroGrad();
        model
          .forward(randn([4, 2]))
          .sub(100)
          .sqrt()
          .sum()
          .backward();
        optimizer.step();
      }
    });
    expect(titles(found)).toEqual(['nan: sqrt']);
    expect(found[0].count).toBe(1);
  });
});

describe('inf', () => {
  test.each<[string, () => void, RegExp]>([
    ['log of 0', () => tensor([0, 2]).log(), /^log makes -∞ in 1 of 2 elements: 1 element of its input is 0/],
    ['exp of what is large', () => tensor([1, 100]).exp(), /the greatest element of its input is 100/],
    ['a division by 0', () => tensor([1, 2]).div(zeros([2])), /it divides by 0/],
    ['a sum that is too large', () => full([3], 3e38, { dtype: 'float32' }).sum(), /more than float32 holds/],
    [
      'float16',
      () => full([2], 300, { dtype: 'float16' }).mul(tensor([300, 1], { dtype: 'float16' })),
      /more than float16 holds \(65504\)/,
    ],
    [
      'the gradient of a root at 0',
      () => tensor([0, 1.5], { requiresGrad: true }).sqrt().sum().backward(),
      /^sqrt backward makes ∞.*derivative is infinite/,
    ],
  ])('alarms: %s', (_, program, cause) => {
    const found = inf(program);
    expect(found).toHaveLength(1);
    expect(found[0].cause).toMatch(cause);
  });

  test.each<[string, () => void]>([
    [
      'masks by maskedFill',
      () =>
        rand([2, 4])
          .maskedFill(tensor([true, false, false, false]), -Infinity)
          .softmax(1),
    ],
    ['masks by where', () => where(rand([3]).greater(0.5), rand([3]), -Infinity).add(0)],
    [
      'masks by full and triu',
      () =>
        rand([4, 4])
          .add(full([4, 4], -Infinity).triu(1))
          .softmax(-1),
    ],
    [
      'masks by the logarithm of 0 and 1',
      () =>
        rand([2, 3])
          .add(tensor([1, 0, 1]).log())
          .softmax(1),
    ],
    [
      'the smallest so far',
      () =>
        full([3], Infinity)
          .minimum(rand([3]))
          .mul(2),
    ],
    ['literals', () => tensor([Infinity, -Infinity, 1]).mul(2)],
    [
      'causal attention',
      () =>
        F.scaledDotProductAttention(rand([1, 4, 8]), rand([1, 4, 8]), rand([1, 4, 8]), { isCausal: true }),
    ],
    [
      'a gradient scaler that meets an overflow',
      () => {
        const w = tensor([0.5], { dtype: 'float16', requiresGrad: true });
        const optimizer = new optim.SGD([w], { lr: 0.1 });
        const scaler = new optim.GradScaler();
        scaler.scale(w.mul(2).sum().float()).backward();
        scaler.step(optimizer);
        scaler.update();
      },
    ],
  ])('known-good infinities are none: %s', (_, program) => {
    expect(findings(program, ['nan', 'inf'])).toEqual([]);
  });
});
