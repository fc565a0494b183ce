import * as bs from 'backstep';
import { grad, Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { isPackedTensor, type OpCase, type PackedArgument, readGolden, unpack } from '../../golden/read';
import { expectClose } from './close';

type Call = (...args: never[]) => Tensor | readonly Tensor[];

/** Functions that are made of ops and are no rows, as their golden cases call them. */
const calls: Readonly<Record<string, Call>> = {
  varMean: bs.varMean,
  stdMean: bs.stdMean,
  aminmax: (input: Tensor, dim?: number, keep?: boolean) => {
    const { min, max } = bs.aminmax(input, dim, keep);
    return [min, max];
  },
  dist: bs.dist,
  floatPower: bs.floatPower,
  trapezoid: bs.trapezoid,
  cumulativeTrapezoid: bs.cumulativeTrapezoid,
  gradient: bs.gradient,
  corrcoef: bs.corrcoef,
  cov: (input: Tensor, first?: Tensor | bs.CovOptions | null, aweights?: Tensor | null) =>
    first instanceof Tensor || first === null
      ? bs.cov(input, { fweights: first ?? undefined, aweights: aweights ?? undefined })
      : bs.cov(input, first),
  renorm: bs.renorm,
  histogram: (input: Tensor, bins: number | Tensor, options?: Tensor | bs.HistogramOptions) => {
    const { hist, binEdges } = bs.histogram(
      input,
      bins,
      options instanceof Tensor ? { weight: options } : options,
    );
    return [hist, binEdges];
  },
};

describe.each(Object.entries(readGolden<Record<string, OpCase[]>>('functions')))('%s', (name, cases) => {
  test('gives PyTorch’s results and gradients', () => {
    for (const [position, given] of cases.entries()) {
      const leaves: Tensor[] = [];
      const args = given.args.map((packed: PackedArgument) => {
        if (!isPackedTensor(packed)) return packed;
        const argument = unpack(packed);
        if (given.seed && argument.isFloatingPoint()) leaves.push(argument.requiresGrad_());
        return argument;
      });
      const result = calls[name](...(args as never[]));
      const outputs = result instanceof Tensor ? [result] : result;
      const what = `case ${position}`;
      expect(outputs.length, what).toBe(given.outputs.length);
      for (const [which, output] of outputs.entries()) expectClose(output, given.outputs[which], what);
      if (!given.seed) continue;
      const found = grad(outputs[0], leaves, { gradOutputs: unpack(given.seed), allowUnused: true });
      for (const [which, gradient] of found.entries()) {
        const expected = given.gradients?.[which];
        if (expected) expectClose(gradient as Tensor, expected, `${what}, gradient ${which}`);
        else expect(gradient).toBeNull();
      }
    }
  });
});

test('every function that has golden cases is called, and the other way round', () => {
  expect(Object.keys(calls).sort()).toEqual(Object.keys(readGolden<object>('functions')).sort());
});

test('allclose and equal give a boolean', () => {
  const x = tensor([1, 2, Number.NaN]);
  expect(bs.allclose(tensor([0.5, 2]), tensor([0.5, 2.000001]))).toBe(true);
  expect(bs.allclose(tensor([0.5, 2]), tensor([0.5, 2.1]))).toBe(false);
  expect(x.allclose(x)).toBe(false);
  expect(x.allclose(x, { equalNan: true })).toBe(true);
  expect(x.equal(x)).toBe(false);
  expect(tensor([1, 2]).equal(tensor([1, 2], { dtype: 'float64' }))).toBe(true);
  expect(tensor([1, 2]).equal(tensor([[1, 2]]))).toBe(false);
});

test('bounds of clamp can be given by their places, be tensors, and have their own functions', () => {
  const x = tensor([-2, 0.5, 3]);
  expect(x.clamp(0, 1).tolist()).toEqual([0, 0.5, 1]);
  expect(x.clamp(null, 1).tolist()).toEqual([-2, 0.5, 1]);
  expect(x.clip(tensor([0, 1, 2]), tensor([1, 2, 2.5])).tolist()).toEqual([0, 1, 2.5]);
  expect(x.clampMin(0).tolist()).toEqual([0, 0.5, 3]);
  expect(bs.clampMax(x, tensor(1)).tolist()).toEqual([-2, 0.5, 1]);
  expect(x.clone().clampMin_(0).clampMax_(1).tolist()).toEqual([0, 0.5, 1]);
  expect(x.clone().clamp_(0, 1).tolist()).toEqual([0, 0.5, 1]);
});

test('second names are the same ops', () => {
  const x = tensor([0.25, -0.5]);
  expect(bs.arccos(x).tolist()).toEqual(bs.acos(x).tolist());
  expect(bs.multiply(x, 2).tolist()).toEqual([0.5, -1]);
  expect(x.divide(2, { roundingMode: 'floor' }).tolist()).toEqual([0, -1]);
  expect(x.absolute().subtract(x, { alpha: 2 }).tolist()).toEqual([-0.25, 1.5]);
  expect(x.greaterEqual(0).tolist()).toEqual([true, false]);
  expect(x.clone().multiply_(4).negative_().fix().tolist()).toEqual([-1, 2]);
  expect(x.positive()).toBe(x);
});

test('an op made of others takes NaN as a number beside floats of 16 bits', () => {
  const x = tensor([1, 2], { dtype: 'float16' });
  expect(x.ldexp(Number.NaN).tolist()).toEqual([Number.NaN, Number.NaN]);
});
