import { F, nn, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, floats } from './golden';
import { testModules } from './modules';

describe('PyTorch has the same loss', () => testModules('more-losses'));

test('TripletMarginWithDistanceLoss takes any distance', () => {
  const distanceFunction = (a: nn.Parameter | ReturnType<typeof floats>, b: typeof a) =>
    a.sub(b).abs().sum(-1);
  const loss = new nn.TripletMarginWithDistanceLoss({ distanceFunction, margin: 3 });
  const [a, p, n] = [floats([[0, 0]]), floats([[1, 0]]), floats([[2, 1]])];
  expect(loss.forward(a, p, n).item()).toBe(1);
  const swapped = new nn.TripletMarginWithDistanceLoss({ distanceFunction, margin: 3, swap: true });
  expect(swapped.forward(a, p, n).item()).toBe(2);
});

test('the weights of a loss are buffers, and go where the module goes', () => {
  const loss = new nn.BCEWithLogitsLoss({ posWeight: floats([2, 3]) }).to('float64');
  expect(Object.keys(loss.stateDict())).toEqual(['posWeight']);
  const output = loss.forward(tensor([0, 0], { dtype: 'float64' }), tensor([1, 0], { dtype: 'float64' }));
  expectClose(output, tensor(1.5 * Math.log(2), { dtype: 'float64' }));
  expect(String(new nn.HuberLoss({ delta: 2 }))).toBe('HuberLoss(delta=2)');
});

describe('a loss says what it cannot use', () => {
  const x = floats([[1, 2, 3]]);
  const one = floats([1]);
  const refused: [() => unknown, string][] = [
    [() => F.smoothL1Loss(x, x, { beta: -1 }), 'smoothL1Loss: beta is negative — -1 — give at least 0'],
    [() => F.huberLoss(x, x, { delta: 0 }), 'huberLoss: delta is not positive — 0 — give more than 0'],
    [() => F.huberLoss(x, one), 'huberLoss: the shapes differ — input [1, 3], target [1]'],
    [
      () => F.klDiv(x, x, { reduction: 'batch' as 'mean' }),
      "klDiv: there is no such reduction — batch — give 'mean', 'sum' or 'none'",
    ],
    [
      () => F.gaussianNllLoss(x, x, floats([[1, 2]])),
      'gaussianNllLoss: the shapes do not fit — variance [1, 2], input [1, 3]',
    ],
    [() => F.gaussianNllLoss(x, x, x.neg()), 'gaussianNllLoss: a variance is negative — -3'],
    [
      () => F.cosineEmbeddingLoss(x, x, x),
      'cosineEmbeddingLoss: there is not one target for each row — inputs [1, 3], target [1, 3]',
    ],
    [() => F.tripletMarginLoss(x, x, x, { margin: 0 }), 'tripletMarginLoss: margin is not positive — 0'],
    [() => F.multiMarginLoss(x, tensor([0]), { p: 3 }), 'multiMarginLoss: p is neither 1 nor 2 — 3'],
    [
      () => F.multiMarginLoss(x, tensor([0, 1])),
      'multiMarginLoss: the shapes do not fit — input [1, 3], target int64 [2] — give input [N, C] and an int64 target [1]',
    ],
    [
      () => F.nllLoss(x, tensor([0, 1])),
      'nllLoss: the shapes do not fit — input [1, 3], target [2] — give scores [N, C, …] and int64 classes [N, …]',
    ],
    [
      () => F.crossEntropy(x, tensor([0]), { labelSmoothing: 2 }),
      'crossEntropy: invalid labelSmoothing — 2 — give a number from 0 to 1',
    ],
    [
      () => F.crossEntropy(x, tensor([0, 1]), { labelSmoothing: 0.1 }),
      'crossEntropy: the shapes do not fit — input [1, 3], target [2]',
    ],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
