/** Images made larger, and channels moved into them. */
import { noGrad } from '../../autograd/mode';
import { tensor } from '../../ops/data';
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

export interface InterpolateOptions {
  /** The sizes of the result beside batch and channels; or give `scaleFactor`. */
  readonly size?: number | readonly number[];
  readonly scaleFactor?: number | readonly number[];
  /** 'linear', 'bilinear' and 'trilinear' are for 1, 2 and 3 axes; 'nearest' by default. */
  readonly mode?: 'nearest' | 'nearestExact' | 'linear' | 'bilinear' | 'trilinear';
  /** Whether the corners of both images are the same places; of the linear modes. */
  readonly alignCorners?: boolean;
}

const linearAxes: Readonly<Record<string, number>> = { linear: 1, bilinear: 2, trilinear: 3 };

/** [N, C, …] in another size (torch.nn.functional.interpolate). */
export function interpolate(
  input: Tensor,
  { size, scaleFactor, mode = 'nearest', alignCorners = false }: InterpolateOptions,
): Tensor {
  const axes = input.ndim - 2;
  const isLinear = mode in linearAxes;
  if (axes < 1 || axes > 3 || (isLinear && linearAxes[mode] !== axes)) {
    const values = `mode '${mode}', input ${shapeText(input.shape)}`;
    fail('interpolate', 'the axes do not fit the mode', values, 'give [N, C, …] with 1, 2 or 3 axes more');
  }
  if (!isLinear && mode !== 'nearest' && mode !== 'nearestExact') {
    fail('interpolate', 'there is no such mode', String(mode), "give 'nearest' or 'bilinear'");
  }
  if ((size === undefined) === (scaleFactor === undefined)) {
    fail(
      'interpolate',
      'the size is not known',
      `size ${size}, scaleFactor ${scaleFactor}`,
      'give one of both',
    );
  }
  return input.shape.slice(2).reduce((image, from, axis) => {
    const factor = Array.isArray(scaleFactor) ? scaleFactor[axis] : scaleFactor;
    const wanted = Array.isArray(size) ? size[axis] : size;
    const to = wanted ?? Math.floor(from * factor);
    const scale = factor === undefined ? from / to : 1 / factor;
    const at = (i: number) => {
      if (!isLinear) return Math.floor((mode === 'nearest' ? i : i + 0.5) * scale);
      if (alignCorners) return to > 1 ? (i * (from - 1)) / (to - 1) : 0;
      return Math.max((i + 0.5) * scale - 0.5, 0);
    };
    const places = Array.from({ length: to }, (_, i) => Math.min(at(i), from - 1));
    return isLinear ? between(image, axis + 2, places) : picked(image, axis + 2, places);
  }, input);
}

function picked(image: Tensor, axis: number, places: number[]): Tensor {
  return image.indexSelect(axis, tensor(places, { dtype: 'int64' }));
}

/** Along an axis at `places`, which are between the elements. */
function between(image: Tensor, axis: number, places: number[]): Tensor {
  const last = image.shape[axis] - 1;
  const left = places.map(Math.floor);
  const after = image.shape.slice(axis + 1).map(() => 1);
  const share = noGrad(() =>
    tensor(
      places.map((place, i) => place - left[i]),
      { dtype: image.dtype },
    ).reshape([-1, ...after]),
  );
  const right = left.map((place) => Math.min(place + 1, last));
  const near = picked(image, axis, left).mul(noGrad(() => share.neg().add(1)));
  return near.add(picked(image, axis, right).mul(share));
}
