import { noGrad } from '../autograd/mode';
import { empty } from '../ops/creation';
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { embedding } from './functional';
import { normal_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

export interface EmbeddingOptions {
  /** A row that starts as zeros and gets no gradient; negative counts from the end. */
  readonly paddingIdx?: number;
  readonly dtype?: DType;
}

/**
 * A table of vectors looked up by int64 indices (torch.nn.Embedding): [...] to [..., embeddingDim]. Its rows
 * start from N(0, 1).
 */
export class Embedding extends Module {
  readonly paddingIdx: number | undefined;
  /** [numEmbeddings, embeddingDim] */
  weight: Parameter;

  constructor(
    readonly numEmbeddings: number,
    readonly embeddingDim: number,
    { paddingIdx, dtype }: EmbeddingOptions = {},
  ) {
    super();
    if (paddingIdx !== undefined && !(paddingIdx >= -numEmbeddings && paddingIdx < numEmbeddings)) {
      fail(
        'Embedding',
        'paddingIdx is no row',
        `${paddingIdx}, of ${numEmbeddings} rows`,
        `give one from ${-numEmbeddings} to ${numEmbeddings - 1}`,
      );
    }
    this.paddingIdx = paddingIdx !== undefined && paddingIdx < 0 ? paddingIdx + numEmbeddings : paddingIdx;
    this.weight = new Parameter(empty([numEmbeddings, embeddingDim], { dtype }));
    this.resetParameters();
  }

  resetParameters(): void {
    normal_(this.weight);
    const { paddingIdx } = this;
    if (paddingIdx !== undefined) noGrad(() => this.weight.select(0, paddingIdx).zero_());
  }

  forward(indices: Tensor): Tensor {
    return embedding(indices, this.weight, { paddingIdx: this.paddingIdx });
  }

  override extraRepr(): string {
    const padding = this.paddingIdx === undefined ? '' : `, paddingIdx=${this.paddingIdx}`;
    return `${this.numEmbeddings}, ${this.embeddingDim}${padding}`;
  }
}
