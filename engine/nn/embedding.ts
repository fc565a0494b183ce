import { noGrad } from '../autograd/mode';
import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type BagOptions, embedding, embeddingBag, type LookupOptions } from './functional';
import { normal_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

/** Options of `Embedding`. */
export interface EmbeddingOptions extends LookupOptions {
  /** A row that starts as zeros and gets no gradient; negative counts from the end. */
  readonly paddingIdx?: number;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

abstract class Table extends Module {
  /** A row that gets no gradient; none if undefined. */
  readonly paddingIdx: number | undefined;
  /** Rows that are looked up and are longer are made this long; not if undefined. */
  readonly maxNorm: number | undefined;
  /** The p of the norm. */
  readonly normType: number;
  /** Whether the gradient of a row is divided by how often it was looked up. */
  readonly scaleGradByFreq: boolean;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  constructor(
    /** Rows. */
    readonly numEmbeddings: number,
    /** Elements of a row. */
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

  /** Draws the starting values anew. */
  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== undefined) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  /** What the function of this layer is told. */
  protected get lookup(): LookupOptions {
    const { paddingIdx, maxNorm, normType, scaleGradByFreq } = this;
    return { paddingIdx, maxNorm, normType, scaleGradByFreq };
  }

  /** What stands between the parentheses of a layer's text. */
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

  /** int64 indices [...] to [..., embeddingDim]. */
  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, this.lookup);
  }
}

/** Options of `EmbeddingBag`. */
export interface EmbeddingBagOptions extends EmbeddingOptions {
  /** What becomes of the rows of a bag; 'mean' by default. */
  readonly mode?: 'sum' | 'mean' | 'max';
  /** The last offset is the end of the last bag. */
  readonly includeLastOffset?: boolean;
}

/** The sum, mean or maximum of the rows of each bag: [bags, embeddingDim] (torch.nn.EmbeddingBag). */
export class EmbeddingBag extends Table {
  /** What becomes of the rows of a bag. */
  readonly mode: 'sum' | 'mean' | 'max';
  /** Whether the last offset is the end of the last bag. */
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

  /** What stands between the parentheses of a layer's text. */
  override extraRepr(): string {
    return `${super.extraRepr()}, mode=${this.mode}`;
  }
}
