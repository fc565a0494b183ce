/** Copies of a tensor with a part of it replaced. */
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { zeros } from './creation';
import { dispatch } from './dispatch';
import { methods } from './methods';
import { define } from './row';
import { select, slice } from './slice';

interface Part {
  readonly dim: number;
  readonly start: number | null;
  readonly end: number | null;
  readonly step: number;
}

const sliceScatterRow = define('sliceScatter', {
  operands: ['input', 'source'],
  composed: 'copies',
  forward: ([input, source]: readonly [Tensor, Tensor], { dim, start, end, step }: Part) => {
    const whole = input.clone();
    slice(whole, dim, start, end, step).copy_(source);
    return whole;
  },
  gradient: {
    input: ({ grad, sourceShape, dim, start, end, step }): Tensor =>
      grad.sliceScatter(zeros(sourceShape, { dtype: grad.dtype }), dim, start, end, step),
    source: ({ grad, dim, start, end, step }) => slice(grad, dim, start, end, step),
  },
});

function checkSource(op: string, source: Tensor, part: Tensor): void {
  if (shapeText(source.shape) === shapeText(part.shape)) return;
  const shapes = `${shapeText(source.shape)} for ${shapeText(part.shape)}`;
  fail(op, 'the source has not the shape of the part', shapes, 'reshape it');
}

/** A copy with `source` for the part that `slice(dim, start, end, step)` shows (torch.slice_scatter). */
export function sliceScatter(
  input: Tensor,
  source: Tensor,
  dim = 0,
  start: number | null = null,
  end: number | null = null,
  step = 1,
): Tensor {
  const axis = axisOf('sliceScatter', dim, input.ndim);
  checkSource('sliceScatter', source, slice(input.detach(), axis, start, end, step));
  return dispatch(sliceScatterRow, [input, source], { dim: axis, start, end, step });
}

const selectScatterRow = define('selectScatter', {
  operands: ['input', 'source'],
  composed: 'copies',
  forward: (
    [input, source]: readonly [Tensor, Tensor],
    { dim, index }: { readonly dim: number; readonly index: number },
  ) => {
    const whole = input.clone();
    select(whole, dim, index).copy_(source);
    return whole;
  },
  gradient: {
    input: ({ grad, sourceShape, dim, index }): Tensor =>
      grad.selectScatter(zeros(sourceShape, { dtype: grad.dtype }), dim, index),
    source: ({ grad, dim, index }) => select(grad, dim, index),
  },
});

/** A copy with `source` for the part that `select(dim, index)` shows (torch.select_scatter). */
export function selectScatter(input: Tensor, source: Tensor, dim: number, index: number): Tensor {
  const axis = axisOf('selectScatter', dim, input.ndim);
  checkSource('selectScatter', source, select(input.detach(), axis, index));
  return dispatch(selectScatterRow, [input, source], { dim: axis, index });
}

methods({ sliceScatter, selectScatter });

declare module '../tensor/tensor' {
  interface Tensor {
    /** A copy with `source` for the part that `slice(dim, start, end, step)` shows. */
    sliceScatter(
      source: Tensor,
      dim?: number,
      start?: number | null,
      end?: number | null,
      step?: number,
    ): Tensor;
    /** A copy with `source` for the part that `select(dim, index)` shows. */
    selectScatter(source: Tensor, dim: number, index: number): Tensor;
  }
}
