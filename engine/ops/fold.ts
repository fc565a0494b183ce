/** Images as columns of patches, and back. */
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import { define } from './row';

/** Of the patches, a number each for height and width. */
export interface Patches {
  readonly kernelSize: Shape;
  readonly dilation: Shape;
  readonly padding: Shape;
  readonly stride: Shape;
}

/** `size`: height and width of the image; `counts`: how many patches lie below each other and side by side. */
type Layout = Patches & { readonly size: Shape; readonly counts: Shape };

/** Zeros for a padded image, and the part of them that the image covers. */
function canvas(like: Tensor, channels: number, { size, padding }: Layout): { whole: Tensor; inner: Tensor } {
  const shape = [like.shape[0], channels, ...size.map((each, axis) => each + 2 * padding[axis])];
  const whole = zeros(shape, { dtype: like.dtype });
  const inner = size.reduce((part, each, axis) => part.narrow(2 + axis, padding[axis], each), whole);
  return { whole, inner };
}

const im2colRow = define('im2col', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor], layout: Layout) => {
    const { kernelSize, dilation, stride, counts } = layout;
    const [images, channels] = input.shape;
    const { whole, inner } = canvas(input, channels, layout);
    inner.copy_(input);
    const [image, channel, row, column] = whole.strides;
    const steps = [row, column];
    const patches = new Tensor(
      whole.storage,
      whole.type,
      [images, channels, ...kernelSize, ...counts],
      [
        image,
        channel,
        ...steps.map((step, a) => step * dilation[a]),
        ...steps.map((step, a) => step * stride[a]),
      ],
      0,
    );
    return patches.clone().reshape(images, channels * kernelSize[0] * kernelSize[1], counts[0] * counts[1]);
  },
  gradient: {
    input: ({ grad, kernelSize, dilation, padding, stride, size, counts }) =>
      col2im(grad, { kernelSize, dilation, padding, stride }, size, counts),
  },
});

const col2imRow = define('col2im', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor], layout: Layout) => {
    const { kernelSize, dilation, stride, counts } = layout;
    const [height, width] = kernelSize;
    const [images, rows] = input.shape;
    const channels = rows / (height * width);
    const { whole, inner } = canvas(input, channels, layout);
    const patches = input.reshape(images, channels, height, width, ...counts);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const at = [y, x].map((each, axis) => each * dilation[axis]);
        const end = at.map((start, axis) => start + (counts[axis] - 1) * stride[axis] + 1);
        const met = whole.slice(2, at[0], end[0], stride[0]).slice(3, at[1], end[1], stride[1]);
        met.add_(patches.select(2, y).select(2, x));
      }
    }
    return inner.clone();
  },
  gradient: {
    input: ({ grad, kernelSize, dilation, padding, stride, counts }) =>
      im2col(grad, { kernelSize, dilation, padding, stride }, counts),
  },
});

/** [N, C, H, W] to [N, C × patch, number of patches]. */
export function im2col(input: Tensor, patches: Patches, counts: Shape): Tensor {
  return dispatch(im2colRow, [input], { ...patches, size: input.shape.slice(2), counts });
}

/** [N, C × patch, number of patches] to [N, C, …size]: where patches overlap they are added. */
export function col2im(input: Tensor, patches: Patches, size: Shape, counts: Shape): Tensor {
  return dispatch(col2imRow, [input], { ...patches, size, counts });
}
