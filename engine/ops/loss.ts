/** Losses with kernels of their own. */
import { Category, int64 } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { dispatch, requireTensor } from './dispatch';
import { define } from './row';

/** Over all rows: 'mean', 'sum', or 'none' of both. */
export type Reduction = 'none' | 'mean' | 'sum';

const reductionNumber: Readonly<Record<Reduction, number>> = { none: 0, mean: 1, sum: 2 };

interface CrossEntropy {
  readonly reduction: Reduction;
  readonly ignoreIndex: number;
}

const crossEntropyRow = define('crossEntropy', {
  operands: ['input', 'target'],
  forward: ([input, target]: readonly [Tensor, Tensor], { reduction, ignoreIndex }: CrossEntropy) => {
    const shape: Shape = reduction === 'none' ? target.shape : [];
    begin('crossEntropy', 'crossEntropy');
    allocate(input.type, shape);
    inputOf(input);
    inputOf(target);
    attribute(reductionNumber[reduction]);
    attribute(ignoreIndex);
    return result(input.type, shape);
  },
  gradient: {
    input: ({ grad, input, target, reduction, ignoreIndex }) => {
      // [N, 1]: 1 for rows that count
      const counts = target.ne(ignoreIndex).to(input.dtype).unsqueeze(1);
      // Any class that there is will do for rows that do not count.
      const real = ignoreIndex < 0 ? target.clamp({ min: 0 }) : target.maskedFill(target.eq(ignoreIndex), 0);
      const classes = real.unsqueeze(1);
      // softmax - 1 at the class
      const difference = input.softmax(1).scatterAdd(1, classes, counts.neg());
      const share = reduction === 'mean' ? counts.div(counts.sum()) : counts;
      const incoming = reduction === 'none' ? grad.unsqueeze(1) : grad;
      return difference.mul(share.mul(incoming));
    },
  },
});

export interface CrossEntropyOptions {
  readonly reduction?: Reduction;
  /** Rows of this class count nothing. */
  readonly ignoreIndex?: number;
}

/**
 * -log softmax(input)[class] (torch.nn.functional.cross_entropy): logits [N, C] or [C] of floats, classes [N] or []
 * of int64. `mean` is over the rows that are not ignored.
 */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', ignoreIndex = -100 }: CrossEntropyOptions = {},
): Tensor {
  requireTensor('crossEntropy', 'the input', input);
  requireTensor('crossEntropy', 'the target', target);
  const text = () =>
    `logits ${input.dtype} ${shapeText(input.shape)}, classes ${target.dtype} ${shapeText(target.shape)}`;
  if (input.type.category !== Category.FLOATING) {
    fail('crossEntropy', 'the logits are not floats', text(), 'convert them with .float()');
  }
  if (target.type !== int64) {
    fail(
      'crossEntropy',
      'the classes are not int64',
      text(),
      'give class indices; convert them with .long()',
    );
  }
  if (input.ndim === 1 && target.ndim === 0) {
    const loss = crossEntropy(input.unsqueeze(0), target.unsqueeze(0), { reduction, ignoreIndex });
    return reduction === 'none' ? loss.squeeze(0) : loss;
  }
  if (input.ndim !== 2 || target.ndim !== 1 || input.shape[0] !== target.shape[0]) {
    fail('crossEntropy', 'there is not one class for each row', text(), 'give logits [N, C] and classes [N]');
  }
  if (!(reduction in reductionNumber)) {
    fail('crossEntropy', 'there is no such reduction', String(reduction), "give 'mean', 'sum' or 'none'");
  }
  return dispatch(crossEntropyRow, [input, target], { reduction, ignoreIndex });
}

const mseRow = define('mseLoss', {
  operands: ['input', 'target'],
  composed: true,
  forward: ([input, target]: readonly [Tensor, Tensor], { reduction }: { readonly reduction: Reduction }) =>
    reduced(input.sub(target).square(), reduction),
  gradient: {
    input: ({ grad, input, target, reduction }) => mseGradient(grad, input, target, reduction),
    target: ({ grad, input, target, reduction }) => mseGradient(grad, target, input, reduction),
  },
});

function mseGradient(grad: Tensor, input: Tensor, target: Tensor, reduction: Reduction): Tensor {
  const difference = input.sub(target);
  return difference.mul(grad.mul(reduction === 'mean' ? 2 / difference.numel() : 2));
}

function reduced(losses: Tensor, reduction: Reduction): Tensor {
  if (reduction === 'none') return losses;
  return reduction === 'mean' ? losses.mean() : losses.sum();
}

/** (input - target)², of floats (torch.nn.functional.mse_loss). */
export function mseLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: { readonly reduction?: Reduction } = {},
): Tensor {
  requireTensor('mseLoss', 'the input', input);
  requireTensor('mseLoss', 'the target', target);
  if (!(reduction in reductionNumber)) {
    fail('mseLoss', 'there is no such reduction', String(reduction), "give 'mean', 'sum' or 'none'");
  }
  return dispatch(mseRow, [input, target], { reduction });
}
