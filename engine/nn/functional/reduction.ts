/** What the losses share: how the losses of elements become one, and what shapes they need. */
import type { Reduction } from '../../ops/loss';
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/** How the losses of elements become one. */
export interface ReductionOptions {
  /** Over all losses: 'mean' (default), 'sum', or 'none' of both. */
  readonly reduction?: Reduction;
}

/** Losses of elements, reduced. */
export function reduced(op: string, losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === 'mean') return losses.mean();
  if (reduction === 'sum') return losses.sum();
  if (reduction === 'none') return losses;
  return fail(op, 'there is no such reduction', String(reduction), "give 'mean', 'sum' or 'none'");
}

export function requireSameShape(op: string, input: Tensor, target: Tensor): void {
  if (sameShape(input.shape, target.shape)) return;
  const values = `input ${shapeText(input.shape)}, target ${shapeText(target.shape)}`;
  fail(op, 'the shapes differ', values, 'reshape one of them, such as with squeeze or unsqueeze');
}
