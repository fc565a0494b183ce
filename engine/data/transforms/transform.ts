import { rand } from '../../ops/random';
import { fail, shapeText } from '../../tensor/errors';
import type { Generator } from '../../tensor/generator';
import type { Tensor } from '../../tensor/tensor';
import { ownRecipe, type Recipe } from '../recipe';

/** Makes one image of another: a tensor [channels, height, width], with any axes before. */
export abstract class Transform {
  readonly #name: string;
  readonly #args: readonly unknown[];

  /** @internal The name that `data.transforms` exports it by, and what it was made of: so workers make it again. */
  constructor(name: string, ...args: readonly unknown[]) {
    this.#name = name;
    this.#args = args;
  }

  /** The image that is made; the given one stays as it is. */
  abstract forward(image: Tensor): Tensor;

  /** How another thread makes the same one. */
  get recipe(): Recipe {
    return ownRecipe(`transforms.${this.#name}`, ...this.#args);
  }
}

/** A transform, or a function that stands for one. */
export type ImageTransform = Transform | ((image: Tensor) => Tensor);

/** The image that a transform, or a function that stands for one, makes. */
export function transformed(transform: ImageTransform, image: Tensor): Tensor {
  return typeof transform === 'function' ? transform(image) : transform.forward(image);
}

/** One after the other (torchvision.transforms.Compose). */
export class Compose extends Transform {
  constructor(
    /** Applied one after the other. */
    readonly transforms: readonly ImageTransform[],
  ) {
    super('Compose', transforms);
  }

  forward(image: Tensor): Tensor {
    return this.transforms.reduce((now, transform) => transformed(transform, now), image);
  }
}

/** What a function makes (torchvision.transforms.Lambda). Functions cannot go to workers of a loader. */
export class Lambda extends Transform {
  constructor(
    /** What is applied. */
    readonly lambda: (image: Tensor) => Tensor,
  ) {
    super('Lambda', lambda);
  }

  forward(image: Tensor): Tensor {
    return this.lambda(image);
  }
}

/** Options of transforms that draw random numbers. */
export interface RandomTransformOptions {
  /** What it draws from; the default generator, if not given. One of its own cannot go to workers of a loader. */
  readonly generator?: Generator;
}

/** Random numbers for one image. */
export class Draws {
  constructor(readonly generator: Generator | undefined) {}

  /** From `low` to below `high`. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * rand([], { generator: this.generator, dtype: 'float64' }).item();
  }

  /** An integer from `low` to before `high`. */
  integer(low: number, high: number): number {
    return low + Math.floor(this.uniform() * (high - low));
  }

  /** The integers from 0 to before `count`, in a random order. */
  order(count: number): number[] {
    const keys = Array.from({ length: count }, () => this.uniform());
    return keys.map((_, i) => i).sort((a, b) => keys[a] - keys[b]);
  }
}

/** Sizes of an image; throws where it has no rows and columns, or, if they are asked for, no channels. */
export function sizesOf(
  op: string,
  image: Tensor,
  axes = 2,
): { height: number; width: number; channels: number } {
  const { shape } = image;
  if (shape.length < axes) {
    const wanted = axes === 2 ? '[…, height, width]' : '[…, channels, height, width]';
    fail(op, `an image is ${wanted}`, shapeText(shape), 'reshape it');
  }
  const [channels = 1, height, width] = shape.length < 3 ? [1, ...shape] : shape.slice(-3);
  return { height, width, channels };
}

/** Throws where a probability is none. */
export function checkProbability(op: string, p: number): void {
  if (!(p >= 0 && p <= 1)) fail(op, 'p is no probability', String(p), 'give a number from 0 to 1');
}

/** A height and a width; one number is both. */
export function pairOf(op: string, size: number | readonly number[]): readonly [number, number] {
  const pair = typeof size === 'number' ? [size, size] : size;
  if (pair.length !== 2 || !pair.every((side) => Number.isInteger(side) && side > 0)) {
    fail(op, 'size is no height and width', shapeText(pair), 'give integers from 1');
  }
  return pair as unknown as readonly [number, number];
}

/** As Python's round(): halves to the even one. */
export function rounded(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  if (rest !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}

/** Of the values that an image's dtype means: 1 for floats, the largest integer else. */
export function fullScale(op: string, image: Tensor): number {
  if (image.isFloatingPoint()) return 1;
  const largest = largestInteger[image.dtype];
  return largest ?? fail(op, 'images have no such dtype', image.dtype, 'convert it: ConvertImageDtype');
}

/** Of integer dtypes of images. */
export const largestInteger: Readonly<Record<string, number>> = {
  uint8: 255,
  int8: 127,
  int16: 2 ** 15 - 1,
  int32: 2 ** 31 - 1,
  int64: Number(2n ** 63n - 1n),
};
