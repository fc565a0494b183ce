/** Indexing as nested loops do it, for tests: which elements of a tensor some places name. */
import type { Index } from 'backstep';
import { tensor } from 'backstep';
import fc from 'fast-check';

/** A place of an index as a test draws it. */
export type Drawn =
  | { readonly kind: 'integer'; readonly at: number }
  | {
      readonly kind: 'slice';
      readonly start: number | null;
      readonly end: number | null;
      readonly step: number;
      readonly asObject: boolean;
    }
  | { readonly kind: 'new' }
  /** So many axes. */
  | { readonly kind: 'rest'; readonly count: number; readonly dots: boolean }
  | { readonly kind: 'indices'; readonly shape: readonly number[]; readonly at: readonly number[] }
  | { readonly kind: 'mask'; readonly shape: readonly number[]; readonly bits: readonly boolean[] };

/** The same for `at`. */
export function placesOf(drawn: readonly Drawn[]): Index[] {
  return drawn.flatMap((place): Index[] => {
    if (place.kind === 'integer') return [place.at];
    if (place.kind === 'new') return [null];
    if (place.kind === 'rest') return place.dots ? ['...'] : new Array<string>(place.count).fill(':');
    if (place.kind === 'mask') return [tensor([...place.bits], { dtype: 'bool' }).reshape(place.shape)];
    if (place.kind === 'indices') return [tensor([...place.at], { dtype: 'int64' }).reshape(place.shape)];
    const { start, end, step, asObject } = place;
    return [asObject ? { start, end, step } : `${start ?? ''}:${end ?? ''}:${step}`];
  });
}

/** Every index of a shape, in row-major order. */
export function everyIndex(shape: readonly number[]): number[][] {
  return shape.reduce<number[][]>(
    (all, size) => all.flatMap((index) => Array.from({ length: size }, (_, at) => [...index, at])),
    [[]],
  );
}

/** An axis of the result: the places of an axis of the tensor, or a new one; or a pick, by arrays of indices. */
interface Kept {
  readonly axis: number | null;
  readonly places: readonly number[];
}
interface Picked {
  readonly axis: number;
  readonly shape: readonly number[];
  readonly places: readonly number[];
}

function sliceOf(size: number, { start, end, step }: Drawn & { kind: 'slice' }): number[] {
  const bound = (value: number) => Math.min(Math.max(value < 0 ? value + size : value, 0), size);
  const places: number[] = [];
  for (let at = bound(start ?? 0); at < bound(end ?? size); at += step) places.push(at);
  return places;
}

/** The shape of what is named, and for each of its elements, in row-major order, where it is in the tensor. */
export function named(
  shape: readonly number[],
  drawn: readonly Drawn[],
): { shape: number[]; sources: number[][] } {
  const fixed = new Map<number, number>();
  const axes: (Kept | Picked)[] = [];
  let axis = 0;
  const from = (at: number, size: number) => (at < 0 ? at + size : at);
  const whole = () => {
    axes.push({ axis, places: Array.from({ length: shape[axis] }, (_, at) => at) });
    axis++;
  };
  for (const place of drawn) {
    if (place.kind === 'new') axes.push({ axis: null, places: [0] });
    else if (place.kind === 'rest') for (let k = 0; k < place.count; k++) whole();
    else if (place.kind === 'integer') fixed.set(axis, from(place.at, shape[axis++]));
    else if (place.kind === 'slice') axes.push({ axis, places: sliceOf(shape[axis++], place) });
    else if (place.kind === 'indices') {
      const size = shape[axis];
      axes.push({ axis: axis++, shape: place.shape, places: place.at.map((at) => from(at, size)) });
    } else {
      const found = everyIndex(place.shape).filter((_, k) => place.bits[k]);
      for (let own = 0; own < place.shape.length; own++) {
        axes.push({ axis: axis++, shape: [found.length], places: found.map((index) => index[own]) });
      }
    }
  }
  while (axis < shape.length) whole();

  const picks = axes.filter((each): each is Picked => 'shape' in each);
  const kept = axes.filter((each): each is Kept => !('shape' in each));
  const ndim = Math.max(0, ...picks.map((pick) => pick.shape.length));
  const joint = Array.from({ length: ndim }, (_, at) =>
    picks.reduce((size, pick) => {
      const own = pick.shape[at - ndim + pick.shape.length] ?? 1;
      return own === 1 ? size : own;
    }, 1),
  );
  const places = axes.flatMap((each, at) => ('shape' in each ? [at] : []));
  const together = places.every((at, k) => at === places[0] + k);
  const before = picks.length === 0 ? kept.length : together ? places[0] : 0;
  const sizes = kept.map((each) => each.places.length);
  const result = [...sizes.slice(0, before), ...joint, ...sizes.slice(before)];
  const sources = everyIndex(result).map((index) => {
    const own = [...index.slice(0, before), ...index.slice(before + ndim)];
    const pickedAt = index.slice(before, before + ndim);
    const source = shape.map((_, at) => fixed.get(at) ?? 0);
    kept.forEach((each, k) => {
      if (each.axis !== null) source[each.axis] = each.places[own[k]];
    });
    for (const pick of picks) {
      const flat = pick.shape.reduce(
        (sum, size, at) => sum * size + (size === 1 ? 0 : pickedAt[at + ndim - pick.shape.length]),
        0,
      );
      source[pick.axis] = pick.places[flat];
    }
    return source;
  });
  return { shape: result, sources };
}

const bound = fc.option(fc.integer({ min: -5, max: 5 }));

/** Shapes of the indices of one pick, which go together with each other. */
const jointShapes = fc.constantFrom<readonly number[][]>(
  [[2], [1], [2, 1]],
  [[3], [3], [1]],
  [[1, 2], [2], [2, 2]],
);

/** A shape, and places for it: any mixture that is right. */
export const indexed: fc.Arbitrary<{ shape: number[]; drawn: Drawn[] }> = fc
  .tuple(
    fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 }),
    fc.infiniteStream(fc.nat(999)),
    jointShapes,
  )
  .chain(([shape, stream, joints]) =>
    fc.tuple(fc.array(bound, { minLength: 8, maxLength: 8 }), fc.constant({ shape, stream, joints })),
  )
  .map(([bounds, { shape, stream, joints }]) => {
    const next = (below: number) => (stream.next().value as number) % below;
    const drawn: Drawn[] = [];
    /** Elements of a mask that was drawn: other indices have as many, or one. */
    let found: number | null = null;
    let dots = false;
    for (let axis = 0; axis < shape.length; ) {
      if (next(5) === 0) drawn.push({ kind: 'new' });
      const size = shape[axis];
      const kind = next(6);
      if (kind === 0 && size > 0) {
        drawn.push({ kind: 'integer', at: next(2 * size) - size });
        axis++;
      } else if (kind === 1) {
        const [start, end] = [bounds[2 * axis], bounds[2 * axis + 1]];
        drawn.push({ kind: 'slice', start, end, step: 1 + next(3), asObject: next(2) === 0 });
        axis++;
      } else if ((kind === 2 || kind === 3) && size > 0) {
        const own = found === null ? joints[next(3)] : [[found], [1]][next(2)];
        const count = own.reduce((a, b) => a * b, 1);
        drawn.push({
          kind: 'indices',
          shape: own,
          at: Array.from({ length: count }, () => next(2 * size) - size),
        });
        axis++;
      } else if (kind === 4 && found === null && !drawn.some((each) => each.kind === 'indices')) {
        const own = shape.slice(axis, axis + 1 + next(2));
        const count = own.reduce((a, b) => a * b, 1);
        const bits = Array.from({ length: count }, () => next(2) === 0);
        found = bits.filter(Boolean).length;
        drawn.push({ kind: 'mask', shape: own, bits });
        axis += own.length;
      } else {
        const count = 1 + next(shape.length - axis);
        const asDots: boolean = !dots && next(2) === 0;
        dots ||= asDots;
        drawn.push({ kind: 'rest', count, dots: asDots });
        axis += count;
      }
    }
    return { shape, drawn };
  });
