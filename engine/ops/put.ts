/** Writing at row-major positions. */
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { requireTensor } from './dispatch';
import { put as write } from './indexing';
import { methods } from './methods';
import { flatPositions } from './select';

function written(
  inPlace: boolean,
  input: Tensor,
  index: Tensor,
  source: Tensor,
  accumulate: boolean,
): Tensor {
  const op = inPlace ? 'put_' : 'put';
  requireTensor(op, 'the source', source);
  if (source.numel() !== index.numel()) {
    const shapes = `source ${shapeText(source.shape)}, index ${shapeText(index.shape)}`;
    fail(op, 'the source has another number of elements than the index', shapes, 'give as many');
  }
  const axes = input.shape.map((_, axis) => axis);
  const places = flatPositions(op, input, index).reshape(-1);
  return write(inPlace, input, places, source.reshape(-1), { axes, place: 0, accumulate });
}

/**
 * The tensor with the elements of `source` written at row-major positions (torch.put); added to what is there with
 * `accumulate`.
 */
export function put(input: Tensor, index: Tensor, source: Tensor, accumulate = false): Tensor {
  return written(false, input, index, source, accumulate);
}

/** As {@link put}, into the tensor itself (torch.Tensor.put_). */
export function put_(input: Tensor, index: Tensor, source: Tensor, accumulate = false): Tensor {
  return written(true, input, index, source, accumulate);
}

methods({ put, put_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** With the elements of `source` written (or added, with `accumulate`) at row-major positions. */
    put(index: Tensor, source: Tensor, accumulate?: boolean): Tensor;
    /** Writes (or adds, with `accumulate`) the elements of `source` at row-major positions. */
    put_(index: Tensor, source: Tensor, accumulate?: boolean): this;
  }
}
