import { noGrad } from '../autograd/mode';
import { zeros } from '../ops/creation';
import { tensor } from '../ops/data';
import { cat } from '../ops/join';
import { logSoftmax } from '../ops/softmax';
import type { DType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { ModuleList, Sequential } from './containers';
import { Linear } from './linear';
import { Module } from './module';

/** Options of `AdaptiveLogSoftmaxWithLoss`. */
export interface AdaptiveOptions {
  /** How many times smaller each cluster's inner size is than the one before; 4 by default. */
  readonly divValue?: number;
  /** Whether the head has a bias. */
  readonly headBias?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/**
 * A softmax over many classes of which the first are common: they have a head of their own, and the rare ones are in
 * clusters that are only computed for the rows that need them (torch.nn.AdaptiveLogSoftmaxWithLoss; Grave et al. 2017).
 * `cutoffs` say where each cluster begins.
 */
export class AdaptiveLogSoftmaxWithLoss extends Module {
  /** Where each cluster begins, and the number of classes. */
  readonly cutoffs: readonly number[];
  /** How many times smaller each cluster's inner size is than the one before. */
  readonly divValue: number;
  /** The common classes, and one place for each cluster. */
  head: Linear;
  /** Two linear layers for each cluster. */
  tail: ModuleList<Sequential>;

  constructor(
    /** Elements of an input. */
    readonly inFeatures: number,
    /** Classes, the common ones first. */
    readonly nClasses: number,
    cutoffs: readonly number[],
    { divValue = 4, headBias = false, dtype }: AdaptiveOptions = {},
  ) {
    super();
    const rises = cutoffs.every(
      (cutoff, i) => Number.isInteger(cutoff) && cutoff > (cutoffs[i - 1] ?? 0) && cutoff < nClasses,
    );
    if (cutoffs.length === 0 || !rises) {
      const values = `${shapeText([...cutoffs])}, ${nClasses} classes`;
      const remedy = 'give rising integers from 1 to below the number of classes';
      fail('AdaptiveLogSoftmaxWithLoss', 'the cutoffs do not rise', values, remedy);
    }
    this.cutoffs = [...cutoffs, nClasses];
    this.divValue = divValue;
    this.head = new Linear(inFeatures, cutoffs[0] + cutoffs.length, { bias: headBias, dtype });
    const clusters = cutoffs.map((start, i) => {
      const inner = Math.floor(inFeatures / divValue ** (i + 1));
      const classes = this.cutoffs[i + 1] - start;
      const linear = (from: number, to: number) => new Linear(from, to, { bias: false, dtype });
      return new Sequential(linear(inFeatures, inner), linear(inner, classes));
    });
    this.tail = new ModuleList(clusters);
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    this.head.resetParameters();
    for (const cluster of this.tail) for (const linear of cluster) (linear as Linear).resetParameters();
  }

  /**
   * Inputs [N, inFeatures] (or [inFeatures]) and int64 classes [N] (or []) to the logarithms of the classes'
   * probabilities, and their mean, negative: the loss.
   */
  forward(input: Tensor, target: Tensor): [output: Tensor, loss: Tensor] {
    if (input.ndim === 1 && target.ndim === 0) {
      const [output, loss] = this.forward(input.unsqueeze(0), target.unsqueeze(0));
      return [output.squeeze(0), loss];
    }
    if (input.ndim !== 2 || target.shape.join() !== String(input.shape[0])) {
      const values = `input ${shapeText(input.shape)}, target ${shapeText(target.shape)}`;
      fail('AdaptiveLogSoftmaxWithLoss', 'the shapes do not fit', values, 'give [N, inFeatures] and [N]');
    }
    const classes = target.tolist() as number[];
    const wrong = classes.find((each) => !(each >= 0 && each < this.nClasses));
    if (wrong !== undefined) {
      const values = `${wrong}, of ${this.nClasses} classes`;
      fail('AdaptiveLogSoftmaxWithLoss', 'a target is no class', values, `give 0 to ${this.nClasses - 1}`);
    }
    const [common] = this.cutoffs;
    const clusterOf = classes.map((each) => this.cutoffs.findIndex((cutoff) => each < cutoff) - 1);
    const places = classes.map((each, row) => (clusterOf[row] < 0 ? each : common + clusterOf[row]));
    const indices = (values: number[]) => noGrad(() => tensor(values, { dtype: 'int64' }));
    const head = logSoftmax(this.head.forward(input), 1);
    let output = head.gather(1, indices(places).unsqueeze(1)).squeeze(1);
    [...this.tail].forEach((cluster, i) => {
      const rows = classes.flatMap((_, row) => (clusterOf[row] === i ? [row] : []));
      if (rows.length === 0) return;
      const own = indices(rows.map((row) => classes[row] - this.cutoffs[i]));
      const logProbs = logSoftmax(cluster.forward(input.indexSelect(0, indices(rows))), 1);
      const chosen = logProbs.gather(1, own.unsqueeze(1)).squeeze(1);
      const spread = zeros(output.shape, { dtype: output.dtype }).indexAdd(0, indices(rows), chosen);
      output = output.add(spread);
    });
    return [output, output.mean().neg()];
  }

  /** The logarithms of the probabilities of all classes: [N, inFeatures] to [N, nClasses]. */
  logProb(input: Tensor): Tensor {
    const [common] = this.cutoffs;
    const head = logSoftmax(this.head.forward(input), 1);
    const rare = [...this.tail].map((cluster, i) =>
      logSoftmax(cluster.forward(input), 1).add(head.narrow(1, common + i, 1)),
    );
    return cat([head.narrow(1, 0, common), ...rare], 1);
  }

  /** The likeliest class of each row: [N, inFeatures] to int64 [N]. */
  predict(input: Tensor): Tensor {
    return this.logProb(input).argmax(1);
  }

  override extraRepr(): string {
    return `${this.inFeatures}, ${this.nClasses}, cutoffs=[${this.cutoffs.slice(0, -1).join(', ')}]`;
  }
}
