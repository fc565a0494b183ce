/** Which part of a tensor the picture shows: two of its axes, and an index for each of the others. */

export interface Slice {
  readonly rowAxis: number | null;
  readonly columnAxis: number | null;
  /** One for each axis; those of the two above are 0 and mean nothing. */
  readonly indices: readonly number[];
}

/** The last axis lies along the columns and the one before along the rows, as numbers are printed. */
export function firstSlice(shape: readonly number[]): Slice {
  const rank = shape.length;
  return {
    rowAxis: rank >= 2 ? rank - 2 : null,
    columnAxis: rank >= 1 ? rank - 1 : null,
    indices: shape.map(() => 0),
  };
}

export const rowsOf = (shape: readonly number[], { rowAxis }: Slice): number =>
  rowAxis === null ? 1 : shape[rowAxis];
export const columnsOf = (shape: readonly number[], { columnAxis }: Slice): number =>
  columnAxis === null ? 1 : shape[columnAxis];

/** Puts an axis along the rows or the columns; if it lay along the other one, they change places. */
export function withAxis(slice: Slice, which: 'rowAxis' | 'columnAxis', axis: number): Slice {
  const other = which === 'rowAxis' ? 'columnAxis' : 'rowAxis';
  const swapped = slice[other] === axis ? { [other]: slice[which] } : {};
  const next = { ...slice, ...swapped, [which]: axis };
  return {
    ...next,
    indices: slice.indices.map((index, at) => (at === next.rowAxis || at === next.columnAxis ? 0 : index)),
  };
}

/** Holds an axis at an index, kept within the shape. */
export function withIndex(slice: Slice, shape: readonly number[], axis: number, index: number): Slice {
  const held = Math.min(Math.max(0, Math.trunc(index) || 0), Math.max(0, shape[axis] - 1));
  return { ...slice, indices: slice.indices.map((old, at) => (at === axis ? held : old)) };
}

/**
 * The slice for a tensor that may have another shape than the one it was chosen for, as the last batch of an
 * epoch has: the axes stay while the rank does, and the indices as far as they reach.
 */
export function keptSlice(slice: Slice | null, shape: readonly number[]): Slice {
  if (!slice || slice.indices.length !== shape.length) return firstSlice(shape);
  return shape.reduce<Slice>((kept, _, axis) => withIndex(kept, shape, axis, kept.indices[axis]), slice);
}

/** A slice that was remembered as JSON; null if it is not one for this rank. */
export function asSlice(value: unknown): Slice | null {
  if (typeof value !== 'object' || value === null) return null;
  const { rowAxis, columnAxis, indices } = value as Record<string, unknown>;
  if (!Array.isArray(indices) || !indices.every((index) => Number.isInteger(index) && index >= 0))
    return null;
  const rank = indices.length;
  const axis = (at: unknown) => Number.isInteger(at) && (at as number) >= 0 && (at as number) < rank;
  const first = firstSlice(indices);
  const fits = (at: unknown, like: number | null) => (like === null ? at === null : axis(at));
  if (!fits(rowAxis, first.rowAxis) || !fits(columnAxis, first.columnAxis)) return null;
  if (rank >= 2 && rowAxis === columnAxis) return null;
  return { rowAxis: rowAxis as number | null, columnAxis: columnAxis as number | null, indices };
}

/** The index of a cell in the tensor: `[3, 12, 7]`. Reduced pictures give ranges: `[3, 12…15, 7]`. */
export function placeOf(
  slice: Slice,
  rows: readonly [number, number],
  columns: readonly [number, number],
): string {
  const span = ([first, last]: readonly [number, number]) =>
    first === last ? `${first}` : `${first}…${last}`;
  return `[${slice.indices
    .map((index, axis) =>
      axis === slice.rowAxis ? span(rows) : axis === slice.columnAxis ? span(columns) : index,
    )
    .join(', ')}]`;
}

/** The other axes, which the person holds at an index. */
export const heldAxes = ({ indices, rowAxis, columnAxis }: Slice): number[] =>
  indices.map((_, axis) => axis).filter((axis) => axis !== rowAxis && axis !== columnAxis);
