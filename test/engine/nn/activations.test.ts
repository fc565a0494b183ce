import { F, manualSeed, nn, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, floats } from './golden';
import { testModules } from './modules';

describe('PyTorch has the same activation', () => testModules('activations'));

test('RReLU draws a slope for each element in training', () => {
  manualSeed(4);
  const x = tensor(new Float32Array(1000).fill(-1), { requiresGrad: true });
  const output = new nn.RReLU({ lower: 0.2, upper: 0.4 }).forward(x);
  expect(output.max().item()).toBeLessThanOrEqual(-0.2);
  expect(output.min().item()).toBeGreaterThanOrEqual(-0.4);
  expect(output.mean().item()).toBeCloseTo(-0.3, 2);
  output.sum().backward();
  expectClose(x.grad!, output.neg().detach());
  expect(F.rrelu(floats([3]), { training: true }).item()).toBe(3);
});

describe('gumbelSoftmax', () => {
  test('chooses as often as the classes are likely', () => {
    manualSeed(5);
    const logits = floats([0.2, 0.8]).log().expand([4000, 2]);
    const chosen = F.gumbelSoftmax(logits, { hard: true });
    expect(chosen.sum(1).eq(1).all().item()).toBe(true);
    // 4000 draws: the deviation of the share is 0.006.
    expect(Math.abs(chosen.mean(0).tolist()[0] - 0.2)).toBeLessThan(0.025);
  });

  test('has the gradient of the soft values', () => {
    const gradientOf = (hard: boolean) => {
      manualSeed(6);
      const logits = floats([[1, 2, 3]]).requiresGrad_();
      F.gumbelSoftmax(logits, { hard, tau: 2 })
        .mul(floats([1, 5, 2]))
        .sum()
        .backward();
      return logits.grad!;
    };
    expectClose(gradientOf(true), gradientOf(false));
  });
});

test('F.normalize divides by the norm, and leaves zeros alone', () => {
  expectClose(
    F.normalize(
      floats([
        [3, 4],
        [0, 0],
      ]),
    ),
    floats([
      [0.6, 0.8],
      [0, 0],
    ]),
  );
});

test('an activation is printed with its parameter', () => {
  expect(String(new nn.LeakyReLU(0.2))).toBe('LeakyReLU(negativeSlope=0.2)');
  expect(String(new nn.Softplus())).toBe('Softplus(beta=1, threshold=20)');
  expect(String(new nn.Threshold(1, 2))).toBe('Threshold(threshold=1, value=2)');
});

describe('an activation says what it cannot use', () => {
  const x = floats([[1, 2, 3]]);
  const refused: [() => unknown, string][] = [
    [() => F.glu(x), 'glu: the axis has no two halves — 3 along axis -1 of [1, 3]'],
    [() => F.hardtanh(x, { minVal: 1, maxVal: 0 }), 'hardtanh: minVal is above maxVal — 1 and 0'],
    [() => F.rrelu(x, { lower: 1, upper: 0 }), 'rrelu: lower is above upper — 1 and 0'],
    [() => F.softshrink(x, { lambd: -1 }), 'softshrink: lambd is negative — -1 — give at least 0'],
    [() => F.celu(x, { alpha: 0 }), 'celu: alpha cannot be 0'],
    [
      () => new nn.PReLU({ numParameters: 2 }).forward(x),
      'prelu: there is not one weight for each channel — 2 weights for 3 channels, input [1, 3]',
    ],
    [() => new nn.Softmax2d().forward(x), 'Softmax2d: the input is no image — [1, 3]'],
    [() => F.pairwiseDistance(x, x, { p: -1 }), 'pairwiseDistance: p is negative — -1'],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
