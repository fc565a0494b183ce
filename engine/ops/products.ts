/** Products of vectors and matrices, made of matmul and others. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf, broadcast, elements, sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { diagonal } from './diagonal';
import { requireTensor } from './dispatch';
import { stack } from './join';
import { bmm, dot, matmul, mm } from './matmul';
import { methods } from './methods';

function requireNdim(op: string, tensor: Tensor, ndim: number, what: string): void {
  requireTensor(op, what, tensor);
  if (tensor.ndim === ndim) return;
  const axes = ndim === 1 ? '1 axis' : `${ndim} axes`;
  fail(op, `${what} has not ${axes}`, shapeText(tensor.shape), 'use matmul() or einsum(), which take others');
}

/** All products of elements of two vectors, [n] and [m]: [n, m] (torch.outer, torch.ger). */
export function outer(input: Tensor, other: Tensor): Tensor {
  requireNdim('outer', input, 1, 'the first operand');
  requireNdim('outer', other, 1, 'the second operand');
  return input.unsqueeze(1).mul(other);
}

/** The product of a matrix [n, m] and a vector [m] (torch.mv). */
export function mv(input: Tensor, vector: Tensor): Tensor {
  requireNdim('mv', input, 2, 'the matrix');
  requireNdim('mv', vector, 1, 'the vector');
  return matmul(input, vector);
}

/** Of real vectors the same as `dot` (torch.vdot). */
export function vdot(input: Tensor, other: Tensor): Tensor {
  return dot(input, other);
}

/** The sum of products along the last axis of both, for all pairs; a number multiplies (torch.inner). */
export function inner(input: Tensor, other: Tensor): Tensor {
  requireTensor('inner', 'the first operand', input);
  requireTensor('inner', 'the second operand', other);
  if (input.ndim === 0 || other.ndim === 0) return input.mul(other);
  return tensordot(input, other, [[-1], [-1]]);
}

/** Σ x y along an axis, which is broadcast otherwise (torch.linalg.vecdot). */
export function vecdot(input: Tensor, other: Tensor, dim = -1): Tensor {
  requireTensor('linalg.vecdot', 'the first operand', input);
  requireTensor('linalg.vecdot', 'the second operand', other);
  return input.mul(other).sum(dim);
}

/**
 * The sum of products over axes of both, named in pairs, or the last `dims` of the first and the first of the second
 * (torch.tensordot). The other axes of the first come before those of the second.
 */
export function tensordot(
  input: Tensor,
  other: Tensor,
  dims: number | readonly [readonly number[], readonly number[]] = 2,
): Tensor {
  requireTensor('tensordot', 'the first operand', input);
  requireTensor('tensordot', 'the second operand', other);
  const shapes = () => `${shapeText(input.shape)} and ${shapeText(other.shape)}`;
  if (typeof dims === 'number' && !(dims >= 0 && dims <= Math.min(input.ndim, other.ndim))) {
    fail('tensordot', `there are not ${dims} axes to sum over`, shapes(), 'give fewer, or name them');
  }
  const counted = (first: number) => Array.from({ length: dims as number }, (_, k) => first + k);
  const [left, right] = typeof dims === 'number' ? [counted(input.ndim - dims), counted(0)] : dims;
  const own = left.map((dim) => axisOf('tensordot', dim, input.ndim));
  const its = right.map((dim) => axisOf('tensordot', dim, other.ndim));
  if (own.length !== its.length || own.some((axis, k) => input.shape[axis] !== other.shape[its[k]])) {
    fail(
      'tensordot',
      'the axes to sum over differ in size',
      shapes(),
      `${shapeText(own)} and ${shapeText(its)}`,
    );
  }
  const kept = input.shape.map((_, axis) => axis).filter((axis) => !own.includes(axis));
  const keptOther = other.shape.map((_, axis) => axis).filter((axis) => !its.includes(axis));
  const sizes = kept.map((axis) => input.shape[axis]);
  const sizesOther = keptOther.map((axis) => other.shape[axis]);
  const summed = elements(own.map((axis) => input.shape[axis]));
  const rows = input.permute([...kept, ...own]).reshape([elements(sizes), summed]);
  const columns = other.permute([...its, ...keptOther]).reshape([summed, elements(sizesOther)]);
  return matmul(rows, columns).reshape([...sizes, ...sizesOther]);
}

/** The Kronecker product: blocks of `other`, times each element of `input` (torch.kron). */
export function kron(input: Tensor, other: Tensor): Tensor {
  requireTensor('kron', 'the first operand', input);
  requireTensor('kron', 'the second operand', other);
  const ndim = Math.max(input.ndim, other.ndim);
  const padded = (tensor: Tensor) => [...new Array<number>(ndim - tensor.ndim).fill(1), ...tensor.shape];
  const [own, its] = [padded(input), padded(other)];
  const blocks = input.reshape(own.flatMap((size) => [size, 1]));
  const inside = other.reshape(its.flatMap((size) => [1, size]));
  return blocks.mul(inside).reshape(own.map((size, axis) => size * its[axis]));
}

/**
 * The cross product of vectors of 3 along an axis: by default the first of size 3 (torch.cross). `linalg.cross`
 * takes the last one.
 */
export function cross(input: Tensor, other: Tensor, dim?: number): Tensor {
  requireTensor('cross', 'the first operand', input);
  requireTensor('cross', 'the second operand', other);
  const shape = broadcast('cross', input.shape, other.shape);
  const axis = dim === undefined ? shape.indexOf(3) : axisOf('cross', dim, shape.length);
  const [a, b] = [input.expand(shape), other.expand(shape)];
  if (shape[axis] !== 3) {
    const shapes = `${shapeText(input.shape)} and ${shapeText(other.shape)}`;
    fail('cross', 'the vectors have not 3 elements', shapes, 'name the axis of size 3 with dim');
  }
  const part = (k: number) => {
    const [next, after] = [(k + 1) % 3, (k + 2) % 3];
    const turned = a.select(axis, next).mul(b.select(axis, after));
    return turned.sub(a.select(axis, after).mul(b.select(axis, next)));
  };
  return stack([part(0), part(1), part(2)], axis);
}

/** The sum of the diagonal of a matrix; of integers as int64 (torch.trace). */
export function trace(input: Tensor): Tensor {
  requireNdim('trace', input, 2, 'the tensor');
  return diagonal(input).sum();
}

/** What a product and what it is added to are multiplied by. */
export interface ScaledOptions {
  /** Factor of the first tensor; where it is 0, that one is not read. */
  readonly beta?: number;
  /** Factor of the product. */
  readonly alpha?: number;
}

/** beta · input + alpha · product, whose shape the input is broadcast to. */
function scaled(op: string, input: Tensor, product: Tensor, { beta = 1, alpha = 1 }: ScaledOptions): Tensor {
  requireTensor(op, 'the tensor that is added to', input);
  if (!sameShape(broadcast(op, input.shape, product.shape), product.shape)) {
    const shapes = `${shapeText(input.shape)} and ${shapeText(product.shape)}`;
    fail(op, 'the tensor that is added to is larger than the product', shapes, 'use add()');
  }
  const right = alpha === 1 ? product : product.mul(alpha);
  if (beta === 0) return right;
  return (beta === 1 ? input : input.mul(beta)).add(right);
}

/** beta · input + alpha · mat1 @ mat2, of matrices [n, m] and [m, p] (torch.addmm). */
export function addmm(input: Tensor, mat1: Tensor, mat2: Tensor, options: ScaledOptions = {}): Tensor {
  return scaled('addmm', input, mm(mat1, mat2), options);
}

/** beta · input + alpha · mat @ vec, of a matrix [n, m] and a vector [m] (torch.addmv). */
export function addmv(input: Tensor, mat: Tensor, vec: Tensor, options: ScaledOptions = {}): Tensor {
  return scaled('addmv', input, mv(mat, vec), options);
}

/** beta · input + alpha · outer(vec1, vec2) (torch.addr). */
export function addr(input: Tensor, vec1: Tensor, vec2: Tensor, options: ScaledOptions = {}): Tensor {
  return scaled('addr', input, outer(vec1, vec2), options);
}

/** beta · input + alpha · batch1 @ batch2, of [b, n, m] and [b, m, p] (torch.baddbmm). */
export function baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options: ScaledOptions = {}): Tensor {
  return scaled('baddbmm', input, bmm(batch1, batch2), options);
}

/** beta · input + alpha · the sum over batches of batch1 @ batch2, of [b, n, m] and [b, m, p] (torch.addbmm). */
export function addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options: ScaledOptions = {}): Tensor {
  return scaled('addbmm', input, bmm(batch1, batch2).sum(0), options);
}

/** The same as `outer` (torch.ger). */
const ger = outer;
methods({ outer, ger, mv, vdot, inner, tensordot, kron, cross, trace, addmm, addmv, addr, baddbmm, addbmm });

export { ger };

declare module '../tensor/tensor' {
  interface Tensor {
    /** All products of elements of two vectors, [n] and [m]: [n, m]. */
    outer(other: Tensor): Tensor;
    /** The same as `outer`. */
    ger(other: Tensor): Tensor;
    /** The product of a matrix [n, m] and a vector [m]. */
    mv(vector: Tensor): Tensor;
    /** Of real vectors the same as `dot`. */
    vdot(other: Tensor): Tensor;
    /** The sum of products along the last axis of both, for all pairs. */
    inner(other: Tensor): Tensor;
    /** The sum of products over axes of both. */
    tensordot(other: Tensor, dims?: number | readonly [readonly number[], readonly number[]]): Tensor;
    /** The Kronecker product: blocks of `other`, times each element of this. */
    kron(other: Tensor): Tensor;
    /** The cross product of vectors of 3 along an axis: by default the first of size 3. */
    cross(other: Tensor, dim?: number): Tensor;
    /** The sum of the diagonal of a matrix. */
    trace(): Tensor;
    /** beta · this + alpha · mat1 @ mat2. */
    addmm(mat1: Tensor, mat2: Tensor, options?: ScaledOptions): Tensor;
    /** beta · this + alpha · mat @ vec. */
    addmv(mat: Tensor, vec: Tensor, options?: ScaledOptions): Tensor;
    /** beta · this + alpha · outer(vec1, vec2). */
    addr(vec1: Tensor, vec2: Tensor, options?: ScaledOptions): Tensor;
    /** beta · this + alpha · batch1 @ batch2. */
    baddbmm(batch1: Tensor, batch2: Tensor, options?: ScaledOptions): Tensor;
    /** beta · this + alpha · the sum over batches of batch1 @ batch2. */
    addbmm(batch1: Tensor, batch2: Tensor, options?: ScaledOptions): Tensor;
  }
}
