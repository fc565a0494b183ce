/**
 * What can be read of a tensor without moving it: where its elements lie, and the reduced pictures that the
 * native readers make of them. Plain data, so that it travels over any channel.
 */

/** Where a tensor's elements lie. The storage id is process-wide: any thread's addon finds it. */
export interface TensorPlace {
  readonly storage: number;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** In elements. */
  readonly strides: readonly number[];
  /** In elements, from the storage's first byte. */
  readonly offset: number;
}

export interface Statistics {
  readonly count: number;
  readonly nan: number;
  readonly positiveInfinity: number;
  readonly negativeInfinity: number;
  readonly zeros: number;
  /** Of the finite elements; NaN where there is none. `std` divides by count - 1, as torch.std. */
  readonly min: number;
  readonly max: number;
  readonly mean: number;
  readonly std: number;
  /** Euclidean norm of the finite elements. */
  readonly norm: number;
}

export interface Histogram {
  /** Edges of the first and last bin. */
  readonly low: number;
  readonly high: number;
  /** Finite elements in each bin of equal width; the last bin includes `high`. */
  readonly counts: Float64Array;
}

/** A rectangle of a tensor seen as rows and columns; every other axis is held at an index. */
export interface TileRequest {
  readonly rowAxis: number | null;
  readonly columnAxis: number | null;
  /** An index for each axis; those of the row and column axes are not used. */
  readonly indices: readonly number[];
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
  /** Size of the picture, at most the rectangle's and at most 1024 a side. */
  readonly height: number;
  readonly width: number;
}

export interface Tile {
  readonly height: number;
  readonly width: number;
  /** Row-major. Mean of the finite elements under each pixel; NaN if any element is NaN; ±Infinity if any is. */
  readonly values: Float32Array;
}
