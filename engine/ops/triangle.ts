/** Triangles of matrices. */
import { bool } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { inside } from './context';
import { arange, type TensorOptions } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';
import { where } from './where';

/** Columns minus rows: [rows, columns]. */
function distances(rows: number, columns: number): Tensor {
  return arange(columns).sub(arange(rows).unsqueeze(1));
}

function distanceToDiagonal(op: string, input: Tensor): Tensor {
  if (input.ndim < 2)
    fail(op, 'the tensor is no matrix', shapeText(input.shape), 'give one of at least two axes');
  const [rows, columns] = input.shape.slice(-2);
  return distances(rows, columns);
}

/** A zero that changes no dtype. */
const zeroOf = (input: Tensor) => (input.type === bool ? false : 0);

type Input = readonly [Tensor];
type Diagonal = { readonly diagonal: number };

const trilRow = define('tril', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: Input, { diagonal }: Diagonal) =>
    where(distanceToDiagonal('tril', input).le(diagonal), input, zeroOf(input)),
  gradient: { input: ({ grad, diagonal }): Tensor => grad.tril(diagonal) },
});

const triuRow = define('triu', {
  operands: ['input'],
  composed: 'copies',
  forward: ([input]: Input, { diagonal }: Diagonal) =>
    where(distanceToDiagonal('triu', input).ge(diagonal), input, zeroOf(input)),
  gradient: { input: ({ grad, diagonal }): Tensor => grad.triu(diagonal) },
});

/** Zeros above a diagonal of the last two axes; 0 is the main one, 1 the next above (torch.tril). */
export function tril(input: Tensor, diagonal = 0): Tensor {
  return dispatch(trilRow, [input], { diagonal });
}

/** Zeros below a diagonal of the last two axes; 0 is the main one, 1 the next above (torch.triu). */
export function triu(input: Tensor, diagonal = 0): Tensor {
  return dispatch(triuRow, [input], { diagonal });
}

/** As {@link tril}, into the tensor itself (torch.Tensor.tril_). */
export function tril_(input: Tensor, diagonal = 0): Tensor {
  const above = inside(() => distanceToDiagonal('tril_', input).gt(diagonal));
  return input.maskedFill_(above, zeroOf(input));
}

/** As {@link triu}, into the tensor itself (torch.Tensor.triu_). */
export function triu_(input: Tensor, diagonal = 0): Tensor {
  const below = inside(() => distanceToDiagonal('triu_', input).lt(diagonal));
  return input.maskedFill_(below, zeroOf(input));
}

/** int64 [2, count]: rows and columns of the lower triangle of a matrix, row by row (torch.tril_indices). */
export function trilIndices(rows: number, columns: number, offset = 0, options: TensorOptions = {}): Tensor {
  return distances(rows, columns)
    .le(offset)
    .nonzero()
    .t()
    .contiguous()
    .to(options.dtype ?? 'int64');
}

/** int64 [2, count]: rows and columns of the upper triangle of a matrix, row by row (torch.triu_indices). */
export function triuIndices(rows: number, columns: number, offset = 0, options: TensorOptions = {}): Tensor {
  return distances(rows, columns)
    .ge(offset)
    .nonzero()
    .t()
    .contiguous()
    .to(options.dtype ?? 'int64');
}

methods({ tril, triu, tril_, triu_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Zeros above a diagonal of the last two axes; 0 is the main one, 1 the next above. */
    tril(diagonal?: number): Tensor;
    /** Zeros below a diagonal of the last two axes; 0 is the main one, 1 the next above. */
    triu(diagonal?: number): Tensor;
    /** Overwrites what is above a diagonal of the last two axes with zeros. */
    tril_(diagonal?: number): this;
    /** Overwrites what is below a diagonal of the last two axes with zeros. */
    triu_(diagonal?: number): this;
  }
}
