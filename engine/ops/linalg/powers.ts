/** Powers and exponentials of matrices, and products of several. */
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { zeros } from '../creation';
import { dispatch, NONE, requireTensor } from '../dispatch';
import { cat } from '../join';
import { matmul } from '../matmul';
import { define } from '../row';
import {
  batchOf,
  identity,
  requireEqualSides,
  requireFloats,
  requireMatrices,
  requireOneType,
} from './matrices';
import { inv, solve } from './solve';

/** Aⁿ of square matrices [..., n, n] by squaring; of the inverse where n is negative (torch.linalg.matrix_power). */
export function matrixPower(input: Tensor, exponent: number): Tensor {
  const op = 'linalg.matrixPower';
  requireTensor(op, 'the matrix', input);
  requireEqualSides(op, input);
  if (!Number.isSafeInteger(exponent))
    fail(op, 'the exponent is no integer', `${exponent}`, 'give an integer');
  if (exponent === 0)
    return identity(input.shape[input.ndim - 1], input)
      .expand(input.shape)
      .clone();
  let square = exponent < 0 ? inv(input) : input;
  let product: Tensor | null = null;
  for (let rest = Math.abs(exponent); rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product = product === null ? square : matmul(product, square);
    if (rest > 1) square = matmul(square, square);
  }
  return product as Tensor;
}

/** Coefficients of the Padé approximant of degree 13 (Higham, The scaling and squaring method revisited, 2005). */
const pade = [
  64764752532480000, 32382376266240000, 7771770303897600, 1187353796428800, 129060195264000, 10559470521600,
  670442572800, 33522128640, 1323241920, 40840800, 960960, 16380, 182, 1,
].map((coefficient) => coefficient / 64764752532480000);

const expRow = define('linalg.matrixExp', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor]) => {
    const size = input.shape[input.ndim - 1];
    if (input.numel() === 0) return input.clone();
    const norm = input.abs().sum(-2).amax().item() as number;
    // Where the approximant is as exact as float64.
    const squarings = norm > 5.37 && Number.isFinite(norm) ? Math.ceil(Math.log2(norm / 5.37)) : 0;
    const a = input.double().mul(2 ** -squarings);
    const one = identity(size, a);
    const a2 = a.matmul(a);
    const a4 = a2.matmul(a2);
    const a6 = a4.matmul(a2);
    const series = (first: number) => {
      const [c0, c2, c4, c6, c8, c10, c12] = pade.filter((_, power) => power % 2 === first);
      const high = a6.mul(c12).add(a4.mul(c10)).add(a2.mul(c8));
      return a6.matmul(high).add(a6.mul(c6)).add(a4.mul(c4)).add(a2.mul(c2)).add(one.mul(c0));
    };
    const odd = a.matmul(series(1));
    const even = series(0);
    let exponential = solve(even.sub(odd), even.add(odd));
    for (let step = 0; step < squarings; step++) exponential = exponential.matmul(exponential);
    return exponential.to(input.dtype);
  },
  gradient: {
    // The upper right block of exp([[Aᵀ, dE], [0, Aᵀ]]) (Mathias, 1996).
    input: ({ grad, input }): Tensor => {
      const size = input.shape[input.ndim - 1];
      const top = cat([input.mT, grad], -1);
      const bottom = cat([zeros(input.shape, { dtype: input.dtype }), input.mT], -1);
      return matrixExp(cat([top, bottom], -2))
        .narrow(-2, 0, size)
        .narrow(-1, size, size);
    },
  },
});

/** The exponential Σ Aᵏ / k! of square matrices [..., n, n] (torch.linalg.matrix_exp). */
export function matrixExp(input: Tensor): Tensor {
  requireFloats('linalg.matrixExp', input);
  requireEqualSides('linalg.matrixExp', input);
  return dispatch(expRow, [input], NONE);
}

/** Cost of the cheapest order of products of matrices of these sizes, and where to divide it: by dynamic programming. */
function cheapestSplits(sizes: readonly number[]): number[][] {
  const count = sizes.length - 1;
  const costs = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  const splits = Array.from({ length: count }, () => new Array<number>(count).fill(0));
  for (let length = 1; length < count; length++) {
    for (let first = 0; first + length < count; first++) {
      const last = first + length;
      costs[first][last] = Infinity;
      for (let split = first; split < last; split++) {
        const product = sizes[first] * sizes[split + 1] * sizes[last + 1];
        const cost = costs[first][split] + costs[split + 1][last] + product;
        if (cost >= costs[first][last]) continue;
        costs[first][last] = cost;
        splits[first][last] = split;
      }
    }
  }
  return splits;
}

/**
 * The product of several matrices in the order that costs least (torch.linalg.multi_dot). The first one can be a
 * vector, a row, and the last one, a column; that axis is then missing from the result.
 */
export function multiDot(tensors: readonly Tensor[]): Tensor {
  const op = 'linalg.multiDot';
  for (const tensor of tensors) requireTensor(op, 'an operand', tensor);
  if (tensors.length < 2) fail(op, 'there is no product', `${tensors.length} tensors`, 'give at least two');
  const matrices = tensors.map((tensor, position) => {
    if (tensor.ndim === 1 && position === 0) return tensor.unsqueeze(0);
    return tensor.ndim === 1 && position === tensors.length - 1 ? tensor.unsqueeze(1) : tensor;
  });
  const shapes = () => tensors.map(({ shape }) => shapeText(shape)).join(' @ ');
  matrices.forEach((matrix, position) => {
    if (matrix.ndim !== 2) fail(op, 'the tensors are not all matrices', shapes(), 'use matmul() for batches');
    if (position > 0 && matrices[position - 1].shape[1] !== matrix.shape[0])
      fail(op, 'inner dimensions differ', shapes(), 'transpose one of them');
  });
  const splits = cheapestSplits([...matrices.map(({ shape }) => shape[0]), matrices.at(-1)!.shape[1]]);
  const product = (first: number, last: number): Tensor => {
    if (first === last) return matrices[first];
    const split = splits[first][last];
    return matmul(product(first, split), product(split + 1, last));
  };
  let result = product(0, matrices.length - 1);
  if (tensors.at(-1)!.ndim === 1) result = result.squeeze(1);
  if (tensors[0].ndim === 1) result = result.squeeze(0);
  return result;
}

/** The product of matrices in the order that costs least (torch.chain_matmul). */
export function chainMatmul(...matrices: readonly Tensor[]): Tensor {
  const [first] = matrices;
  requireTensor('chainMatmul', 'an operand', first);
  return matrices.length === 1 ? first : multiDot(matrices);
}

/**
 * The first n columns of the product of the reflections I - τₖ vₖ vₖᵀ, with vₖ column k of `input` [..., m, n] below
 * its diagonal, which is taken for ones, and τ [..., k ≤ n] (torch.linalg.householder_product).
 */
export function householderProduct(input: Tensor, tau: Tensor): Tensor {
  requireMatrices('linalg.householderProduct', input);
  requireOneType('linalg.householderProduct', input, tau);
  const [rows, columns] = input.shape.slice(-2);
  const count = tau.shape[tau.ndim - 1];
  if (rows < columns || count > columns) {
    const shapes = `${shapeText(input.shape)} and ${shapeText(tau.shape)}`;
    fail(
      'linalg.householderProduct',
      'the shapes do not fit',
      shapes,
      'give [..., m, n], m ≥ n, and [..., k ≤ n]',
    );
  }
  const vectors = input.tril(-1).add(identity(rows, input).narrow(-1, 0, columns));
  let product = identity(rows, input).expand([...batchOf(input), rows, rows]);
  for (let k = 0; k < count; k++) {
    const v = vectors.narrow(-1, k, 1);
    const scaled = v.mul(tau.narrow(-1, k, 1).unsqueeze(-1));
    product = product.sub(product.matmul(v).matmul(scaled.mT));
  }
  return product.narrow(-1, 0, columns);
}
