/** One tensor, or several, of several: made of cat, expand and reshape. */
import { resultTypeOfAll } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { broadcast, elements } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arange, zeros } from './creation';
import { cat, requireTensors, stack } from './join';
import { methods } from './methods';
import { triuIndices } from './triangle';

/** At least one axis (torch.atleast_1d). */
export function atleast1d(input: Tensor): Tensor {
  return input.ndim === 0 ? input.reshape(1) : input;
}

/** At least two axes; a vector is a row (torch.atleast_2d). */
export function atleast2d(input: Tensor): Tensor {
  return input.ndim >= 2 ? input : atleast1d(input).unsqueeze(0);
}

/** At least three axes; a matrix gets one after its own, a vector one on each side (torch.atleast_3d). */
export function atleast3d(input: Tensor): Tensor {
  return input.ndim >= 3 ? input : atleast2d(input).unsqueeze(-1);
}

/** Side by side: along axis 1, vectors along axis 0 (torch.hstack). */
export function hstack(tensors: readonly Tensor[]): Tensor {
  requireTensors('hstack', tensors);
  const parts = tensors.map(atleast1d);
  return cat(parts, parts[0].ndim === 1 ? 0 : 1);
}

/** One above the other: along axis 0, vectors as rows (torch.vstack). */
export function vstack(tensors: readonly Tensor[]): Tensor {
  requireTensors('vstack', tensors);
  return cat(tensors.map(atleast2d));
}

export { vstack as rowStack };

/** One behind the other: along axis 2 (torch.dstack). */
export function dstack(tensors: readonly Tensor[]): Tensor {
  requireTensors('dstack', tensors);
  return cat(tensors.map(atleast3d), 2);
}

/** Side by side, vectors as columns (torch.column_stack). */
export function columnStack(tensors: readonly Tensor[]): Tensor {
  requireTensors('columnStack', tensors);
  return cat(
    tensors.map((tensor) => (tensor.ndim < 2 ? tensor.reshape(tensor.numel(), 1) : tensor)),
    1,
  );
}

/** A matrix with the matrices along its diagonal and zeros beside them; vectors are rows (torch.block_diag). */
export function blockDiag(...tensors: readonly Tensor[]): Tensor {
  requireTensors('blockDiag', tensors);
  const blocks = tensors.map((tensor) => {
    if (tensor.ndim > 2) fail('blockDiag', 'a tensor is no matrix', shapeText(tensor.shape), 'give matrices');
    return atleast2d(tensor);
  });
  const dtype = resultTypeOfAll(tensors).name;
  const total = blocks.reduce((sum, block) => sum + block.shape[1], 0);
  let before = 0;
  const rows = blocks.map((block) => {
    const [height, width] = block.shape;
    const left = zeros([height, before], { dtype });
    before += width;
    return cat([left, block, zeros([height, total - before], { dtype })], 1);
  });
  return cat(rows);
}

/** The tensors in the shape that all of them are broadcast to; views (torch.broadcast_tensors). */
export function broadcastTensors(...tensors: readonly Tensor[]): Tensor[] {
  requireTensors('broadcastTensors', tensors);
  const shape = tensors.reduce(
    (all, tensor) => broadcast('broadcastTensors', all, tensor.shape),
    tensors[0].shape,
  );
  return tensors.map((tensor) => tensor.expand(shape));
}

/** The shape that all the shapes are broadcast to (torch.broadcast_shapes). */
export function broadcastShapes(...shapes: readonly (readonly number[])[]): number[] {
  return [...shapes.reduce((all, shape) => broadcast('broadcastShapes', all, shape), [])];
}

/** Options of `meshgrid`. */
/** How a grid is laid out. */
export interface MeshgridOptions {
  /** `ij`: an axis for each tensor in their order; `xy`: the first two exchanged. */
  readonly indexing?: 'ij' | 'xy';
}

/** Of vectors the coordinates of the grid that they span, one tensor for each (torch.meshgrid). Views. */
export function meshgrid(tensors: readonly Tensor[], { indexing = 'ij' }: MeshgridOptions = {}): Tensor[] {
  requireTensors('meshgrid', tensors);
  if (indexing !== 'ij' && indexing !== 'xy')
    fail('meshgrid', 'there is no such indexing', String(indexing), "give 'ij' or 'xy'");
  const lines = tensors.map((tensor) => {
    if (tensor.ndim > 1) fail('meshgrid', 'a tensor is no vector', shapeText(tensor.shape), 'flatten it');
    return atleast1d(tensor);
  });
  const exchanged = indexing === 'xy' && lines.length > 1;
  const ordered = exchanged ? [lines[1], lines[0], ...lines.slice(2)] : lines;
  const shape = ordered.map((line) => line.shape[0]);
  const grids = ordered.map((line, axis) =>
    line.reshape(shape.map((size, each) => (each === axis ? size : 1))).expand(shape),
  );
  return exchanged ? [grids[1], grids[0], ...grids.slice(2)] : grids;
}

/** Every choice of one element of each vector, as rows in order (torch.cartesian_prod). */
export function cartesianProd(...tensors: readonly Tensor[]): Tensor {
  requireTensors('cartesianProd', tensors);
  if (tensors.length === 1) return tensors[0];
  return stack(
    meshgrid(tensors).map((grid) => grid.reshape(-1)),
    1,
  );
}

/** Every choice of `r` elements of a vector, in their order, as rows (torch.combinations). */
export function combinations(input: Tensor, r = 2, withReplacement = false): Tensor {
  if (input.ndim !== 1) fail('combinations', 'the tensor is no vector', shapeText(input.shape), 'flatten it');
  if (!Number.isInteger(r) || r < 0)
    fail('combinations', `${r} is no number of elements`, String(r), 'give an integer of at least 0');
  const size = input.shape[0];
  if (r === 0) return input.narrow(0, 0, 0);
  const rows = indexRows(size, r, withReplacement);
  return input.indexSelect(0, rows.reshape(-1)).reshape(-1, r);
}

/** int64 [rows, r]: indices that ascend, also equal ones with replacement. */
function indexRows(size: number, r: number, withReplacement: boolean): Tensor {
  if (r === 1) return arange(size).unsqueeze(1);
  const offset = withReplacement ? 0 : 1;
  if (r === 2) return triuIndices(size, size, offset).t();
  const shorter = indexRows(size, r - 1, withReplacement);
  const last = shorter.select(1, r - 2).unsqueeze(1);
  // Each shorter row goes on with every index that may follow.
  const follows = arange(size).sub(last).ge(offset).nonzero();
  return cat([shorter.indexSelect(0, follows.select(1, 0)), follows.narrow(1, 1, 1)], 1);
}

/** All elements in one axis; a view where possible (torch.ravel). */
export function ravel(input: Tensor): Tensor {
  return input.reshape(elements(input.shape));
}

/** The same memory in the shape of `other` (torch.Tensor.view_as). Throws where a copy is needed. */
export function viewAs(input: Tensor, other: Tensor): Tensor {
  return input.view(other.shape);
}

/** The same elements in the shape of `other` (torch.Tensor.reshape_as). */
export function reshapeAs(input: Tensor, other: Tensor): Tensor {
  return input.reshape(other.shape);
}

methods({ ravel, viewAs, reshapeAs });

declare module '../tensor/tensor' {
  interface Tensor {
    /** All elements in one axis; a view where possible. */
    ravel(): Tensor;
    /** The same memory in the shape of `other`. Throws where a copy is needed. */
    viewAs(other: Tensor): Tensor;
    /** The same elements in the shape of `other`. */
    reshapeAs(other: Tensor): Tensor;
  }
}
