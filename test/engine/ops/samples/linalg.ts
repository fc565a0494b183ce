import * as bs from 'backstep';
import { cat, eye, linalg, type Tensor } from 'backstep';
import { all, type Call, fn, type Samples } from './call';

/** Several results as one, so that the gradient goes through all of them. */
const joined = (...tensors: readonly Tensor[]) => cat(tensors.map((each) => each.flatten()));
const symmetric = (a: Tensor) => a.add(a.mT);
const positive = (a: Tensor) => a.matmul(a.mT).add(eye(a.size(-1), a.size(-1), { dtype: a.dtype }));
const triangle = (a: Tensor, { upper = false }) => (upper ? a.triu() : a.tril());
/** Of columns of vectors whose signs are free: those that make their sums positive. */
const signs = (vectors: Tensor) => vectors.detach().sum(-2, true).sign();

const inNamespace = (name: string): Call =>
  (linalg as unknown as Record<string, Call>)[name.slice('linalg.'.length)];

export const decompositions: Samples = {
  ...all(
    'linalg.inv linalg.det linalg.solve linalg.solveTriangular linalg.pinv linalg.matrixExp',
    inNamespace,
  ),
  'linalg.slogdet': (a) => {
    const { sign, logabsdet } = linalg.slogdet(a);
    return [logabsdet, sign];
  },
  'linalg.luFactor': (a) => {
    const { LU, pivots } = linalg.luFactor(a);
    return [LU, pivots];
  },
  'linalg.qr': (a, mode) => {
    const { Q, R } = linalg.qr(a, mode);
    return joined(Q, R);
  },
  'linalg.cholesky': (a, options) => linalg.cholesky(positive(a), options),
  'linalg.eigh': (a, side) => {
    const { eigenvalues, eigenvectors } = linalg.eigh(symmetric(a), side);
    return joined(eigenvalues, eigenvectors.mul(signs(eigenvectors)));
  },
  'linalg.svd': (a, options) => {
    const { U, S, Vh } = linalg.svd(a, options);
    const [left, right] = [U.narrow(-1, 0, S.size(-1)), Vh.narrow(-2, 0, S.size(-1))];
    return joined(left.mul(signs(left)), S, right.mul(signs(left).mT));
  },
};

export const linearAlgebra: Samples = {
  ...all('logdet triangularSolve', fn),
  choleskySolve: (b, a, options) => bs.choleskySolve(b, triangle(a, options), options),
  choleskyInverse: (a, options) => bs.choleskyInverse(triangle(a, options), options),
  ...all('linalg.svdvals linalg.matrixRank linalg.matrixNorm linalg.vectorNorm linalg.norm', inNamespace),
  ...all('linalg.cond linalg.matrixPower linalg.householderProduct linalg.tensorinv', inNamespace),
  ...all('linalg.tensorsolve linalg.vander linalg.diagonal', inNamespace),
  'linalg.eigvalsh': (a, side) => linalg.eigvalsh(symmetric(a), side),
  'linalg.lu': (a) => {
    const { P, L, U } = linalg.lu(a);
    return joined(P, L, U);
  },
  'linalg.luSolve': (a, b) => {
    const { LU, pivots } = linalg.luFactor(a);
    return linalg.luSolve(LU, pivots, b);
  },
  luSolve: (a, b) => {
    const { LU, pivots } = linalg.luFactor(a);
    return b.luSolve(LU, pivots);
  },
  'linalg.lstsq': (a, b) => linalg.lstsq(a, b).solution,
  'linalg.lstsqRest': (a, b) => {
    const { residuals, rank, singularValues } = linalg.lstsq(a, b);
    return [residuals, rank, singularValues];
  },
  'torch.svd': (a) => bs.svd(a).S,
};
