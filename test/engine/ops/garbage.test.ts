import type * as bs from 'backstep';
import { arange, F, OpError, ones, Tensor, tensor, zeros } from 'backstep';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

/** A tensor whose memory was given back. */
function disposed(): Tensor {
  const gone = ones([2]);
  gone.dispose();
  return gone;
}

/** What programs in plain JavaScript can pass by mistake, and some of what is right. */
const garbage: fc.Arbitrary<unknown> = fc.oneof(
  fc.constantFrom<unknown>(
    0,
    1,
    -1,
    2,
    0.5,
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -5,
    2 ** 31,
    2 ** 53,
    1e300,
  ),
  fc.constantFrom<unknown>(undefined, null, true, false, '', ':', '...', '1:', '::0', '::-1', 'x', '1:2:3:4'),
  fc.constantFrom<unknown>([], [0, 1], [0.5], [true, false], [[0], [1]], [0, [1]], ['a'], [Number.NaN]),
  fc.constantFrom<unknown>({}, { start: 1 }, { step: 0 }, { start: 'a' }, { dim: 7 }, { dim: Number.NaN }),
  fc.constantFrom<() => Tensor>(
    () => tensor([0, 1]),
    () => tensor([5]),
    () => tensor([-9]),
    () => tensor([0.5, Number.NaN]),
    () => tensor([true, false]),
    () => tensor([[0, 1], [1, 0]]), // biome-ignore format: a matrix
    () => tensor(1),
    () => zeros([0], { dtype: 'int64' }),
    () => zeros([2, 0]),
    () => ones([2, 3]),
    disposed,
  ),
);

const made = (value: unknown) => (typeof value === 'function' ? (value as () => Tensor)() : value);

const targets: readonly (() => Tensor)[] = [
  () => arange(6).reshape(2, 3),
  () => ones([2, 3]).t(),
  () => ones([]),
  () => zeros([0, 2]),
  () => tensor([true, false]),
  disposed,
];

/** Runs a call; gives what it threw that is no sentence for a person. */
function unexplained(call: () => unknown): unknown {
  try {
    call();
    return null;
  } catch (error) {
    return error instanceof OpError ? null : error;
  }
}

describe('whatever is given', () => {
  test('at and at_ answer or say what is wrong', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...targets),
        fc.array(garbage, { maxLength: 4 }),
        garbage,
        (target, places, value) => {
          const own = () => places.map(made) as bs.Index[];
          expect(unexplained(() => target().at(...own()))).toBeNull();
          expect(unexplained(() => target().at_(own(), made(value) as number))).toBeNull();
        },
      ),
      { numRuns: 1500 },
    );
  });

  const names =
    'take takeAlongDim put put_ gather scatter scatter_ scatterAdd scatterReduce indexSelect indexAdd indexCopy indexFill ' +
    'maskedFill maskedFill_ maskedSelect maskedScatter sort argsort topk kthvalue mode median nanmedian quantile unique ' +
    'nonzero bucketize isin flip roll rot90 movedim diagonal diagonalScatter diagEmbed diag unfold asStrided ' +
    'tensorSplit hsplit split chunk narrow select slice repeatInterleave tril triu sliceScatter selectScatter';

  test.each(names.split(' '))('%s leaves the process whole, and its memory readable', (name) => {
    fc.assert(
      fc.property(fc.constantFrom(...targets), fc.array(garbage, { maxLength: 4 }), (target, args) => {
        const x = target();
        const call = (x as unknown as Record<string, (...rest: unknown[]) => unknown>)[name];
        let result: unknown = null;
        try {
          result = call.apply(x, args.map(made));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
        // What came of it lies in memory of its own.
        const tensors = [result]
          .flat()
          .filter((each) => each instanceof Tensor && !each.isDisposed) as Tensor[];
        for (const each of tensors) if (each.numel() < 1e6) expect(each.data().length).toBe(each.numel());
      }),
      { numRuns: 120 },
    );
  });

  test('pad leaves the process whole', () => {
    fc.assert(
      fc.property(fc.constantFrom(...targets), garbage, garbage, garbage, (target, pads, mode, value) => {
        let error: unknown = null;
        try {
          F.pad(target(), made(pads) as number[], made(mode) as 'constant', made(value) as number);
        } catch (thrown) {
          error = thrown;
        }
        expect(error === null || error instanceof Error).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
