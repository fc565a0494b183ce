/** Transforms of the values of pixels. */
import { tensor } from '../../ops/data';
import type { DType } from '../../tensor/dtype';
import { fail } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import { fullScale, largestInteger, sizesOf, Transform } from './transform';

/**
 * Integers of an image file as float32 from 0 to 1 (torchvision.transforms.ToTensor): uint8 by 255, and the int32 of a
 * file with 16 bits a number by 65535. Floats stay as they are.
 */
export class ToTensor extends Transform {
  constructor() {
    super('ToTensor');
  }

  forward(image: Tensor): Tensor {
    if (image.isFloatingPoint()) return image;
    return image.to('float32').div(image.dtype === 'uint8' ? 255 : 65535);
  }
}

/** Another dtype, with values scaled to its range: 0 to 1 for floats (torchvision.transforms.ConvertImageDtype). */
export class ConvertImageDtype extends Transform {
  constructor(
    /** Of the result. */
    readonly dtype: DType,
  ) {
    super('ConvertImageDtype', dtype);
  }

  forward(image: Tensor): Tensor {
    return convertImageDtype(image, this.dtype);
  }
}

/** As {@link ConvertImageDtype}. */
export function convertImageDtype(image: Tensor, dtype: DType): Tensor {
  if (image.dtype === dtype) return image;
  const from = largestInteger[image.dtype];
  const to = largestInteger[dtype];
  if (image.isFloatingPoint()) {
    if (to === undefined) return image.to(dtype);
    if ((image.dtype === 'float32' && to > 2 ** 24) || to > 2 ** 53) {
      fail(
        'ConvertImageDtype',
        `${image.dtype} has not the digits of ${dtype}`,
        `${image.dtype} to ${dtype}`,
        'convert to uint8',
      );
    }
    // So that 1 becomes the largest value, and every value has as large a share.
    return image.mul(to + 1 - 1e-3).to(dtype);
  }
  fullScale('ConvertImageDtype', image);
  if (to === undefined) return image.to(dtype).div(from);
  if (from > to) return image.floorDivide(Math.floor((from + 1) / (to + 1))).to(dtype);
  return image.to(dtype).mul(Math.floor((to + 1) / (from + 1)));
}

/** (value - mean) / std, by channel (torchvision.transforms.Normalize). Of a floating image. */
export class Normalize extends Transform {
  constructor(
    /** Of each channel, taken away. */
    readonly mean: readonly number[],
    /** Of each channel, divided by. */
    readonly std: readonly number[],
  ) {
    super('Normalize', mean, std);
    const zero = std.findIndex((each) => !(each > 0));
    if (zero >= 0) fail('Normalize', 'a deviation is not above 0', `${std[zero]} at ${zero}`, 'give others');
  }

  forward(image: Tensor): Tensor {
    const { channels } = sizesOf('Normalize', image, 3);
    if (!image.isFloatingPoint()) {
      fail('Normalize', 'the image is not floating', image.dtype, 'put ToTensor before it');
    }
    const byChannel = (values: readonly number[]) => {
      if (values.length !== 1 && values.length !== channels) {
        const found = `${values.length} for ${channels} channels`;
        fail('Normalize', 'there is not a value for each channel', found, 'give one for each');
      }
      return tensor([...values], { dtype: image.dtype }).reshape([-1, 1, 1]);
    };
    return image.sub(byChannel(this.mean)).div(byChannel(this.std));
  }
}

/** Luma (torchvision.transforms.Grayscale): 0.2989 red + 0.587 green + 0.114 blue, in one channel or in three. */
export class Grayscale extends Transform {
  constructor(
    /** 1, or 3 that are equal. */
    readonly numOutputChannels: 1 | 3 = 1,
  ) {
    super('Grayscale', numOutputChannels);
  }

  forward(image: Tensor): Tensor {
    const grey = greyOf('Grayscale', image);
    if (this.numOutputChannels === 1) return grey;
    return grey.expand([...image.shape.slice(0, -3), 3, ...image.shape.slice(-2)]).contiguous();
  }
}

/** One channel of an image with one or three. */
export function greyOf(op: string, image: Tensor): Tensor {
  const { channels } = sizesOf(op, image, 3);
  if (channels === 1) return image;
  if (channels !== 3)
    fail(op, 'the image has neither 1 nor 3 channels', String(channels), 'take three of them');
  const [red, green, blue] = channelsOf(image.isFloatingPoint() ? image : image.to('float32'));
  return red.mul(0.2989).add(green.mul(0.587)).add(blue.mul(0.114)).to(image.dtype).unsqueeze(-3);
}

/** Three channels, each [..., height, width]. */
export function channelsOf(image: Tensor): readonly [Tensor, Tensor, Tensor] {
  return [image.select(-3, 0), image.select(-3, 1), image.select(-3, 2)];
}
