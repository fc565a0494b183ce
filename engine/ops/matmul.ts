/** Products of matrices. */
import { autocasting } from '../autograd/autocast';
import { bool, Category, resultType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { broadcast, rowMajor, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { copied } from './cast';
import { allocate, begin, input as inputOf, result } from './command';
import { dispatch, NONE, requireTensor } from './dispatch';
import { converted, dropTemporary } from './elementwise';
import { methods } from './methods';
import { stridesFor } from './reshape';
import { define } from './row';

type Two = readonly [Tensor, Tensor];

const matmulRow = define('matmul', {
  operands: ['input', 'other'],
  forward: ([input, other]: Two) => {
    const type = resultType(input, other);
    if (type === bool)
      fail('matmul', 'is not defined for bool', 'bool', 'convert it first, such as with .float()');
    const left = seenAsMatrix(converted(input, type), 0);
    const right = seenAsMatrix(converted(other, type), 1);
    if (left.shape.at(-1) !== right.shape.at(-2)) {
      fail(
        'matmul',
        'inner dimensions differ',
        `${shapeText(input.shape)} @ ${shapeText(other.shape)}`,
        'transpose the second operand or check the layer before it',
      );
    }
    const rows = left.shape.slice(-2, -1);
    const columns = right.shape.slice(-1);
    const inner = left.shape.slice(-1);
    const batch = broadcast('matmul', left.shape.slice(0, -2), right.shape.slice(0, -2));
    begin('matmul', 'matmul');
    allocate(type, [...batch, ...rows, ...columns]);
    inputOf(left, [...batch, ...rows, ...inner]);
    inputOf(right, [...batch, ...inner, ...columns]);
    // A vector has no axis of its own in the result.
    const product = result(type, [
      ...batch,
      ...(input.ndim === 1 ? [] : rows),
      ...(other.ndim === 1 ? [] : columns),
    ]);
    dropTemporary(left, input);
    dropTemporary(right, other);
    return product;
  },
  gradient: {
    input: ({ grad, inputShape, otherShape, other }) => {
      const product = matmul(matrixGradient(grad, inputShape, otherShape), matrix(other, 1).mT);
      return inputShape.length === 1 ? sumBatch(product.squeeze(-2)) : product;
    },
    other: ({ grad, inputShape, otherShape, input }) => {
      const product = matmul(matrix(input, 0).mT, matrixGradient(grad, inputShape, otherShape));
      return otherShape.length === 1 ? sumBatch(product.squeeze(-1)) : product;
    },
  },
});

/** A vector as the row (side 0) or the column (side 1) that it stands for. */
function matrix(tensor: Tensor, side: 0 | 1): Tensor {
  return tensor.ndim === 1 ? tensor.unsqueeze(side) : tensor;
}

/** The same, as part of a running op. */
function seenAsMatrix(tensor: Tensor, side: 0 | 1): Tensor {
  if (tensor.ndim !== 1) return tensor;
  const shape = side === 0 ? [1, tensor.shape[0]] : [tensor.shape[0], 1];
  const [step] = tensor.strides;
  return new Tensor(tensor.storage, tensor.type, shape, [step, step], tensor.offset);
}

/** The gradient with the axes that vectors had lost. */
function matrixGradient(grad: Tensor, inputShape: Shape, otherShape: Shape): Tensor {
  let whole = grad;
  if (otherShape.length === 1) whole = whole.unsqueeze(-1);
  if (inputShape.length === 1) whole = whole.unsqueeze(-2);
  return whole;
}

/** A vector was the same in every batch. */
function sumBatch(tensor: Tensor): Tensor {
  return tensor.ndim === 1 ? tensor : tensor.sum(Array.from({ length: tensor.ndim - 1 }, (_, axis) => axis));
}

/**
 * The product of matrices in the last two axes; axes before them are batches and are broadcast. A vector is a row
 * on the left, a column on the right, and loses that axis (torch.matmul).
 */
export function matmul(input: Tensor, other: Tensor): Tensor {
  requireTensor('matmul', 'the first operand', input);
  requireTensor('matmul', 'the second operand', other);
  if (input.ndim === 0 || other.ndim === 0) {
    fail(
      'matmul',
      'a tensor has no axes',
      `${shapeText(input.shape)} @ ${shapeText(other.shape)}`,
      'use mul()',
    );
  }
  return dispatch(matmulRow, [input, other], NONE);
}

/** The product of two matrices [n, k] and [k, m] (torch.mm). */
export function mm(input: Tensor, other: Tensor): Tensor {
  requireAxes('mm', 2, input, other);
  return matmul(input, other);
}

/** The products of matrices [b, n, k] and [b, k, m] (torch.bmm). */
export function bmm(input: Tensor, other: Tensor): Tensor {
  requireAxes('bmm', 3, input, other);
  return matmul(input, other);
}

/** The product of two vectors of one length: a number (torch.dot). */
export function dot(input: Tensor, other: Tensor): Tensor {
  requireAxes('dot', 1, input, other);
  return matmul(input, other);
}

function requireAxes(op: string, axes: number, ...tensors: readonly Tensor[]): void {
  for (const tensor of tensors) requireTensor(op, 'an operand', tensor);
  if (tensors.every(({ ndim }) => ndim === axes)) return;
  const shapes = tensors.map(({ shape }) => shapeText(shape)).join(' @ ');
  fail(op, `the tensors have not ${axes} axes`, shapes, 'use matmul(), which takes any');
}

/** [..., width] as [rows, width]: the same memory where it can be, as part of a running op. */
function asRows(tensor: Tensor, rows: number): Tensor {
  if (tensor.ndim === 2) return tensor;
  const shape = [rows, tensor.shape[tensor.ndim - 1]];
  const strides = stridesFor(tensor.shape, tensor.strides, shape);
  if (strides !== null) return new Tensor(tensor.storage, tensor.type, shape, strides, tensor.offset);
  const copy = copied('linear', tensor, tensor.type);
  const flat = new Tensor(copy.storage, copy.type, shape, rowMajor(shape), 0);
  copy.dispose();
  return flat;
}

/** [..., n] as [rows, n]; also of no elements, whose rows -1 could not tell. */
const rowsOf = (x: Tensor): Tensor => (x.ndim === 1 ? x.unsqueeze(0) : x.flatten(0, -2));

const linearRow = define('linear', {
  operands: ['input', 'weight', 'bias'],
  forward: ([input, weight, bias]: readonly [Tensor, Tensor, Tensor | null]) => {
    const features = weight.shape[0];
    const shape = [...input.shape.slice(0, -1), features];
    const rows = shape.slice(0, -1).reduce((count, size) => count * size, 1);
    const flat = asRows(input, rows);
    begin('linear', 'linear');
    allocate(input.type, [rows, features]);
    inputOf(flat);
    inputOf(weight);
    if (bias !== null) inputOf(bias);
    const output = result(input.type, shape);
    dropTemporary(flat, input);
    return output;
  },
  gradient: {
    input: ({ grad, weight }) => matmul(grad, weight),
    // [rows, out]ᵀ @ [rows, in]
    weight: ({ grad, input }) => matmul(rowsOf(grad).t(), rowsOf(input)),
    bias: ({ grad }) => rowsOf(grad).sum(0),
  },
});

/** x Wᵀ + b: [..., in], [out, in] and [out] to [..., out], of one floating dtype (torch.nn.functional.linear). */
export function linear(input: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  requireTensor('linear', 'the input', input);
  requireTensor('linear', 'the weight', weight);
  const shapes = () => `input ${shapeText(input.shape)}, weight ${shapeText(weight.shape)}`;
  if (weight.ndim !== 2 || input.ndim === 0 || input.shape.at(-1) !== weight.shape[1]) {
    fail(
      'linear',
      'the last axis of the input is not the weight’s second',
      shapes(),
      'check the layer before it',
    );
  }
  if (bias !== null && (bias.ndim !== 1 || bias.shape[0] !== weight.shape[0])) {
    const text = `${shapes()}, bias ${shapeText(bias.shape)}`;
    fail(
      'linear',
      'the bias has not one element for each output',
      text,
      `give it the shape [${weight.shape[0]}]`,
    );
  }
  const differ = input.type !== weight.type || (bias !== null && bias.type !== weight.type);
  if (differ && autocasting.region === null) {
    const dtypes = [input, weight, bias].map((each) => each?.dtype ?? 'none').join(', ');
    fail('linear', 'the dtypes differ', dtypes, 'convert the input with .to(weight.dtype)');
  }
  if (input.type.category !== Category.FLOATING) {
    fail('linear', `is not defined for ${input.dtype}`, input.dtype, 'convert it first with .float()');
  }
  return dispatch(linearRow, [input, weight, bias], NONE);
}

methods({ matmul, mm, bmm, dot });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The product of matrices in the last two axes; axes before them are batches and are broadcast. */
    matmul(other: Tensor): Tensor;
    /** The product of two matrices [n, k] and [k, m]. */
    mm(other: Tensor): Tensor;
    /** The products of matrices [b, n, k] and [b, k, m]. */
    bmm(other: Tensor): Tensor;
    /** The product of two vectors of one length. */
    dot(other: Tensor): Tensor;
  }
}
