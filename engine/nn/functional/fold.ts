/** Images as columns of patches, and back. */
import { requireTensor } from '../../ops/dispatch';
import { col2im, im2col, type Patches } from '../../ops/fold';
import { batched, type PerAxis, perAxis } from '../../ops/windows';
import { fail, shapeText } from '../../tensor/errors';
import type { Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/** Options of `fold` and `unfold`. */
export interface FoldOptions {
  /** Steps between elements of a patch; 1 by default. */
  readonly dilation?: PerAxis;
  /** Zeros around the image; none by default. */
  readonly padding?: PerAxis;
  /** Steps between patches; 1 by default. */
  readonly stride?: PerAxis;
}

function patchesOf(
  op: string,
  kernelSize: PerAxis,
  { dilation = 1, padding = 0, stride = 1 }: FoldOptions,
): Patches {
  return {
    kernelSize: perAxis(op, 'kernelSize', kernelSize, 2, 1),
    dilation: perAxis(op, 'dilation', dilation, 2, 1),
    padding: perAxis(op, 'padding', padding, 2, 0),
    stride: perAxis(op, 'stride', stride, 2, 1),
  };
}

function patchCounts(op: string, size: Shape, patches: Patches): Shape {
  const { kernelSize, dilation, padding, stride } = patches;
  const counts = size.map((each, axis) => {
    const room = each + 2 * padding[axis] - dilation[axis] * (kernelSize[axis] - 1) - 1;
    return Math.floor(room / stride[axis]) + 1;
  });
  if (counts.some((count) => count < 1)) {
    const values = `sizes ${shapeText(size)}, kernelSize ${shapeText(kernelSize)}`;
    fail(op, `there would be ${shapeText(counts)} patches`, values, 'use a smaller kernel');
  }
  return counts;
}

/** [N, C, H, W] or [C, H, W] to [N, C × patch, number of patches] (torch.nn.functional.unfold). */
export function unfold(input: Tensor, kernelSize: PerAxis, options: FoldOptions = {}): Tensor {
  const patches = patchesOf('unfold', kernelSize, options);
  return batched('unfold', input, 2, (batch) =>
    im2col(batch, patches, patchCounts('unfold', batch.shape.slice(2), patches)),
  );
}

/**
 * [N, C × patch, number of patches], or without N, to [N, C, …outputSize]; what overlaps is added up
 * (torch.nn.functional.fold).
 */
export function fold(
  input: Tensor,
  outputSize: PerAxis,
  kernelSize: PerAxis,
  options: FoldOptions = {},
): Tensor {
  requireTensor('fold', 'the input', input);
  const patches = patchesOf('fold', kernelSize, options);
  const size = perAxis('fold', 'outputSize', outputSize, 2, 1);
  const counts = patchCounts('fold', size, patches);
  if (input.ndim === 2) return fold(input.unsqueeze(0), outputSize, kernelSize, options).squeeze(0);
  const patch = patches.kernelSize[0] * patches.kernelSize[1];
  if (input.ndim !== 3 || input.shape[1] % patch !== 0 || input.shape[2] !== counts[0] * counts[1]) {
    const values = `input ${shapeText(input.shape)}, ${patch} elements a patch, ${shapeText(counts)} patches`;
    fail('fold', 'the patches do not fit', values, `give [N, C × ${patch}, ${counts[0] * counts[1]}]`);
  }
  return col2im(input, patches, size, counts);
}
