import * as bs from 'backstep';
import { OpError, ones, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';

const x = ones([2, 3]);
const integers = tensor([1, 2, 3]);
const truth = tensor([true]);
const twoOperands = 'an operand is no tensor and no number — a — give a tensor, a number or a boolean';
const notTensor = 'the input is no tensor — 2 — make one with tensor(…)';

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [() => integers.frac(), 'frac: is not defined for int64 — int64 — convert it first, such as with .float()'],
  [
    () => integers.hypot(2),
    'hypot: is not defined for int64 — int64 — convert it first, such as with .float()',
  ],
  [
    () => integers.frexp(),
    'frexp: is not defined for int64 — int64 — convert it first, such as with .float()',
  ],
  [
    () => integers.logcumsumexp(0),
    'logcumsumexp: is not defined for int64 — int64 — convert it first, such as with .float()',
  ],
  [
    () => integers.addcdiv(integers, integers),
    'addcdiv: is not defined for int64 — int64 — convert it first, such as with .float()',
  ],
  [
    () => integers.histc(),
    'histc: is not defined for int64 — int64 — convert it first, such as with .float()',
  ],
  [
    () => x.bitwiseAnd(1),
    'bitwiseAnd: is not defined for float32 — float32 — convert it first, such as with .long()',
  ],
  [
    () => integers.bitwiseLeftShift(0.5),
    'bitwiseLeftShift: is not defined for float32 — float32 — convert it first, such as with .long()',
  ],
  [
    () => truth.trunc(),
    'trunc: is not defined for bool — bool — convert it first, such as with .float() or .long()',
  ],
  [
    () => truth.positive(),
    'positive: is not defined for bool — bool — convert it first, such as with .long()',
  ],
  [
    () => x.div(2, { roundingMode: 'up' as never }),
    "div: there is no such rounding mode — up — give 'trunc', 'floor' or null",
  ],
  [
    () => x.div_(2, 'floor' as never),
    "div_: options are given by name — floor — give an object, such as { roundingMode: 'floor' }",
  ],
  [() => integers.fmod(0), 'fmod: an integer is divided by zero — mask the zeros or use a float'],
  [
    () => integers.div(0, { roundingMode: 'trunc' }),
    'div.trunc: an integer is divided by zero — mask the zeros or use a float',
  ],
  [
    () => integers.exp2_(),
    'exp2_: the result does not fit the dtype of the tensor — float32 into int64 — convert the tensor first, such as with .float()',
  ],
  [() => x.logit({ eps: 'a' as never }), 'logit: eps is no number — a — give a number, or null for none'],
  [
    () => x.logit(1e-6 as never),
    'logit: options are given by name — 0.000001 — give an object, such as { eps: 1e-6 }',
  ],
  [
    () => x.floatPower_(2),
    'floatPower_: the result needs a tensor of float64 — float32 — convert it first with .double()',
  ],
  [() => x.polygamma(-1), 'polygamma: the order is no derivative — -1 — give an integer from 0 on'],
  [() => x.mvlgamma(0), 'mvlgamma: the dimension is no integer from 1 on — 0 — give an integer from 1 on'],
  [
    () => x.heaviside(integers),
    'heaviside: the dtypes differ — float32 and int64 — convert the values with .to(input.dtype)',
  ],
  [() => bs.ldexp(1, 2), 'ldexp: either operand is no tensor — 1 — make one with tensor(…)'],
  [
    () => integers.round({ decimals: 1 }),
    'round: integers have no decimals — decimals 1 of int64 — convert it with .float()',
  ],
  [
    () => x.round(2 as never),
    'round: options are given by name — 2 — give an object, such as { decimals: 2 }',
  ],
  [() => x.addcmul('a' as never, x), `addcmul: ${twoOperands}`],
  [() => x.atan2('a' as never), `atan2: ${twoOperands}`],
  [() => bs.atan2('a' as never, x), `atan2: ${twoOperands}`],
  [() => x.clamp('a' as never), `clamp: ${twoOperands}`],
  [() => x.eq_('a' as never), `eq_: ${twoOperands}`],
  [
    () => integers.clone().addcmul_(x.at(0), 1),
    'addcmul_: the result does not fit the dtype of the tensor — float32 into int64 — convert the tensor first, such as with .float()',
  ],
  [
    () => x.lerp_(ones([4, 2, 3]), 0.5),
    'lerp_: the operand does not broadcast to the shape of the tensor — [4, 2, 3] into [2, 3] — reshape the operand',
  ],
  [
    () => x.isclose(integers),
    'isclose: the dtypes differ — float32 and int64 — convert one of them with .to()',
  ],
  [
    () => x.isclose(x, { rtol: -1 }),
    'isclose: a tolerance is negative — rtol -1, atol 1e-8 — give tolerances of at least 0',
  ],
  [
    () => bs.allclose(x, 2 as never),
    'allclose: the second operand is no tensor — 2 — make one with tensor(…)',
  ],
  [() => x.cumprod(2), 'cumprod: there is no axis 2 — the tensor has 2 axes — give one from -2 to 1'],
  [() => x.cummax(2), 'cummax: there is no axis 2 — the tensor has 2 axes — give one from -2 to 1'],
  [
    () => x.cumsum(0, 'int64' as never),
    "cumsum: options are given by name — int64 — give an object, such as { dtype: 'float64' }",
  ],
  [
    () => integers.nanmean(),
    'nanmean: the dtype is not floating — int64 — convert it first with .float(), or give { dtype }',
  ],
  [() => x.norm('nuc' as never), "norm: there is no such order — nuc — give a number, Infinity or 'fro'"],
  [() => x.bincount(), 'bincount: the elements are not integers — float32 — convert them with .long()'],
  [() => integers.reshape(3, 1).bincount(), 'bincount: the tensor has not one axis — [3, 1] — flatten it'],
  [() => integers.neg().bincount(), 'bincount: there is an element below 0 — -3 — count from 0 on'],
  [
    () => integers.bincount({ weights: ones([2]) }),
    'bincount: there is not one weight for each element — [2] for [3] — give them the same shape',
  ],
  [
    () => integers.bincount({ minlength: -1 }),
    'bincount: minlength is no size — -1 — give an integer of at least 0',
  ],
  [() => x.histc({ bins: 0 }), 'histc: that is no number of bins — 0 — give an integer from 1 on'],
  [() => x.histc({ min: 2, max: 1 }), 'histc: min is more than max — [2, 1] — exchange them'],
  [
    () => tensor([Number.POSITIVE_INFINITY, 1]).histc(),
    'histc: the range is not finite — [1, Infinity] — give finite min and max',
  ],
  [() => tensor(1).diff(), 'diff: the tensor has no axes — [] — give one of at least one'],
  [() => x.diff({ n: -1 }), 'diff: n is no number of times — -1 — give an integer of at least 0'],
  [() => x.diff(2 as never), 'diff: options are given by name — 2 — give an object, such as { n: 2 }'],
  [
    () => bs.trapezoid(x, { x: ones([2]) }),
    'trapezoid: there is not one place for each value — x [2], y [2, 3] along axis 1 — give x as many elements as the axis',
  ],
  [
    () => bs.trapezoid(x, integers as never),
    'trapezoid: options are given by name — a tensor of int64 — give an object, such as { x } or { dx: 0.5 }',
  ],
  [
    () => bs.gradient(x, { spacing: [1] }),
    'gradient: there is not one spacing for each axis — 1 for 2 axes — give one number, or one for each',
  ],
  [
    () => bs.gradient(x, { edgeOrder: 2 }),
    'gradient: the axis is too short — [2, 3] along axis 0 — give it at least 3 elements',
  ],
  [
    () => bs.gradient(x, { spacing: [ones([3]), ones([3])] }),
    'gradient: there is not one place for each element — [3] for axis 0 of [2, 3] — give a tensor of one axis, as long',
  ],
  [
    () => ones([2, 2, 2]).cov(),
    'cov: the tensor has more than 2 axes — [2, 2, 2] — give [variables, observations]',
  ],
  [
    () => x.cov({ aweights: ones([2]) }),
    'cov: there is not one weight for each observation — [2] for 3 observations — give them the shape [3]',
  ],
  [
    () => x.histogram(0),
    'histogram: that is no number of bins — 0 — give an integer from 1 on, or a tensor of edges',
  ],
  [
    () => x.histogram(2, { range: [1, 0] }),
    'histogram: that is no range — [1, 0] — give two finite numbers that increase',
  ],
  [
    () => ones([3]).renorm(2, 0, 1),
    'renorm: the tensor has fewer than 2 axes — [3] — give one with parts along an axis',
  ],
  [() => bs.acos(2 as never), `acos: ${notTensor}`],
  [() => bs.sum(2 as never), `sum: ${notTensor}`],
  [() => bs.polygamma(1, 2 as never), `polygamma: ${notTensor}`],
  [() => bs.nanToNum(2 as never), `nanToNum: ${notTensor}`],
  [() => bs.cumsum(2 as never, 0), `cumsum: ${notTensor}`],
];

describe('a mistake is told in one sentence:', () => {
  test.each(mistakes.map(([wrong, text]) => [text, wrong] as const))('%s', (text, wrong) => {
    let message = 'nothing was thrown';
    try {
      wrong();
    } catch (error) {
      expect(error).toBeInstanceOf(OpError);
      ({ message } = error as Error);
    }
    expect(message).toBe(text);
  });
});
