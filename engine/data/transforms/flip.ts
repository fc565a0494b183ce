/** Images mirrored and turned. */
import { flip } from '../../ops/rearrange';
import type { Tensor } from '../../tensor/tensor';
import { rotated } from './rotate';
import { checkProbability, Draws, type RandomTransformOptions, sizesOf, Transform } from './transform';

/** Mirrors left and right in some cases, half of them by default (torchvision.transforms.RandomHorizontalFlip). */
export class RandomHorizontalFlip extends Transform {
  constructor(
    /** How likely it is. */
    readonly p = 0.5,
    /** As they were given. */
    readonly options: RandomTransformOptions = {},
  ) {
    super('RandomHorizontalFlip', p, options);
    checkProbability('RandomHorizontalFlip', p);
  }

  forward(image: Tensor): Tensor {
    sizesOf('RandomHorizontalFlip', image);
    return new Draws(this.options.generator).uniform() < this.p ? flip(image, -1) : image;
  }
}

/** Turns upside down in some cases, half of them by default (torchvision.transforms.RandomVerticalFlip). */
export class RandomVerticalFlip extends Transform {
  constructor(
    /** How likely it is. */
    readonly p = 0.5,
    /** As they were given. */
    readonly options: RandomTransformOptions = {},
  ) {
    super('RandomVerticalFlip', p, options);
    checkProbability('RandomVerticalFlip', p);
  }

  forward(image: Tensor): Tensor {
    sizesOf('RandomVerticalFlip', image);
    return new Draws(this.options.generator).uniform() < this.p ? flip(image, -2) : image;
  }
}

/** Options of `RandomRotation`. */
export interface RandomRotationOptions extends RandomTransformOptions {
  /** Nearest by default. */
  readonly interpolation?: 'nearest' | 'bilinear';
  /** Whether the image becomes so large that all of it is there; no by default. */
  readonly expand?: boolean;
  /** Column and row that stay where they are; the middle by default. */
  readonly center?: readonly [number, number];
  /** What is where the image was not; 0 by default. */
  readonly fill?: number;
}

/**
 * Turns counter-clockwise by a random angle in degrees (torchvision.transforms.RandomRotation): from the first to the
 * second number, or from -degrees to degrees.
 */
export class RandomRotation extends Transform {
  /** The least and the greatest turn. */
  readonly degrees: readonly [number, number];

  constructor(
    degrees: number | readonly [number, number],
    /** As they were given. */
    readonly options: RandomRotationOptions = {},
  ) {
    super('RandomRotation', degrees, options);
    this.degrees = typeof degrees === 'number' ? [-degrees, degrees] : degrees;
  }

  forward(image: Tensor): Tensor {
    const angle = new Draws(this.options.generator).uniform(...this.degrees);
    return rotated(image, angle, this.options);
  }
}
