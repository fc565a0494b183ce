/** The binary cross-entropy, which stays finite where its logarithms do not. */
import { fail, shapeText } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { dispatch } from './dispatch';
import type { Reduction } from './loss';
import { define } from './row';

/** As PyTorch's: no logarithm of the loss is below this, and its gradient is divided by no less than the other. */
const LEAST_LOG = -100;
const LEAST_VARIANCE = 1e-12;

const logOf = (probability: Tensor) => probability.log().clamp({ min: LEAST_LOG });
const other = (probability: Tensor) => probability.neg().add(1);

interface Reduced {
  readonly reduction: Reduction;
}

const row = define('binaryCrossEntropy', {
  operands: ['input', 'target'],
  composed: true,
  forward: ([input, target]: readonly [Tensor, Tensor], { reduction }: Reduced) => {
    const one = target.mul(logOf(input));
    const losses = one.add(other(target).mul(logOf(other(input)))).neg();
    if (reduction === 'none') return losses;
    return reduction === 'mean' ? losses.mean() : losses.sum();
  },
  gradient: {
    input: ({ grad, input, target, reduction }) => {
      const variance = input.mul(other(input)).clamp({ min: LEAST_VARIANCE });
      return input
        .sub(target)
        .div(variance)
        .mul(share(grad, input, reduction));
    },
    target: ({ grad, input, reduction }) =>
      other(input)
        .log()
        .sub(input.log())
        .mul(share(grad, input, reduction)),
  },
});

/** The incoming gradient of each element's loss. */
function share(grad: Tensor, input: Tensor, reduction: Reduction): Tensor {
  return reduction === 'mean' ? grad.div(input.numel()) : grad;
}

/**
 * -(y log p + (1 - y) log(1 - p)) for probabilities p and targets y of one shape and dtype
 * (torch.nn.functional.binary_cross_entropy). The logarithms are at least -100.
 */
export function binaryCrossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean' }: { readonly reduction?: Reduction } = {},
): Tensor {
  if (!sameShape(input.shape, target.shape)) {
    const shapes = `input ${shapeText(input.shape)}, target ${shapeText(target.shape)}`;
    fail('binaryCrossEntropy', 'the shapes differ', shapes, 'reshape one of them, such as with unsqueeze');
  }
  if (!['none', 'mean', 'sum'].includes(reduction)) {
    const remedy = "give 'mean', 'sum' or 'none'";
    fail('binaryCrossEntropy', 'there is no such reduction', String(reduction), remedy);
  }
  return dispatch(row, [input, target], { reduction });
}
