/** Losses of logits or log-probabilities by classes. */
import { fullPrecision } from '../../autograd/autocast';
import { crossEntropy as fusedCrossEntropy, type Reduction } from '../../ops/loss';
import { logSoftmax } from '../../ops/softmax';
import { fail, shapeText } from '../../tensor/errors';
import { sameShape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import { type ReductionOptions, reduced } from './reduction';

/** Options of losses by classes. */
export interface ClassLossOptions extends ReductionOptions {
  /** Rows of this class count nothing; -100 by default. */
  readonly ignoreIndex?: number;
  /** Of shape [C]: times the losses of a class; `mean` then divides by the sum of the weights. */
  readonly weight?: Tensor | null;
}

/** Scores [N, C, …] and classes [N, …] as rows: [M, C] and [M]. */
interface Rows {
  readonly scores: Tensor;
  readonly classes: Tensor;
}

function rowsOf(op: string, input: Tensor, target: Tensor): Rows {
  const batch = input.ndim === 1 ? [] : [input.shape[0], ...input.shape.slice(2)];
  if (input.ndim === 0 || !sameShape(batch, target.shape)) {
    const values = `input ${shapeText(input.shape)}, target ${shapeText(target.shape)}`;
    fail(op, 'the shapes do not fit', values, 'give scores [N, C, …] and int64 classes [N, …]');
  }
  return { scores: scoreRows(input), classes: target.reshape([-1]) };
}

/** [N, C, …] as [M, C] */
function scoreRows(input: Tensor): Tensor {
  if (input.ndim === 1) return input.unsqueeze(0);
  if (input.ndim === 2) return input;
  const order = input.shape.map((_, axis) => axis).filter((axis) => axis !== 1);
  return input.permute([...order, 1]).reshape([-1, input.shape[1]]);
}

interface Picked {
  /** Of shape [M]: 1, or the class's weight; 0 where it is ignored. */
  readonly shares: Tensor;
  /** Of shape [M]: the scores of the classes, times the shares. */
  readonly scores: Tensor;
}

function pick({ scores, classes }: Rows, ignoreIndex: number, weight: Tensor | null): Picked {
  const counts = classes.ne(ignoreIndex);
  const known = classes.mul(counts.to(classes.dtype));
  const share = counts.to(scores.dtype);
  const shares = weight ? share.mul(weight.indexSelect(0, known)) : share;
  return { shares, scores: scores.gather(1, known.unsqueeze(1)).squeeze(1).mul(shares) };
}

/** `losses` [M] as the classes were given; `mean` is by the sum of the shares. */
function reducedRows(
  op: string,
  losses: Tensor,
  shares: Tensor,
  shape: readonly number[],
  reduction: Reduction,
): Tensor {
  if (reduction === 'mean') return losses.sum().div(shares.sum());
  return reduced(op, reduction === 'none' ? losses.reshape(shape) : losses, reduction);
}

/**
 * -input[class]: logarithms of probabilities [N, C, …] (or [C]), int64 classes [N, …] (torch.nn.functional.nll_loss).
 * The mean is over the rows whose class is not `ignoreIndex`, by their weights.
 */
export function nllLoss(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', ignoreIndex = -100, weight = null }: ClassLossOptions = {},
): Tensor {
  input = fullPrecision(input);
  const { shares, scores } = pick(rowsOf('nllLoss', input, target), ignoreIndex, weight);
  return reducedRows('nllLoss', scores.neg(), shares, target.shape, reduction);
}

/** Options of `crossEntropy`. */
export interface CrossEntropyOptions extends ClassLossOptions {
  /** The share of the target that is spread over all classes evenly (Szegedy et al. 2016). */
  readonly labelSmoothing?: number;
}

/**
 * -log softmax(input)[class] (torch.nn.functional.cross_entropy): logits [N, C, …] (or [C]); int64 classes [N, …], or
 * probabilities of the shape and dtype of the logits. `mean` is over the rows that are not ignored, by their weights.
 */
export function crossEntropy(
  input: Tensor,
  target: Tensor,
  { reduction = 'mean', ignoreIndex = -100, weight = null, labelSmoothing = 0 }: CrossEntropyOptions = {},
): Tensor {
  input = fullPrecision(input);
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    fail('crossEntropy', 'invalid labelSmoothing', String(labelSmoothing), 'give a number from 0 to 1');
  }
  const options = { reduction, ignoreIndex };
  const isProbabilities = target.isFloatingPoint() && sameShape(input.shape, target.shape);
  if (isProbabilities) return ofProbabilities(input, target, { reduction, weight, labelSmoothing });
  const plain = !weight && labelSmoothing === 0;
  if (plain && input.ndim <= 2) return fusedCrossEntropy(input, target, options);
  const rows = rowsOf('crossEntropy', input, target);
  if (plain) {
    const losses = fusedCrossEntropy(rows.scores, rows.classes, options);
    return reduction === 'none' ? losses.reshape(target.shape) : losses;
  }
  const logarithms = logSoftmax(rows.scores, 1);
  const { shares, scores } = pick({ scores: logarithms, classes: rows.classes }, ignoreIndex, weight);
  let losses = scores.neg();
  if (labelSmoothing > 0) {
    const counts = rows.classes.ne(ignoreIndex).to(input.dtype);
    const all = (weight ? logarithms.mul(weight) : logarithms).sum(1).neg().mul(counts);
    const even = labelSmoothing / logarithms.shape[1];
    losses = losses.mul(1 - labelSmoothing).add(all.mul(even));
  }
  return reducedRows('crossEntropy', losses, shares, target.shape, reduction);
}

function ofProbabilities(
  input: Tensor,
  target: Tensor,
  { reduction, weight, labelSmoothing }: Required<Omit<CrossEntropyOptions, 'ignoreIndex'>>,
): Tensor {
  const logarithms = logSoftmax(scoreRows(input), 1);
  const given = scoreRows(target);
  const classes = logarithms.shape[1];
  const wanted = labelSmoothing > 0 ? given.mul(1 - labelSmoothing).add(labelSmoothing / classes) : given;
  const parts = wanted.mul(logarithms);
  const losses = (weight ? parts.mul(weight) : parts).sum(1).neg();
  const batch = input.ndim === 1 ? [] : [input.shape[0], ...input.shape.slice(2)];
  return reduced('crossEntropy', reduction === 'none' ? losses.reshape(batch) : losses, reduction);
}
