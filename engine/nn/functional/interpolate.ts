/** Images in other sizes. */
import { type InterpolateMode, interpolated } from '../../ops/interpolate';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** Options of `interpolate`. */
export interface InterpolateOptions {
  /** The sizes of the result beside batch and channels; or give `scaleFactor`. */
  readonly size?: number | readonly number[];
  /** How many times larger the result is, in all axes or one each; or give `size`. */
  readonly scaleFactor?: number | readonly number[];
  /** 'linear', 'bilinear' (or 'bicubic') and 'trilinear' are for 1, 2 and 3 axes; 'nearest' by default. */
  readonly mode?: InterpolateMode;
  /** Whether the corners of both images are the same places; of the linear modes and 'bicubic'. */
  readonly alignCorners?: boolean;
  /** Whether the sizes decide how far the new elements are apart, and not `scaleFactor`. */
  readonly recomputeScaleFactor?: boolean;
  /** Smooths what becomes smaller; of 'bilinear' and 'bicubic'. */
  readonly antialias?: boolean;
}

/** Spatial axes by mode; null: 1, 2 or 3. */
const axesOf: Readonly<Record<InterpolateMode, number | null>> = {
  nearest: null,
  nearestExact: null,
  area: null,
  linear: 1,
  bilinear: 2,
  bicubic: 2,
  trilinear: 3,
};

/** [N, C, …] in another size (torch.nn.functional.interpolate). */
export function interpolate(input: Tensor, options: InterpolateOptions): Tensor {
  const { size, scaleFactor, mode = 'nearest', recomputeScaleFactor = false, antialias = false } = options;
  const axes = input.ndim - 2;
  if (!(mode in axesOf)) {
    fail('interpolate', 'there is no such mode', String(mode), `one of ${Object.keys(axesOf).join(', ')}`);
  }
  if (axes < 1 || axes > 3 || (axesOf[mode] ?? axes) !== axes) {
    const values = `mode '${mode}', input ${shapeText(input.shape)}`;
    fail('interpolate', 'the axes do not fit the mode', values, 'give [N, C, …] with 1, 2 or 3 axes more');
  }
  if (axesOf[mode] === null && options.alignCorners !== undefined) {
    fail('interpolate', 'alignCorners is of the linear modes', `mode '${mode}'`, 'leave it out');
  }
  if (antialias && mode !== 'bilinear' && mode !== 'bicubic') {
    fail('interpolate', 'antialias is of bilinear and bicubic', `mode '${mode}'`, 'leave it out');
  }
  if ((size === undefined) === (scaleFactor === undefined)) {
    const values = `size ${size}, scaleFactor ${scaleFactor}`;
    fail('interpolate', 'the size is not known', values, 'give one of both');
  }
  if (recomputeScaleFactor && size !== undefined) {
    fail('interpolate', 'recomputeScaleFactor is of scaleFactor', `size ${size}`, 'leave it out');
  }
  const given = size ?? scaleFactor;
  const each = typeof given === 'number' ? new Array<number>(axes).fill(given) : (given as readonly number[]);
  if (each.length !== axes || each.some((value) => !(value > 0))) {
    const values = `${shapeText(each)} for input ${shapeText(input.shape)}`;
    fail('interpolate', 'the sizes do not fit', values, `give one positive number or ${axes}`);
  }
  const factors = scaleFactor === undefined ? null : each;
  const sizes = input.shape
    .slice(2)
    .map((from, axis) => (factors ? Math.floor(from * factors[axis]) : each[axis]));
  if (sizes.includes(0) || input.shape.slice(1).includes(0)) {
    const values = `input ${shapeText(input.shape)}, sizes ${shapeText(sizes)}`;
    fail('interpolate', 'an axis is empty', values, 'give sizes of at least 1');
  }
  const used = sizes.map((_, axis) => (factors === null || recomputeScaleFactor ? null : factors[axis]));
  const how = { mode, alignCorners: options.alignCorners ?? false, antialias };
  return interpolated(input, sizes, used, how);
}
