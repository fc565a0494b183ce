/** What decompositions are, on random matrices of any shape; numbers of PyTorch are in golden.test.ts. */
import {
  type DType,
  einsum,
  eye,
  fft,
  grad,
  istft,
  linalg,
  manualSeed,
  ones,
  randn,
  stft,
  type Tensor,
  tensor,
  zeros,
} from 'backstep';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';

const size = fc.oneof(
  { weight: 1, arbitrary: fc.constant(0) },
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 6 }) },
  { weight: 1, arbitrary: fc.integer({ min: 40, max: 90 }) },
);

const drawn = fc.record({
  batch: fc.array(fc.integer({ min: 0, max: 2 }), { maxLength: 2 }),
  rows: size,
  columns: size,
  // Of the whole rank, in tenths.
  rank: fc.integer({ min: 0, max: 10 }),
  dtype: fc.constantFrom('float32' as const, 'float64' as const),
  seed: fc.integer({ min: 0, max: 2 ** 31 }),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer T> ? T : never;

/** A random matrix of a rank. */
function matrix({ batch, rows, columns, rank, dtype, seed }: Drawn): Tensor {
  manualSeed(seed);
  const inner = Math.floor((Math.min(rows, columns) * rank) / 10);
  return randn([...batch, rows, inner], { dtype }).matmul(randn([...batch, inner, columns], { dtype }));
}

/** Equal but for what rounding makes of sums as long as these. */
function expectEqual(own: Tensor, other: Tensor, scale = 1): void {
  const wanted = other.broadcastTo(own.shape);
  if (own.numel() === 0) return;
  const error =
    (own.dtype === 'float32' ? 2 ** -20 : 2 ** -46) * Math.max(...own.shape, 8) * Math.max(scale, 1);
  expect(own.sub(wanted).abs().amax().item()).toBeLessThanOrEqual(error);
}

const largest = (a: Tensor) => (a.numel() === 0 ? 0 : (a.abs().amax().item() as number));
const identity = (n: number, dtype: DType) => eye(n, n, { dtype });

const always = (property: (d: Drawn) => void) => fc.assert(fc.property(drawn, property), { numRuns: 40 });

describe('of any matrix', () => {
  test('U S Vh is the matrix again, with orthonormal vectors and values that fall', () => {
    always((d) => {
      const a = matrix(d);
      const { U, S, Vh } = linalg.svd(a, { fullMatrices: false });
      expectEqual(U.mul(S.unsqueeze(-2)).matmul(Vh), a, largest(S));
      const k = Math.min(d.rows, d.columns);
      expectEqual(U.mT.matmul(U), identity(k, d.dtype));
      expectEqual(Vh.matmul(Vh.mT), identity(k, d.dtype));
      if (k > 1)
        expect(
          S.narrow(-1, 1, k - 1)
            .le(S.narrow(-1, 0, k - 1))
            .all()
            .item(),
        ).toBeTruthy();
      const full = linalg.svd(a);
      expectEqual(full.U.matmul(full.U.mT), identity(d.rows, d.dtype));
      expectEqual(full.Vh.mT.matmul(full.Vh), identity(d.columns, d.dtype));
      expectEqual(linalg.matrixNorm(a), S.norm(2, -1), largest(S));
    });
  });

  test('Q R is the matrix again, with an orthogonal Q and a triangular R', () => {
    always((d) => {
      const a = matrix(d);
      for (const mode of ['reduced', 'complete'] as const) {
        const { Q, R } = linalg.qr(a, mode);
        expectEqual(Q.matmul(R), a, largest(R));
        expectEqual(Q.mT.matmul(Q), identity(Q.size(-1), d.dtype));
        expectEqual(R.tril(-1), zeros([1], { dtype: d.dtype }));
      }
    });
  });

  test('P L U is the matrix again, with multipliers of at most 1', () => {
    always((d) => {
      const a = matrix(d);
      const { P, L, U } = linalg.lu(a);
      expectEqual(P.matmul(L).matmul(U), a, largest(U));
      expect(largest(L)).toBeLessThanOrEqual(1);
    });
  });

  test('the pseudo-inverse P has A P A = A and P A P = P, and the rank is that of the matrix', () => {
    always((d) => {
      const a = matrix(d);
      const inverse = linalg.pinv(a);
      const scale = largest(a) ** 2 * Math.max(largest(inverse), 1) ** 2;
      expectEqual(a.matmul(inverse).matmul(a), a, scale);
      expectEqual(inverse.matmul(a).matmul(inverse), inverse, scale);
      const rank = Math.floor((Math.min(d.rows, d.columns) * d.rank) / 10);
      if (d.dtype === 'float64') expect(linalg.matrixRank(a).eq(rank).all().item()).toBeTruthy();
    });
  });

  test('least squares leave an error that is orthogonal to the columns', () => {
    always((d) => {
      const a = matrix({ ...d, dtype: 'float64' });
      const b = randn([...d.batch, d.rows, 3], { dtype: 'float64' });
      const { solution } = linalg.lstsq(a, b);
      const rest = a.matmul(solution).sub(b);
      expectEqual(
        a.mT.matmul(rest),
        zeros([1], { dtype: 'float64' }),
        100 * (1 + largest(a) ** 2) * (1 + largest(solution)),
      );
    });
  });
});

describe('of square matrices', () => {
  const square = (d: Drawn): Tensor => {
    const rows = d.columns;
    const a = matrix({ ...d, rows });
    // Singular values of at least 1, so that errors stay small.
    return a.matmul(a.mT).add(identity(rows, d.dtype));
  };

  test('V diag(λ) Vᵀ is the symmetric matrix again', () => {
    always((d) => {
      const a = square(d);
      const { eigenvalues, eigenvectors } = linalg.eigh(a, d.seed % 2 ? 'L' : 'U');
      expectEqual(eigenvectors.mul(eigenvalues.unsqueeze(-2)).matmul(eigenvectors.mT), a, largest(a));
      expectEqual(eigenvectors.mT.matmul(eigenvectors), identity(d.columns, d.dtype));
    });
  });

  test('L Lᵀ is the positive-definite matrix again, and determinants are products of eigenvalues', () => {
    always((d) => {
      const a = square(d);
      const lower = linalg.cholesky(a);
      expectEqual(lower.matmul(lower.mT), a, largest(a));
      const { sign, logabsdet } = linalg.slogdet(a);
      expectEqual(sign, ones(sign.shape, { dtype: d.dtype }));
      expectEqual(logabsdet, linalg.eigvalsh(a).log().sum(-1), 10 * largest(logabsdet));
    });
  });

  test('solutions solve, from either side, and the inverse is one', () => {
    always((d) => {
      const a = square({ ...d, dtype: 'float64' });
      const b = randn([...d.batch, d.columns, 2], { dtype: 'float64' });
      expectEqual(a.matmul(linalg.solve(a, b)), b, 10 * largest(a));
      expectEqual(linalg.solve(a, b.mT, { left: false }).matmul(a), b.mT, 10 * largest(a));
      expectEqual(a.matmul(linalg.inv(a)), identity(d.columns, 'float64'), 10 * largest(a));
    });
  });
});

test('the determinant of a singular matrix has its cofactors as its gradient', () => {
  const a = tensor(
    [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ],
    { dtype: 'float64', requiresGrad: true },
  );
  const [cofactors] = grad(linalg.det(a.mul(1)), [a]);
  expectEqual(
    cofactors as Tensor,
    tensor(
      [
        [-3, 6, -3],
        [6, -12, 6],
        [-3, 6, -3],
      ],
      { dtype: 'float64' },
    ),
    10,
  );
});

test('eigenvectors and values of what is not a number are NaN', () => {
  const { eigenvalues, eigenvectors } = linalg.eigh(
    tensor([
      [Number.NaN, 1],
      [1, 2],
    ]),
  );
  expect(eigenvalues.isnan().all().item()).toBeTruthy();
  expect(eigenvectors.isnan().all().item()).toBeTruthy();
});

test('singular values keep their digits however large or small the matrix is', () => {
  for (const scale of [1e-300, 1e300]) {
    const { S } = linalg.svd(
      tensor(
        [
          [3, 0],
          [0, 4],
        ],
        { dtype: 'float64' },
      ).mul(scale),
    );
    expectEqual(S.div(scale), tensor([4, 3], { dtype: 'float64' }));
  }
});

test('an equation with any letters sums as nested loops do', () => {
  const letters = 'ijkl';
  const sizes: Readonly<Record<string, number>> = { i: 2, j: 3, k: 1, l: 2 };
  const term = fc.array(fc.constantFrom(...letters), { maxLength: 3 }).map((list) => list.join(''));
  const equations = fc.array(term, { minLength: 1, maxLength: 3 }).chain((terms) =>
    fc.record({
      terms: fc.constant(terms),
      output: fc.shuffledSubarray([...new Set(terms.join(''))]).map((list) => list.join('')),
    }),
  );
  fc.assert(
    fc.property(equations, ({ terms, output }) => {
      manualSeed(3);
      const operands = terms.map((each) =>
        randn(
          [...each].map((letter) => sizes[letter]),
          { dtype: 'float64' },
        ),
      );
      const own = einsum(`${terms.join(',')}->${output}`, ...operands);
      const all = operands.map((each) => each.contiguous().data() as Float64Array);
      const place = (names: string, at: Readonly<Record<string, number>>) =>
        [...names].reduce((offset, letter) => offset * sizes[letter] + at[letter], 0);
      const sums = new Float64Array(own.numel());
      const loop = (rest: string, at: Record<string, number>): void => {
        if (rest === '') {
          sums[place(output, at)] += terms.reduce((x, names, k) => x * all[k][place(names, at)], 1);
          return;
        }
        for (let k = 0; k < sizes[rest[0]]; k++) loop(rest.slice(1), { ...at, [rest[0]]: k });
      };
      loop([...new Set(terms.join(''))].join(''), {});
      expectEqual(own, tensor([...sums], { dtype: 'float64' }).reshape(own.shape), 100);
    }),
    { numRuns: 200 },
  );
});

describe('transforms', () => {
  const signals = fc.record({ n: fc.integer({ min: 1, max: 300 }), seed: fc.integer({ min: 0, max: 1e6 }) });

  test('of any length come back, and keep the energy', () => {
    fc.assert(
      fc.property(signals, ({ n, seed }) => {
        manualSeed(seed);
        const z = randn([2, n, 2], { dtype: 'float64' });
        const bins = fft.fft(z, null, -1, 'ortho');
        expectEqual(fft.ifft(bins, null, -1, 'ortho'), z, 10);
        expectEqual(bins.norm(), z.norm(), n);
        const x = randn([n, 2, 3], { dtype: 'float64' });
        expectEqual(fft.irfft(fft.rfft(x, null, 0), n, 0), x, 10);
        expectEqual(
          fft.fft(fft.complex(x), null, 0).narrow(0, 0, Math.floor(n / 2) + 1),
          fft.rfft(x, null, 0),
          n,
        );
      }),
      { numRuns: 40 },
    );
  });

  test('of several axes come back', () => {
    manualSeed(1);
    const z = randn([3, 4, 5, 2], { dtype: 'float64' });
    expectEqual(fft.ifftn(fft.fftn(z)), z, 10);
    expectEqual(fft.irfftn(fft.rfftn(z), [3, 4, 5, 2]), z, 10);
  });

  test('of short frames come back', () => {
    manualSeed(1);
    const x = randn([2, 100], { dtype: 'float64' });
    const window = tensor(
      Array.from({ length: 16 }, (_, k) => Math.sin((Math.PI * (k + 0.5)) / 16)),
      { dtype: 'float64' },
    );
    const options = { hopLength: 4, window };
    const frames = stft(x, 16, options);
    expectEqual(istft(frames, 16, { ...options, length: 100 }), x, 10);
  });
});
