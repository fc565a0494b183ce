/** Sparse matrices along axes: what means of windows and images in other sizes are made of. */
import { checkShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { tensor } from './data';
import { dispatch } from './dispatch';
import { define } from './row';

/** An element of the input and how much of it goes into an element of the output. */
export type Tap = readonly [place: number, weight: number];

/** A matrix [outputs, inputs], mostly of zeros. */
export class LinearMap {
  readonly #rows: readonly (readonly Tap[])[];

  constructor(
    rows: readonly (readonly Tap[])[],
    readonly inputs: number,
  ) {
    this.#rows = rows;
  }

  get outputs(): number {
    return this.#rows.length;
  }

  get transposed(): LinearMap {
    const columns: Tap[][] = Array.from({ length: this.inputs }, () => []);
    this.#rows.forEach((row, output) => {
      for (const [place, weight] of row) columns[place].push([output, weight]);
    });
    return new LinearMap(columns, this.outputs);
  }

  /** Row after row: where each starts (one more at the end), and the places and weights of its taps. */
  get compressed(): { starts: number[]; places: number[]; weights: number[] } {
    const starts = [0];
    for (const row of this.#rows) starts.push(starts[starts.length - 1] + row.length);
    const taps = this.#rows.flat();
    return { starts, places: taps.map(([place]) => place), weights: taps.map(([, weight]) => weight) };
  }
}

interface Along {
  readonly dim: number;
  readonly map: LinearMap;
}

const resampleRow = define('resample', {
  operands: ['input', 'starts', 'places', 'weights'],
  forward: (operands: readonly [Tensor, Tensor, Tensor, Tensor], { dim, map }: Along) => {
    const [{ type, shape: from }] = operands;
    const shape = from.map((size, axis) => (axis === dim ? map.outputs : size));
    checkShape('resample', shape, type.bytes);
    begin('resample', 'resample');
    allocate(type, shape);
    for (const operand of operands) inputOf(operand);
    attribute(dim);
    return result(type, shape);
  },
  gradient: { input: ({ grad, dim, map }) => resample(grad, dim, map.transposed) },
});

/** The matrix times every line along an axis: size `map.inputs` becomes `map.outputs`. */
export function resample(input: Tensor, dim: number, map: LinearMap): Tensor {
  const { starts, places, weights } = map.compressed;
  const int64 = { dtype: 'int64' } as const;
  return dispatch(
    resampleRow,
    [input, tensor(starts, int64), tensor(places, int64), tensor(weights, { dtype: input.dtype })],
    { dim, map },
  );
}

/** A map for each of the last axes; null: nothing changes along it. */
export type Maps = readonly (LinearMap | null)[];

function alongAxes(input: Tensor, maps: Maps): Tensor {
  return maps.reduce<Tensor>(
    (image, map, position) =>
      map === null ? image : resample(image, image.ndim - maps.length + position, map),
    input,
  );
}

/** An op that is linear along each axis; `A` is what else is told to those who watch. */
export function separable<A extends object>(name: string) {
  return define(name, {
    operands: ['input'],
    composed: true,
    forward: ([input]: readonly [Tensor], { maps }: A & { readonly maps: Maps }) =>
      maps.every((map) => map === null) ? input.clone() : alongAxes(input, maps),
    gradient: {
      input: ({ grad, maps }) =>
        alongAxes(
          grad,
          maps.map((map) => map?.transposed ?? null),
        ),
    },
  });
}
