/** Images in other sizes. */
import { type InterpolateMode, interpolated } from '../../ops/interpolate';
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { crop } from './crop';
import { Draws, pairOf, type RandomTransformOptions, rounded, sizesOf, Transform } from './transform';

/** How a value between pixels is found. */
export type Interpolation = 'nearest' | 'nearestExact' | 'bilinear' | 'bicubic';

/** Options of `Resize`. */
export interface ResizeOptions {
  /** Bilinear by default. */
  readonly interpolation?: Interpolation;
  /** Whether an image that becomes smaller is smoothed; yes by default. */
  readonly antialias?: boolean;
}

/**
 * Another size (torchvision.transforms.Resize): `[height, width]`, or one number for the shorter side, with the sides
 * in proportion; `maxSize` is the most that the longer one may then have. Integer images are rounded to integers.
 */
export class Resize extends Transform {
  constructor(
    /** Height and width of the result, or of its shorter side. */
    readonly size: number | readonly [number, number],
    /** As they were given. */
    readonly options: ResizeOptions & {
      /** The longer side is at most this. */
      readonly maxSize?: number;
    } = {},
  ) {
    super('Resize', size, options);
    pairOf('Resize', size);
    const { maxSize } = options;
    if (maxSize === undefined) return;
    if (typeof size !== 'number') {
      fail('Resize', 'maxSize is for the size of the shorter side', `[${size.join(', ')}]`, 'leave it out');
    }
    if (maxSize <= size) fail('Resize', 'maxSize is not above size', `${maxSize} and ${size}`, 'raise it');
  }

  forward(image: Tensor): Tensor {
    const { size } = this;
    const target = typeof size === 'number' ? this.#inProportion(image, size) : size;
    return resized('Resize', image, target, this.options);
  }

  #inProportion(image: Tensor, size: number): readonly [number, number] {
    const { height, width } = sizesOf('Resize', image);
    const { maxSize = Number.POSITIVE_INFINITY } = this.options;
    const [short, long] = [Math.min(height, width), Math.max(height, width)];
    let [newShort, newLong] = [size, Math.trunc((size * long) / short)];
    if (newLong > maxSize) [newShort, newLong] = [Math.trunc((maxSize * newShort) / newLong), maxSize];
    return width <= height ? [newLong, newShort] : [newShort, newLong];
  }
}

/** Options of `RandomResizedCrop`. */
export interface RandomResizedCropOptions extends ResizeOptions, RandomTransformOptions {
  /** Which part of the area is kept, at least and at most; 0.08 to 1 by default. */
  readonly scale?: readonly [number, number];
  /** Width by height, at least and at most; 3/4 to 4/3 by default. */
  readonly ratio?: readonly [number, number];
}

/** A random part of random proportions, resized (torchvision.transforms.RandomResizedCrop). */
export class RandomResizedCrop extends Transform {
  /** Height and width of the result. */
  readonly size: readonly [number, number];

  constructor(
    size: number | readonly [number, number],
    /** As they were given. */
    readonly options: RandomResizedCropOptions = {},
  ) {
    super('RandomResizedCrop', size, options);
    this.size = pairOf('RandomResizedCrop', size);
  }

  forward(image: Tensor): Tensor {
    const { height, width } = sizesOf('RandomResizedCrop', image);
    const { scale = [0.08, 1], ratio = [3 / 4, 4 / 3], generator } = this.options;
    const draws = new Draws(generator);
    const [top, left, h, w] =
      randomPart(height, width, scale, ratio, draws) ?? centralPart(height, width, ratio);
    return resized('RandomResizedCrop', crop(image, top, left, h, w), this.size, this.options);
  }
}

/** Top, left, height and width of a part; null where none of ten fits. */
function randomPart(
  height: number,
  width: number,
  scale: readonly [number, number],
  ratio: readonly [number, number],
  draws: Draws,
): readonly [number, number, number, number] | null {
  for (let attempt = 0; attempt < 10; attempt++) {
    const area = height * width * draws.uniform(...scale);
    const aspect = Math.exp(draws.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
    const [h, w] = [rounded(Math.sqrt(area / aspect)), rounded(Math.sqrt(area * aspect))];
    if (w > 0 && w <= width && h > 0 && h <= height) {
      return [draws.integer(0, height - h + 1), draws.integer(0, width - w + 1), h, w];
    }
  }
  return null;
}

function centralPart(
  height: number,
  width: number,
  ratio: readonly [number, number],
): readonly [number, number, number, number] {
  let [h, w] = [height, width];
  if (width / height < ratio[0]) h = rounded(width / ratio[0]);
  else if (width / height > ratio[1]) w = rounded(height * ratio[1]);
  return [Math.floor((height - h) / 2), Math.floor((width - w) / 2), h, w];
}

/** Where there are integers, in float32 and rounded, halves to even. */
function resized(
  op: string,
  image: Tensor,
  size: readonly [number, number],
  { interpolation = 'bilinear', antialias = true }: ResizeOptions,
): Tensor {
  const { height, width } = sizesOf(op, image);
  if (height === size[0] && width === size[1]) return image;
  const smooth = interpolation === 'bilinear' || interpolation === 'bicubic';
  const mode: InterpolateMode = interpolation;
  const values = image.isFloatingPoint() || !smooth ? image : image.to('float32');
  const flat = (values.dtype === 'uint8' ? values.to('float32') : values).reshape([1, -1, height, width]);
  const how = { mode, alignCorners: false, antialias: antialias && smooth };
  const made = interpolated(flat, size, [null, null], how).reshape([...image.shape.slice(0, -2), ...size]);
  if (image.isFloatingPoint()) return made;
  // A cubic kernel goes beyond what it is given.
  const whole = made.round();
  return (image.dtype === 'uint8' ? whole.clamp(0, 255) : whole).to(image.dtype);
}
