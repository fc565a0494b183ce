/** What kernels write is looked at where it is small, for those who watch. */
import { type DType, empty, ones, tensor, tidy } from 'backstep';
import { afterEach, describe, expect, it } from 'vitest';
import { apart, areResultsFinite, lookAtResults } from '../../../engine/ops/command';

afterEach(() => lookAtResults(false));

/** Whether what `run` writes is known to be finite. */
function isKnown(run: () => unknown): boolean {
  lookAtResults(true);
  run();
  return areResultsFinite();
}

describe.each(['float32', 'float64', 'float16', 'bfloat16'] as DType[])('results of %s', (dtype) => {
  const x = tensor([1, 0, -3], { dtype });

  it('are known to be finite', () => {
    expect(isKnown(() => x.mul(2))).toBe(true);
  });

  it.each([
    ['NaN', () => x.sqrt()],
    ['∞', () => x.reciprocal()],
    ['-∞', () => x.abs().log()],
    ['NaN in place', () => x.clone().sqrt_()],
    ['NaN among the elements that a view writes', () => ones([2, 3], { dtype }).select(0, 1).copy_(x.sqrt())],
  ])('are not where one is %s', (_, run) => {
    expect(isKnown(run)).toBe(false);
  });
});

it('are not known any more after one that is not finite, whatever comes then', () => {
  const x = tensor([-1, 4]);
  expect(isKnown(() => [x.sqrt(), x.mul(2)])).toBe(false);
});

it('are not known where they are large: what is left of them may be little', () => {
  const x = ones([8193]);
  expect(isKnown(() => x.slice(0, 0, 8192).contiguous())).toBe(true);
  expect(isKnown(() => x.mul(2))).toBe(false);
});

it('of integers are finite, and memory that nobody wrote to is no result', () => {
  const count = tensor([1, 2], { dtype: 'int64' });
  expect(isKnown(() => [count.add(1), empty([4])])).toBe(true);
});

it('are not known where the program gives the elements', () => {
  expect(isKnown(() => tensor([1]))).toBe(false);
});

it('are not looked at apart from the program, and then again', () => {
  const x = tensor([-1]);
  expect(isKnown(() => apart(() => x.sqrt()))).toBe(true);
  expect(isKnown(() => [apart(() => x.sqrt()), x.sqrt()])).toBe(false);
});

it('belong to no scope of the program where they are made apart from it', () => {
  const made: ReturnType<typeof ones>[] = [];
  tidy(() =>
    made.push(
      apart(() => ones([2])),
      ones([2]),
    ),
  );
  expect(made.map(({ isDisposed }) => isDisposed)).toEqual([false, true]);
});

it('are not known while nobody looks', () => {
  lookAtResults(false);
  tensor([1]).mul(2);
  expect(areResultsFinite()).toBe(false);
});
