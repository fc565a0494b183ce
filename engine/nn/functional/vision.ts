/** Channels moved into images and back. */
import { fail, shapeText } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';

/** [..., C r², H, W] to [..., C, H r, W r] (torch.nn.functional.pixel_shuffle; Shi et al. 2016). */
export function pixelShuffle(input: Tensor, upscaleFactor: number): Tensor {
  const r = upscaleFactor;
  const [channels, height, width] = input.shape.slice(-3);
  if (input.ndim < 3 || channels % (r * r) !== 0) {
    const values = `input ${shapeText(input.shape)}, factor ${r}`;
    fail(
      'pixelShuffle',
      'the channels are no multiple of the squared factor',
      values,
      'give [..., C r², H, W]',
    );
  }
  const batch = input.shape.slice(0, -3);
  const places = batch.map((_, axis) => axis);
  const [c, i, j, h, w] = [0, 1, 2, 3, 4].map((axis) => axis + batch.length);
  return input
    .reshape([...batch, channels / (r * r), r, r, height, width])
    .permute([...places, c, h, i, w, j])
    .reshape([...batch, channels / (r * r), height * r, width * r]);
}

/** [..., C, H r, W r] to [..., C r², H, W] (torch.nn.functional.pixel_unshuffle). */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number): Tensor {
  const r = downscaleFactor;
  const [channels, height, width] = input.shape.slice(-3);
  if (input.ndim < 3 || height % r !== 0 || width % r !== 0) {
    const values = `input ${shapeText(input.shape)}, factor ${r}`;
    fail('pixelUnshuffle', 'the sizes are no multiples of the factor', values, 'give [..., C, H r, W r]');
  }
  const batch = input.shape.slice(0, -3);
  const places = batch.map((_, axis) => axis);
  const [c, h, i, w, j] = [0, 1, 2, 3, 4].map((axis) => axis + batch.length);
  return input
    .reshape([...batch, channels, height / r, r, width / r, r])
    .permute([...places, c, i, j, h, w])
    .reshape([...batch, channels * r * r, height / r, width / r]);
}

/** Takes turns between the groups of the channels of [N, C, …] (torch.nn.functional.channel_shuffle). */
export function channelShuffle(input: Tensor, groups: number): Tensor {
  const [batch, channels, ...rest] = input.shape;
  if (input.ndim < 3 || channels % groups !== 0) {
    const values = `input ${shapeText(input.shape)}, ${groups} groups`;
    fail('channelShuffle', 'the channels do not fall into the groups', values, 'give [N, C, …]');
  }
  const grouped = input.reshape([batch, groups, channels / groups, ...rest]);
  return grouped.transpose(1, 2).reshape(input.shape);
}
