/** The loss of sequences that are not aligned. */
import { noGrad } from '../../autograd/mode';
import { arange, full } from '../../ops/creation';
import { tensor } from '../../ops/data';
import { cat, stack } from '../../ops/join';
import { where } from '../../ops/where';
import { fail, shapeText } from '../../tensor/errors';
import { Tensor } from '../../tensor/tensor';
import { type ReductionOptions, reduced } from './reduction';

/** Options of `ctcLoss`. */
export interface CTCOptions extends ReductionOptions {
  /** The class that stands for no label; 0 by default. */
  readonly blank?: number;
  /** Makes infinite losses 0: those of targets that are longer than their inputs. */
  readonly zeroInfinity?: boolean;
}

/** The logarithm of no chance. Finite, for the difference of two infinities is none. */
const NEVER = -1e30;

/**
 * -log of the probability that the steps give the target, over all alignments (torch.nn.functional.ctc_loss; Graves et
 * al. 2006). `logProbs` [T, N, C] or [T, C] are logarithms of probabilities, such as from logSoftmax; `targets` [N, S],
 * padded, or all in one row [sum of the lengths]; a length for each sequence. `mean` divides each loss by its target's
 * length before.
 */
export function ctcLoss(
  logProbs: Tensor,
  targets: Tensor,
  inputLengths: Tensor | readonly number[] | number,
  targetLengths: Tensor | readonly number[] | number,
  { reduction = 'mean', blank = 0, zeroInfinity = false }: CTCOptions = {},
): Tensor {
  if (logProbs.ndim === 2) {
    const losses = ctcLoss(
      logProbs.unsqueeze(1),
      targets.reshape([1, -1]),
      lengthsOf(inputLengths),
      lengthsOf(targetLengths),
      { reduction, blank, zeroInfinity },
    );
    return reduction === 'none' ? losses.squeeze(0) : losses;
  }
  const [inputs, lengths] = [lengthsOf(inputLengths), lengthsOf(targetLengths)];
  check(logProbs, targets, inputs, lengths, blank);
  const [, batch] = logProbs.shape;
  const labels = rowsOf(targets, lengths);
  const losses = negativeLogLikelihoods(logProbs, labels, inputs, blank);
  const finite = losses.lt(-NEVER / 2);
  const given = where(finite, losses, zeroInfinity ? 0 : Infinity);
  if (reduction !== 'mean') return reduced('ctcLoss', given, reduction);
  const shares = noGrad(() => tensor(lengths.map((length) => Math.max(length, 1))).to(given.dtype));
  return given.div(shares).sum().div(batch);
}

/** [N], from the forward variables of each step: states are blanks and labels by turns. */
function negativeLogLikelihoods(
  logProbs: Tensor,
  labels: number[][],
  inputs: number[],
  blank: number,
): Tensor {
  const [time, batch] = logProbs.shape;
  const { dtype } = logProbs;
  const longest = Math.max(0, ...labels.map((row) => row.length));
  const states = 2 * longest + 1;
  const rows = labels.map((row) =>
    Array.from({ length: states }, (_, s) => (s % 2 === 0 ? blank : (row[(s - 1) / 2] ?? blank))),
  );
  // A state may be reached from two before, past a blank, where their labels differ.
  const skips = rows.map((row) => row.map((label, s) => label !== blank && s >= 2 && label !== row[s - 2]));
  const [symbols, skippable] = noGrad(() => [tensor(rows), tensor(skips)]);
  // [T, N, states]
  const scores = logProbs.gather(2, symbols.unsqueeze(0).expand([time, batch, states]));
  const none = (count: number) => full([batch, count], NEVER, { dtype });
  const begins = noGrad(() => arange(states).lt(2));
  let alpha = where(begins, scores.select(0, 0), NEVER);
  const alphas = [alpha];
  for (let t = 1; t < time; t++) {
    const one = cat([none(1), alpha.narrow(1, 0, states - 1)], 1);
    const ways = [alpha, one];
    if (states > 2) {
      const two = cat([none(2), alpha.narrow(1, 0, states - 2)], 1);
      ways.push(where(skippable, two, NEVER));
    }
    alpha = stack(ways).logsumexp(0).add(scores.select(0, t));
    alphas.push(alpha);
  }
  const places = inputs.map((length) => Math.max(length, 1) - 1);
  const ends = noGrad(() => tensor(places).reshape([1, batch, 1]).expand([1, batch, states]));
  const last = stack(alphas).gather(0, ends).squeeze(0); // [N, states]
  const final = (back: number) => {
    const column = noGrad(() => tensor(labels.map((row) => [Math.max(2 * row.length - back, 0)])));
    return last.gather(1, column).squeeze(1);
  };
  const hasLabels = noGrad(() => tensor(labels.map((row) => row.length > 0)));
  return stack([final(0), where(hasLabels, final(1), NEVER)])
    .logsumexp(0)
    .neg();
}

function lengthsOf(lengths: Tensor | readonly number[] | number): number[] {
  if (lengths instanceof Tensor) return lengths.reshape([-1]).tolist() as number[];
  return typeof lengths === 'number' ? [lengths] : [...lengths];
}

/** The labels of each sequence. */
function rowsOf(targets: Tensor, lengths: readonly number[]): number[][] {
  if (targets.ndim === 2) {
    return (targets.tolist() as number[][]).map((row, i) => row.slice(0, lengths[i]));
  }
  const all = targets.tolist() as number[];
  let start = 0;
  return lengths.map((length) => {
    const row = all.slice(start, start + length);
    start += length;
    return row;
  });
}

function check(
  logProbs: Tensor,
  targets: Tensor,
  inputs: readonly number[],
  lengths: readonly number[],
  blank: number,
): void {
  const [time, batch, classes] = logProbs.shape;
  if (logProbs.ndim !== 3 || inputs.length !== batch || lengths.length !== batch) {
    const values = `logProbs ${shapeText(logProbs.shape)}, ${inputs.length} input and ${lengths.length} target lengths`;
    fail(
      'ctcLoss',
      'there is not one length for each sequence',
      values,
      'give logProbs [T, N, C] and N lengths',
    );
  }
  if (!(blank >= 0 && blank < classes)) {
    fail('ctcLoss', 'blank is no class', `${blank}, of ${classes} classes`, 'give one of them');
  }
  const long = inputs.find((length) => !(length >= 0 && length <= time));
  if (long !== undefined) {
    fail('ctcLoss', 'an input length is out of range', `${long}, of ${time} steps`, 'give at most the steps');
  }
  const wanted = lengths.reduce((sum, length) => sum + length, 0);
  const padded = targets.ndim === 2 && targets.shape[0] === batch;
  const fits = padded
    ? lengths.every((length) => length <= targets.shape[1])
    : targets.ndim === 1 && targets.shape[0] === wanted;
  if (!fits) {
    const values = `targets ${shapeText(targets.shape)}, lengths ${shapeText([...lengths])}`;
    fail('ctcLoss', 'the targets do not fit their lengths', values, 'give [N, S], or one row of all labels');
  }
}
