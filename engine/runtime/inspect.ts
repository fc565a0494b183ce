/** Pictures of tensors, made by the addon's own threads while the program runs or is paused. */
import type { PlaneRequest } from '../tensor/native';
import type { Histogram, Statistics, TensorPlace, Tile, TileRequest } from '../tensor/picture';

const largestSide = 1024;
const largestBins = 4096;

// Loaded when first asked for: a program without tensors runs without the addon.
const addon = async () => (await import('../tensor/native')).native;

export async function tensorStatistics(place: TensorPlace): Promise<Statistics> {
  return (await addon()).statistics(place);
}

export async function tensorHistogram(place: TensorPlace, bins: number): Promise<Histogram> {
  if (!Number.isInteger(bins) || bins < 1 || bins > largestBins) {
    throw new RangeError(`histogram: bins is not in 1 … ${largestBins} — ${bins} — ask for fewer`);
  }
  return (await addon()).histogram(place, bins);
}

export async function tensorTile(place: TensorPlace, request: TileRequest): Promise<Tile> {
  const { plane, offset } = planeOf(place, request);
  return (await addon()).tile({ ...place, offset }, plane);
}

/** The rectangle of memory that a request means; `offset` (in elements) is that of its first element. */
export function planeOf(place: TensorPlace, request: TileRequest): { plane: PlaneRequest; offset: number } {
  const { rowAxis, columnAxis, indices, row, column, rows, columns, height, width } = request;
  const { shape, strides } = place;
  if (indices.length !== shape.length) {
    throw new RangeError(
      `tile: indices do not fit the tensor — ${indices.length} for shape [${shape.join(', ')}] — give one an axis`,
    );
  }
  if (rowAxis !== null && rowAxis === columnAxis) {
    throw new RangeError(`tile: rows and columns are the same axis — ${rowAxis} — choose two`);
  }
  const rowsOf = axis('row', shape, strides, rowAxis);
  const columnsOf = axis('column', shape, strides, columnAxis);
  checkSpan('row', row, rows, rowsOf.size);
  checkSpan('column', column, columns, columnsOf.size);
  checkSide('height', height, rows);
  checkSide('width', width, columns);
  let offset = place.offset + row * rowsOf.stride + column * columnsOf.stride;
  indices.forEach((index, axis) => {
    if (axis === rowAxis || axis === columnAxis) return;
    if (!Number.isInteger(index) || index < 0 || index >= shape[axis]) {
      throw new RangeError(
        `tile: index ${index} is out of axis ${axis} — size ${shape[axis]} — count from 0`,
      );
    }
    offset += index * strides[axis];
  });
  const plane = { rows, columns, rowStride: rowsOf.stride, columnStride: columnsOf.stride, height, width };
  return { plane, offset };
}

/** No axis: one row (or column). */
function axis(name: string, shape: readonly number[], strides: readonly number[], axis: number | null) {
  if (axis === null) return { size: 1, stride: 0 };
  if (!Number.isInteger(axis) || axis < 0 || axis >= shape.length) {
    throw new RangeError(
      `tile: there is no ${name} axis ${axis} — shape [${shape.join(', ')}] — count from 0`,
    );
  }
  return { size: shape[axis], stride: strides[axis] };
}

function checkSpan(name: string, first: number, count: number, size: number): void {
  if (Number.isInteger(first) && Number.isInteger(count) && first >= 0 && count >= 1 && first + count <= size)
    return;
  throw new RangeError(
    `tile: ${name}s ${first} … ${first + count} are out of the tensor — ${size} — ask for fewer`,
  );
}

function checkSide(name: string, side: number, count: number): void {
  if (Number.isInteger(side) && side >= 1 && side <= Math.min(count, largestSide)) return;
  const most = Math.min(count, largestSide);
  throw new RangeError(`tile: ${name} is not in 1 … ${most} — ${side} — ask for a smaller picture`);
}
