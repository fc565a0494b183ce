/** Tensors as plain JavaScript has them: what properties are compared with. */
import { type Tensor, tensor } from 'backstep';
import fc from 'fast-check';

export interface Plain {
  readonly shape: readonly number[];
  readonly data: readonly number[];
}

export const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Every place of a shape, in row-major order. */
export function places(shape: readonly number[]): number[][] {
  return Array.from({ length: count(shape) }, (_, index) => {
    let rest = index;
    const place = new Array<number>(shape.length).fill(0);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      place[axis] = rest % shape[axis];
      rest = Math.floor(rest / shape[axis]);
    }
    return place;
  });
}

/** Where a place lies in row-major order; beyond the front, and along axes of size 1, it does not count. */
export function indexOf(shape: readonly number[], place: readonly number[]): number {
  const missing = place.length - shape.length;
  return shape.reduce((index, size, axis) => index * size + (size === 1 ? 0 : place[axis + missing]), 0);
}

export const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });

/** Whole numbers, so that sums are exact in any order. */
export function plain(shape: readonly number[], seed: number): Plain {
  return {
    shape,
    data: Array.from({ length: count(shape) }, (_, index) => ((seed + 7 * index * index) % 19) - 9),
  };
}

/** The tensor, with memory of any strides: axes in another order, and room between the elements. */
export function laid({ shape, data }: Plain, order: number, step: number): Tensor {
  const made = tensor([...data], { dtype: 'float64' }).reshape(shape);
  if (shape.length === 0) return made;
  const axes = shape.map((_, axis) => (axis + order) % shape.length);
  const back = axes.map((_, axis) => axes.indexOf(axis));
  const moved = made.permute(axes).contiguous();
  const wide = moved
    .unsqueeze(-1)
    .expand(...moved.shape, step)
    .contiguous();
  return wide.select(-1, step - 1).permute(back);
}

export const layout = fc.record({ order: fc.nat({ max: 3 }), step: fc.integer({ min: 1, max: 3 }) });

export function toPlain(own: Tensor): Plain {
  // A number has no axes to flatten.
  return {
    shape: [...own.shape],
    data: Array.from(own.data() as ArrayLike<number>, (value) => Number(value) + 0),
  };
}
