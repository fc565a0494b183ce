/** Whatever plain JavaScript passes to linear algebra, products and transforms, they answer or say what is wrong. */
import * as bs from 'backstep';
import { eye, fft, linalg, ones, randn, Tensor, tensor, zeros } from 'backstep';
import fc from 'fast-check';
import { expect, test } from 'vitest';

function disposed(): Tensor {
  const gone = ones([2, 2]);
  gone.dispose();
  return gone;
}

const tensors: fc.Arbitrary<() => unknown> = fc.constantFrom<() => unknown>(
  () => ones([2, 3]),
  () => zeros([0, 2]),
  () => zeros([0, 0]),
  () => zeros([2, 0, 2]),
  () => eye(2),
  () => zeros([3, 3], { dtype: 'float64' }),
  () => randn([3, 3, 2]),
  () => tensor([0, 1]),
  () => tensor(1.5),
  () => tensor([true]),
  () => tensor([Number.NaN, 1, 1, Infinity]).reshape(2, 2),
  () => ones([2, 2], { dtype: 'float16' }),
  () => [ones([2, 2]), ones([2, 2])],
  disposed,
);

const others: fc.Arbitrary<() => unknown> = fc
  .constantFrom<unknown>(
    ...[0, 1, -1, 2, 0.5, Number.NaN, Infinity, -5, 2 ** 31, 2 ** 53, 1e300],
    ...[undefined, null, true, '', 'ij,jk', '->', 'fro', 'ortho', [], [0, 1], [0.5], [[0], [1]], ['a']],
    ...[
      {},
      { upper: true },
      { left: false },
      { rtol: Number.NaN },
      { length: 1e12 },
      { hopLength: Number.NaN },
    ],
  )
  .map((value) => () => value);

const products =
  'einsum outer ger mv vdot inner tensordot kron cross trace addmm addmv addr baddbmm addbmm cdist chainMatmul stft istft ' +
  'logdet choleskySolve choleskyInverse triangularSolve luUnpack inverse pinverse svd';

type Functions = Readonly<Record<string, (...args: unknown[]) => unknown>>;
const functions: readonly (readonly [string, Functions[string]])[] = [
  ...Object.entries(linalg as unknown as Functions).map(([name, fn]) => [`linalg.${name}`, fn] as const),
  ...Object.entries(fft as unknown as Functions).map(([name, fn]) => [`fft.${name}`, fn] as const),
  ...products.split(' ').map((name) => [name, (bs as unknown as Functions)[name]] as const),
];

test.each(functions)('%s leaves the process whole, and its memory readable', (_, fn) => {
  const args = fc.tuple(tensors, fc.array(fc.oneof(tensors, others), { maxLength: 3 }));
  fc.assert(
    fc.property(args, ([first, rest]) => {
      let result: unknown = null;
      try {
        result = fn(...[first, ...rest].map((make) => make()));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
      }
      const made = typeof result === 'object' && result !== null ? Object.values(result) : [];
      for (const each of [result, ...made]) {
        if (!(each instanceof Tensor) || each.isDisposed || each.numel() > 1e6) continue;
        expect(each.data().length).toBe(each.numel());
      }
    }),
    { numRuns: 100 },
  );
});
