import { tensor } from '../../ops/data';
import { randn } from '../../ops/random';
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { crop } from './crop';
import {
  checkProbability,
  Draws,
  type RandomTransformOptions,
  rounded,
  sizesOf,
  Transform,
} from './transform';

/** Options of `RandomErasing`. */
export interface RandomErasingOptions extends RandomTransformOptions {
  /** How often; half of the time by default. */
  readonly p?: number;
  /** Which part of the area, at least and at most; 0.02 to 0.33 by default. */
  readonly scale?: readonly [number, number];
  /** Height by width, at least and at most; 0.3 to 3.3 by default. */
  readonly ratio?: readonly [number, number];
  /** What is put there: a number, one for each channel, or noise; 0 by default. */
  readonly value?: number | readonly number[] | 'random';
}

/** Erases a rectangle (torchvision.transforms.RandomErasing; Zhong et al. 2020). */
export class RandomErasing extends Transform {
  constructor(
    /** As they were given. */
    readonly options: RandomErasingOptions = {},
  ) {
    super('RandomErasing', options);
    checkProbability('RandomErasing', options.p ?? 0.5);
  }

  forward(image: Tensor): Tensor {
    const { p = 0.5, scale = [0.02, 0.33], ratio = [0.3, 3.3], value = 0, generator } = this.options;
    const { height, width, channels } = sizesOf('RandomErasing', image, 3);
    if (Array.isArray(value) && value.length !== 1 && value.length !== channels) {
      const found = `${value.length} for ${channels} channels`;
      fail('RandomErasing', 'there is not a value for each channel', found, 'give one for each');
    }
    const draws = new Draws(generator);
    if (draws.uniform() >= p) return image;
    for (let attempt = 0; attempt < 10; attempt++) {
      const area = height * width * draws.uniform(...scale);
      const aspect = Math.exp(draws.uniform(Math.log(ratio[0]), Math.log(ratio[1])));
      const [h, w] = [rounded(Math.sqrt(area * aspect)), rounded(Math.sqrt(area / aspect))];
      if (h >= height || w >= width) continue;
      const [top, left] = [draws.integer(0, height - h + 1), draws.integer(0, width - w + 1)];
      const put =
        value === 'random'
          ? randn([channels, h, w], { generator }).to(image.dtype)
          : tensor([value].flat(), { dtype: image.dtype }).reshape([-1, 1, 1]);
      const made = image.clone();
      const part = crop(made, top, left, h, w);
      part.copy_(put.expand(part.shape));
      return made;
    }
    return image;
  }
}
