import { noGrad } from '../autograd/mode';
import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type BagOptions, embedding, embeddingBag, type LookupOptions } from './functional';
import { normal_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

export interface EmbeddingOptions extends LookupOptions {
  /** A row that starts as zeros and gets no gradient; negative counts from the end. */
  readonly paddingIdx?: number;
  readonly dtype?: DType;
}

abstract class Table extends Module {
  readonly paddingIdx: number | undefined;
  readonly maxNorm: number | undefined;
  readonly normType: number;
  readonly scaleGradByFreq: boolean;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    { paddingIdx, maxNorm, normType = 2, scaleGradByFreq = false, dtype }: EmbeddingOptions,
  ) {
    super();
    if (paddingIdx !== undefined && !(paddingIdx >= -numEmbeddings && paddingIdx < numEmbeddings)) {
      fail(
        this.constructor.name,
        'paddingIdx is no row',
        `${paddingIdx}, of ${numEmbeddings} rows`,
        `give one from ${-numEmbeddings} to ${numEmbeddings - 1}`,
      );
    }
    this.paddingIdx = paddingIdx !== undefined && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.maxNorm = maxNorm;
    this.normType = normType;
    this.scaleGradByFreq = scaleGradByFreq;
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim], { dtype }));
    this.resetParameters();
  }

  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== undefined) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  protected get lookup(): LookupOptions {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq } = this;
    return { paddingIdx, maxNorm, normType, scaleGradByFreq };
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === undefined ? '' : `, paddingIdx=${this.paddingIdx}`;
    const norm = this.maxNorm === undefined ? '' : `, maxNorm=${this.maxNorm}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}${norm}`;
  }
}

/**
 * A table of vectors looked up by int64 indices (torch.nn.Embedding): [...] to [..., embeddingDim]. Its rows
 * start from N(0, 1).
 */
export class Embedding extends Table {
  constructor(numEmbeddings: number, embeddingDim: number, options: EmbeddingOptions = {}) {
    super(numEmbeddings, embeddingDim, options);
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this.lookup);
  }
}

export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** What becomes of the rows of a bag; 'mean' by default. */
  readonly mode?: 'sum' | 'mean' | 'max';
  /** The last offset is the end of the last bag. */
  readonly includeLastOffset?: boolean;
}

/** The sum, mean or maximum of the rows of each bag: [bags, embeddingDim] (torch.nn.EmbeddingBag). */
export class EmbeddingBag extends Table {
  readonly mode: 'sum' | 'mean' | 'max';
  readonly includeLastOffset: boolean;

  constructor(
    numEmbeddings: number,
    embeddingDim: number,
    { mode = 'mean', includeLastOffset = false, ...options }: EmbeddingBagOptions = {},
  ) {
    super(numEmbeddings, embeddingDim, options);
    this.mode = mode;
    this.includeLastOffset = includeLastOffset;
  }

  /** Indices [bags, size]; or [M] with `offsets` [bags], where each bag begins. */
  forward(indices: Tensor, offsets: Tensor | null = null, perSampleWeights: Tensor | null = null): Tensor {
    const { mode, includeLastOffset } = this;
    const options: BagOptions = { ...this.lookup, mode, includeLastOffset, offsets, perSampleWeights };
    return embeddingBag(indices, this.weight, options);
  }

  override extraRepr(): string {
    return `${super.extraRepr()}, mode=${this.mode}`;
  }
}
