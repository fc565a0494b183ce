import { empty, zeros } from '../ops/creation';
import { cat } from '../ops/join';
import { linear } from '../ops/matmul';
import type { DType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { attentionWeights, causalMask, dropout, maskScores } from './functional';
import { xavierNormal_, xavierUniform_, zeros_ } from './init';
import { Linear } from './linear';
import { Module } from './module';
import { Parameter } from './parameter';

/** Options of `MultiheadAttention`. */
export interface MultiheadAttentionOptions {
  /** Of the weights, in training. */
  readonly dropout?: number;
  /** Whether the projections have biases; true by default. */
  readonly bias?: boolean;
  /** Adds a key and a value that are trained to those of every sequence. */
  readonly addBiasKv?: boolean;
  /** Adds a key and a value of zeros to those of every sequence: nothing to look at. */
  readonly addZeroAttn?: boolean;
  /** Size of the keys; that of the queries by default. */
  readonly kdim?: number;
  /** Size of the values; that of the queries by default. */
  readonly vdim?: number;
  /** Inputs and output are [B, L, E] instead of [L, B, E]. */
  readonly batchFirst?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** What a query may look at, and what `MultiheadAttention` gives beside the output. */
export interface AttentionMasks {
  /** Of shape [B, S]: bool, true where a key is padding, or floats that are added to the scores. */
  readonly keyPaddingMask?: Tensor | null;
  /** [L, S] or [B · heads, L, S]: bool, true where a key is not looked at, or floats added to the scores. */
  readonly attnMask?: Tensor | null;
  /** Each query looks at the keys up to its own place. */
  readonly isCausal?: boolean;
  /** Whether the weights are given too; true by default. */
  readonly needWeights?: boolean;
  /** Whether they are the mean over the heads; true by default. */
  readonly averageAttnWeights?: boolean;
}

/**
 * Attention of several heads (torch.nn.MultiheadAttention; Vaswani et al. 2017): queries [L, B, E], keys [S, B, kdim]
 * and values [S, B, vdim] to [L, B, E] and weights [B, L, S] (or null). Weights start Xavier uniform, biases as zeros.
 */
export class MultiheadAttention extends Module {
  /** Share of the weights that are dropped in training. */
  readonly dropout: number;
  /** Whether inputs and outputs are [B, L, …] instead of [L, B, …]. */
  readonly batchFirst: boolean;
  /** Size of a key, before it is projected. */
  readonly kdim: number;
  /** Size of a value, before it is projected. */
  readonly vdim: number;
  /** Whether every sequence has a key and a value of zeros at its end. */
  readonly addZeroAttn: boolean;
  /** [3 E, E], of queries, keys and values; null where their sizes differ. */
  inProjWeight: Parameter | null = null;
  /** [E, E], of queries; null where `inProjWeight` has all three. */
  qProjWeight: Parameter | null = null;
  /** [E, kdim], of keys; null where `inProjWeight` has all three. */
  kProjWeight: Parameter | null = null;
  /** [E, vdim], of values; null where `inProjWeight` has all three. */
  vProjWeight: Parameter | null = null;
  /** [3 E] */
  inProjBias: Parameter | null;
  /** Of shape [1, 1, E]: the key that is added. */
  biasK: Parameter | null;
  /** Of shape [1, 1, E]: the value that is added. */
  biasV: Parameter | null;
  /** What the joined heads go through at the end. */
  outProj: Linear;

  constructor(
    /** E: size of a query and of an output. */
    readonly embedDim: number,
    /** Ways of looking at once, each of E / numHeads elements. */
    readonly numHeads: number,
    {
      dropout = 0,
      bias = true,
      addBiasKv = false,
      addZeroAttn = false,
      kdim = embedDim,
      vdim = embedDim,
      batchFirst = false,
      dtype,
    }: MultiheadAttentionOptions = {},
  ) {
    super();
    if (!(numHeads > 0) || embedDim % numHeads !== 0) {
      const values = `embedDim ${embedDim}, numHeads ${numHeads}`;
      fail('MultiheadAttention', 'embedDim is no multiple of numHeads', values, 'change one of them');
    }
    this.dropout = dropout;
    this.batchFirst = batchFirst;
    this.kdim = kdim;
    this.vdim = vdim;
    this.addZeroAttn = addZeroAttn;
    const make = (...shape: number[]) => new Parameter(empty(shape, { dtype }));
    if (kdim === embedDim && vdim === embedDim) {
      this.inProjWeight = make(3 * embedDim, embedDim);
    } else {
      this.qProjWeight = make(embedDim, embedDim);
      this.kProjWeight = make(embedDim, kdim);
      this.vProjWeight = make(embedDim, vdim);
    }
    this.inProjBias = bias ? make(3 * embedDim) : null;
    this.outProj = new Linear(embedDim, embedDim, { bias, dtype });
    this.biasK = addBiasKv ? make(1, 1, embedDim) : null;
    this.biasV = addBiasKv ? make(1, 1, embedDim) : null;
    this.resetParameters();
  }

  /** Draws the starting values anew. */
  resetParameters(): void {
    for (const weight of [this.inProjWeight, this.qProjWeight, this.kProjWeight, this.vProjWeight]) {
      if (weight) xavierUniform_(weight);
    }
    if (this.inProjBias) zeros_(this.inProjBias);
    if (this.outProj.bias) zeros_(this.outProj.bias);
    for (const added of [this.biasK, this.biasV]) if (added) xavierNormal_(added);
  }

  /** Queries [L, B, E], keys [S, B, kdim] and values [S, B, vdim], or all without B, to [L, B, E] and the weights [B, L, S]. */
  forward(query: Tensor, key: Tensor, value: Tensor, masks: AttentionMasks = {}): [Tensor, Tensor | null] {
    if (query.ndim === 2 && key.ndim === 2 && value.ndim === 2) {
      const axis = this.batchFirst ? 0 : 1;
      const padding = masks.keyPaddingMask?.unsqueeze(0);
      const batch = [query, key, value].map((each) => each.unsqueeze(axis)) as [Tensor, Tensor, Tensor];
      const [output, weights] = this.attend(...batch, { ...masks, keyPaddingMask: padding });
      return [output.squeeze(axis), weights?.squeeze(0) ?? null];
    }
    return this.attend(query, key, value, masks);
  }

  private attend(query: Tensor, key: Tensor, value: Tensor, masks: AttentionMasks): [Tensor, Tensor | null] {
    const [q, ownKeys, ownValues] = this.project(query, key, value);
    const [batch, , length] = q.shape;
    const k = this.extended(ownKeys, this.biasK);
    const v = this.extended(ownValues, this.biasV);
    const { attnMask, keyPaddingMask, needWeights = true, averageAttnWeights = true } = masks;
    let mask: Tensor | null = null;
    if (attnMask) {
      const scores = maskScores(attnMask, query);
      mask = scores.ndim === 3 ? scores.reshape([batch, this.numHeads, length, -1]) : scores;
    } else if (masks.isCausal) {
      mask = maskScores(causalMask(length, ownKeys.shape[2]).logicalNot(), query);
    }
    if (keyPaddingMask) {
      const scores = maskScores(keyPaddingMask, query).unsqueeze(1).unsqueeze(1);
      mask = mask ? mask.add(scores) : scores;
    }
    // What is added to the keys is always looked at.
    const added = k.shape[2] - ownKeys.shape[2];
    if (mask && added > 0)
      mask = cat([mask, zeros([...mask.shape.slice(0, -1), added], { dtype: mask.dtype })], -1);
    const sure = attentionWeights(q, k, { attnMask: mask });
    const weights = dropout(sure, { p: this.dropout, training: this.training });
    // [B, heads, L, E / heads] to [B, L, E]
    const joined = weights.matmul(v).transpose(1, 2).reshape([batch, length, this.embedDim]);
    const output = this.outProj.forward(joined);
    const given = averageAttnWeights ? weights.mean(1) : weights;
    return [this.batchFirst ? output : output.transpose(0, 1), needWeights ? given : null];
  }

  /** Keys or values [B, heads, S, E / heads] with what is added to those of every sequence. */
  private extended(own: Tensor, bias: Parameter | null): Tensor {
    const [batch, heads, , size] = own.shape;
    const parts = [own];
    if (bias) parts.push(bias.reshape([1, heads, 1, size]).expand([batch, heads, 1, size]));
    if (this.addZeroAttn) parts.push(zeros([batch, heads, 1, size], { dtype: own.dtype }));
    return parts.length === 1 ? own : cat(parts, 2);
  }

  /** Queries, keys and values: [B, heads, L or S, E / heads]. */
  private project(...inputs: [query: Tensor, key: Tensor, value: Tensor]): Tensor[] {
    const sizes = [this.embedDim, this.kdim, this.vdim];
    const own = [this.qProjWeight, this.kProjWeight, this.vProjWeight];
    return inputs.map((input, i) => {
      if (input.ndim !== 3 || input.shape[2] !== sizes[i]) {
        const values = `${['query', 'key', 'value'][i]} ${shapeText(input.shape)}, size ${sizes[i]}`;
        const remedy = 'give [L, B, size], with batchFirst [B, L, size], or [L, size]';
        fail('MultiheadAttention', 'an input does not fit', values, remedy);
      }
      const rows = i * this.embedDim;
      const weight = own[i] ?? (this.inProjWeight as Parameter).narrow(0, rows, this.embedDim);
      const bias = this.inProjBias?.narrow(0, rows, this.embedDim) ?? null;
      const steps = this.batchFirst ? input : input.transpose(0, 1);
      const projected = linear(steps, weight, bias);
      return projected.unflatten(-1, [this.numHeads, this.embedDim / this.numHeads]).transpose(1, 2);
    });
  }

  override extraRepr(): string {
    return `${this.embedDim}, ${this.numHeads}, dropout=${this.dropout}, batchFirst=${this.batchFirst}`;
  }
}
