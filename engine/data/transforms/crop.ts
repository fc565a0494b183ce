/** Parts of images, and borders round them. */
import { tensor } from '../../ops/data';
import { type PadMode, pad } from '../../ops/pad';
import { indexSelect } from '../../ops/select';
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { Draws, pairOf, type RandomTransformOptions, rounded, sizesOf, Transform } from './transform';

/** Rows and columns of an image, as a view. */
export function crop(image: Tensor, top: number, left: number, height: number, width: number): Tensor {
  return image.narrow(-2, top, height).narrow(-1, left, width);
}

/** How wide a border is: of all sides; left and right, top and bottom; or left, top, right, bottom. */
export type Padding = number | readonly [number, number] | readonly [number, number, number, number];

/** What a border shows: one value; the edge; the image mirrored, without its edge or with it. */
export type PaddingMode = 'constant' | 'edge' | 'reflect' | 'symmetric';

/** Options of `Pad`. */
export interface PadOptions {
  /** Of a constant border; 0 by default. */
  readonly fill?: number;
  /** Constant by default. */
  readonly paddingMode?: PaddingMode;
}

/** A border (torchvision.transforms.Pad). */
export class Pad extends Transform {
  constructor(
    /** Pixels that are put around. */
    readonly padding: Padding,
    /** As they were given. */
    readonly options: PadOptions = {},
  ) {
    super('Pad', padding, options);
    sidesOf('Pad', padding);
  }

  forward(image: Tensor): Tensor {
    return padded('Pad', image, sidesOf('Pad', this.padding), this.options);
  }
}

type Sides = readonly [left: number, top: number, right: number, bottom: number];

function sidesOf(op: string, padding: Padding): Sides {
  const all = typeof padding === 'number' ? [padding] : padding;
  if (![1, 2, 4].includes(all.length) || !all.every(Number.isInteger)) {
    fail(op, 'the padding is no border', shapeText(all), 'give 1, 2 or 4 integers');
  }
  const [left, top = left, right = left, bottom = top] = all;
  return [left, top, right, bottom];
}

const modes: Readonly<Record<Exclude<PaddingMode, 'symmetric'>, PadMode>> = {
  constant: 'constant',
  edge: 'replicate',
  reflect: 'reflect',
};

function padded(
  op: string,
  image: Tensor,
  [left, top, right, bottom]: Sides,
  { fill = 0, paddingMode = 'constant' }: PadOptions,
): Tensor {
  const { height, width, channels } = sizesOf(op, image);
  if (paddingMode === 'symmetric') {
    const rows = indexSelect(image, -2, mirrored(op, height, top, bottom));
    return indexSelect(rows, -1, mirrored(op, width, left, right));
  }
  const ends = [left, right, top, bottom];
  if (paddingMode === 'constant') return pad(image, ends, 'constant', fill);
  const flat = image.reshape([-1, channels, height, width]);
  const made = pad(flat, ends, modes[paddingMode]);
  return made.reshape([...image.shape.slice(0, -2), ...made.shape.slice(-2)]);
}

/** Places of an axis with a border that mirrors it, its edge too. */
function mirrored(op: string, size: number, before: number, after: number): Tensor {
  if (before > size || after > size) {
    fail(op, 'the border is wider than the image', `${before} and ${after}, of ${size}`, 'make it narrower');
  }
  const places = Array.from({ length: size + before + after }, (_, i) => {
    const place = i - before;
    if (place < 0) return -1 - place;
    return place < size ? place : 2 * size - 1 - place;
  });
  return tensor(places, { dtype: 'int64' });
}

/** The middle (torchvision.transforms.CenterCrop); of a smaller image, with a border of 0. */
export class CenterCrop extends Transform {
  /** Height and width of the result. */
  readonly size: readonly [number, number];

  constructor(size: number | readonly [number, number]) {
    super('CenterCrop', size);
    this.size = pairOf('CenterCrop', size);
  }

  forward(image: Tensor): Tensor {
    const [height, width] = this.size;
    const given = sizesOf('CenterCrop', image);
    const missing = (wanted: number, has: number) => Math.max(wanted - has, 0);
    const [rows, columns] = [missing(height, given.height), missing(width, given.width)];
    const half = (count: number) => Math.floor(count / 2);
    const sides: Sides = [half(columns), half(rows), half(columns + 1), half(rows + 1)];
    const large = rows > 0 || columns > 0 ? padded('CenterCrop', image, sides, {}) : image;
    const { height: h, width: w } = sizesOf('CenterCrop', large);
    return crop(large, rounded((h - height) / 2), rounded((w - width) / 2), height, width);
  }
}

/** Options of `RandomCrop`. */
export interface RandomCropOptions extends PadOptions, RandomTransformOptions {
  /** Put round the image first. */
  readonly padding?: Padding;
  /** Makes an image that is too small large enough; no by default: it is an error. */
  readonly padIfNeeded?: boolean;
}

/** A part at a random place (torchvision.transforms.RandomCrop). */
export class RandomCrop extends Transform {
  /** Height and width of the result. */
  readonly size: readonly [number, number];

  constructor(
    size: number | readonly [number, number],
    /** As they were given. */
    readonly options: RandomCropOptions = {},
  ) {
    super('RandomCrop', size, options);
    this.size = pairOf('RandomCrop', size);
  }

  forward(image: Tensor): Tensor {
    const [height, width] = this.size;
    const { padding, padIfNeeded = false, generator } = this.options;
    const border = (now: Tensor, sides: Sides) => padded('RandomCrop', now, sides, this.options);
    let large = padding === undefined ? image : border(image, sidesOf('RandomCrop', padding));
    if (padIfNeeded) {
      const columns = Math.max(width - sizesOf('RandomCrop', large).width, 0);
      const rows = Math.max(height - sizesOf('RandomCrop', large).height, 0);
      if (rows > 0 || columns > 0) large = border(large, [columns, rows, columns, rows]);
    }
    const { height: h, width: w } = sizesOf('RandomCrop', large);
    if (h < height || w < width) {
      fail(
        'RandomCrop',
        'the image is smaller than the part',
        `[${h}, ${w}], for [${height}, ${width}]`,
        'set { padIfNeeded: true }, or put Resize before it',
      );
    }
    const draws = new Draws(generator);
    return crop(large, draws.integer(0, h - height + 1), draws.integer(0, w - width + 1), height, width);
  }
}
