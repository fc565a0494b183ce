/** Diagonals of matrices. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define, type Operand } from './row';
import { seenAs } from './view';

interface Diagonal {
  readonly offset: number;
  readonly dim1: number;
  readonly dim2: number;
}

/** Elements of a diagonal, above the main one by `offset`. */
function lengthOf(shape: Shape, { offset, dim1, dim2 }: Diagonal): number {
  const [rows, columns] = [shape[dim1], shape[dim2]];
  return Math.max(Math.min(rows + Math.min(offset, 0), columns - Math.max(offset, 0)), 0);
}

function seenDiagonal(input: Tensor, place: Diagonal): Tensor {
  const { shape, strides } = input;
  const { offset, dim1, dim2 } = place;
  const others = (_: number, axis: number) => axis !== dim1 && axis !== dim2;
  const length = lengthOf(shape, place);
  const first = offset >= 0 ? offset * strides[dim2] : -offset * strides[dim1];
  return seenAs(
    input,
    [...shape.filter(others), length],
    [...strides.filter(others), strides[dim1] + strides[dim2]],
    input.offset + (length > 0 ? first : 0),
  );
}

const diagonalRow = define('diagonal', {
  operands: ['input'],
  forward: ([input]: readonly [Tensor], place: Diagonal) => seenDiagonal(input, place),
  gradient: {
    input: ({ grad, inputShape, offset, dim1, dim2 }): Tensor =>
      zeros(inputShape, { dtype: grad.dtype }).diagonalScatter(grad, offset, dim1, dim2),
  },
});

function requireOffset(op: string, offset: number): void {
  if (!Number.isInteger(offset)) fail(op, `${offset} names no diagonal`, String(offset), 'give an integer');
}

function placeOf(op: string, input: Tensor, offset: number, dim1: number, dim2: number): Diagonal {
  if (input.ndim < 2)
    fail(op, 'the tensor is no matrix', shapeText(input.shape), 'give one of at least two axes');
  requireOffset(op, offset);
  const place = { offset, dim1: axisOf(op, dim1, input.ndim), dim2: axisOf(op, dim2, input.ndim) };
  if (place.dim1 === place.dim2) {
    fail(op, 'both axes are the same', `axis ${place.dim1} of ${shapeText(input.shape)}`, 'name two axes');
  }
  return place;
}

/**
 * The diagonals of the matrices in two axes, as a last axis; a view (torch.diagonal). `offset` 1 is the diagonal
 * above the main one.
 */
export function diagonal(input: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  return dispatch(diagonalRow, [input], placeOf('diagonal', input, offset, dim1, dim2));
}

const diagonalScatterRow = define('diagonalScatter', {
  operands: ['input', 'source'],
  composed: 'copies',
  forward: ([input, source]: readonly [Tensor, Tensor], place: Diagonal) => {
    const whole = input.clone();
    seenDiagonal(whole, place).copy_(source);
    return whole;
  },
  gradient: {
    input: ({ grad, offset, dim1, dim2, sourceShape }): Tensor =>
      grad.diagonalScatter(zeros(sourceShape, { dtype: grad.dtype }), offset, dim1, dim2),
    source: ({ grad, offset, dim1, dim2 }) => grad.diagonal(offset, dim1, dim2),
  },
});

/** A copy with `source` for a diagonal (torch.diagonal_scatter). */
export function diagonalScatter(input: Tensor, source: Tensor, offset = 0, dim1 = 0, dim2 = 1): Tensor {
  const place = placeOf('diagonalScatter', input, offset, dim1, dim2);
  const others = input.shape.filter((_, axis) => axis !== place.dim1 && axis !== place.dim2);
  const expected = [...others, lengthOf(input.shape, place)];
  if (shapeText(source.shape) !== shapeText(expected)) {
    const shapes = `${shapeText(source.shape)} for ${shapeText(expected)}`;
    fail('diagonalScatter', 'the source has not the shape of the diagonal', shapes, 'reshape it');
  }
  return dispatch(diagonalScatterRow, [input, source], place);
}

/** Matrices of zeros with the last axis of the tensor for a diagonal, in two new axes (torch.diag_embed). */
export function diagEmbed(input: Tensor, offset = 0, dim1 = -2, dim2 = -1): Tensor {
  const ndim = input.ndim + 1;
  requireOffset('diagEmbed', offset);
  if (input.ndim === 0) fail('diagEmbed', 'the tensor has no axis', '[]', 'reshape it to [1]');
  const first = axisOf('diagEmbed', dim1, ndim);
  const second = axisOf('diagEmbed', dim2, ndim);
  if (first === second) fail('diagEmbed', 'both axes are the same', `axis ${first}`, 'name two axes');
  const size = input.shape[input.ndim - 1] + Math.abs(offset);
  const others = input.shape.slice(0, -1);
  const shape = Array.from({ length: ndim }, (_, axis) =>
    axis === first || axis === second ? size : (others.shift() as number),
  );
  const whole = zeros(shape, { dtype: input.dtype });
  return diagonalScatter(whole, input, offset, first, second);
}

/** A matrix with the vector for its diagonal, or a copy of the diagonal of a matrix (torch.diag). */
export function diag(input: Tensor, offset = 0): Tensor {
  if (input.ndim === 1) return diagEmbed(input, offset);
  if (input.ndim !== 2)
    fail(
      'diag',
      'the tensor is no vector and no matrix',
      shapeText(input.shape),
      'use diagonal() or diagEmbed()',
    );
  return diagonal(input, offset).clone();
}

/** A matrix with all elements of the tensor for its diagonal (torch.diagflat). */
export function diagflat(input: Tensor, offset = 0): Tensor {
  return diagEmbed(input.reshape(-1), offset);
}

/** Overwrites the main diagonal of a matrix with one number (torch.Tensor.fill_diagonal_, without wrap). */
export function fillDiagonal_(input: Tensor, value: Operand): Tensor {
  if (input.ndim !== 2)
    fail('fillDiagonal_', 'the tensor is no matrix', shapeText(input.shape), 'use diagonal().fill_()');
  diagonal(input).fill_(value);
  return input;
}

methods({ diagonal, diagonalScatter, diagEmbed, diag, diagflat, fillDiagonal_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The diagonals of the matrices in two axes (the first two), as a last axis; a view. */
    diagonal(offset?: number, dim1?: number, dim2?: number): Tensor;
    /** A copy with `source` for a diagonal. */
    diagonalScatter(source: Tensor, offset?: number, dim1?: number, dim2?: number): Tensor;
    /** Matrices of zeros with the last axis for a diagonal, in two new axes (the last two). */
    diagEmbed(offset?: number, dim1?: number, dim2?: number): Tensor;
    /** A matrix with the vector for its diagonal, or a copy of the diagonal of a matrix. */
    diag(offset?: number): Tensor;
    /** A matrix with all elements for its diagonal. */
    diagflat(offset?: number): Tensor;
    /** Overwrites the main diagonal of a matrix with one number. */
    fillDiagonal_(value: Operand): this;
  }
}
