/** A layer of the encoder and of the decoder of a transformer (Vaswani et al. 2017). */
import type { DType } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type AttentionMasks, MultiheadAttention } from './attention';
import { Dropout } from './dropout';
import { gelu, relu } from './functional';
import { Linear } from './linear';
import { Module } from './module';
import { LayerNorm } from './normalization';

/** Options of `TransformerEncoderLayer` and `TransformerDecoderLayer`. */
export interface TransformerLayerOptions {
  /** Size between the two linear layers; 2048 by default. */
  readonly dimFeedforward?: number;
  /** 0.1 by default. */
  readonly dropout?: number;
  /** Between the two linear layers; 'relu' by default. */
  readonly activation?: 'relu' | 'gelu' | ((x: Tensor) => Tensor);
  /** Added to the variance in the normalisations; 1e-5 by default. */
  readonly layerNormEps?: number;
  /** Inputs and output are [B, L, E] instead of [L, B, E]. */
  readonly batchFirst?: boolean;
  /** Normalises before each part instead of after it. */
  readonly normFirst?: boolean;
  /** Whether linear layers and normalisations have biases; true by default. */
  readonly bias?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** Masks of an encoder: as those of attention. */
export interface EncoderMasks {
  /** [L, L], as `attnMask` of attention. */
  readonly srcMask?: Tensor | null;
  /** Of shape [B, L]: true where the input is padding. */
  readonly srcKeyPaddingMask?: Tensor | null;
  /** Each step looks only back. */
  readonly isCausal?: boolean;
}

/** Masks of a decoder, for its own sequence and for the encoder's. */
export interface DecoderMasks {
  /** [T, T], of the attention to its own sequence. */
  readonly tgtMask?: Tensor | null;
  /** [T, S], of the attention to the encoder's output. */
  readonly memoryMask?: Tensor | null;
  /** Of shape [B, T]: true where the target is padding. */
  readonly tgtKeyPaddingMask?: Tensor | null;
  /** Of shape [B, S]: true where the encoder's input was padding. */
  readonly memoryKeyPaddingMask?: Tensor | null;
  /** Each step of the target looks only back. */
  readonly tgtIsCausal?: boolean;
  /** Each step of the target looks only at as many steps of the memory. */
  readonly memoryIsCausal?: boolean;
}

function activationOf(given: 'relu' | 'gelu' | ((x: Tensor) => Tensor)): (x: Tensor) => Tensor {
  if (typeof given === 'function') return given;
  if (given === 'relu') return relu;
  if (given === 'gelu') return (x) => gelu(x);
  return fail(
    'Transformer',
    'there is no such activation',
    String(given),
    "give 'relu', 'gelu' or a function",
  );
}

/** Self-attention and two linear layers, each with a way around it (torch.nn.TransformerEncoderLayer). */
export class TransformerEncoderLayer extends Module {
  /** Whether each part is normalised before it instead of after. */
  readonly normFirst: boolean;
  /** Looks at its own sequence. */
  selfAttn: MultiheadAttention;
  /** E to `dimFeedforward`. */
  linear1: Linear;
  /** Between the two linear layers. */
  dropout: Dropout;
  /** `dimFeedforward` back to E. */
  linear2: Linear;
  /** Of the attention to its own sequence. */
  norm1: LayerNorm;
  /** Of the linear layers. */
  norm2: LayerNorm;
  /** Of the attention to its own sequence. */
  dropout1: Dropout;
  /** Of the linear layers. */
  dropout2: Dropout;
  /** Between the two linear layers. */
  readonly activation: (x: Tensor) => Tensor;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = 'relu', layerNormEps = 1e-5 } = options;
    const { batchFirst = false, normFirst = false, bias = true, dtype } = options;
    this.selfAttn = new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, dtype });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, dtype });
    this.normFirst = normFirst;
    const norm = () => new LayerNorm(dModel, { eps: layerNormEps, bias, dtype });
    this.norm1 = norm();
    this.norm2 = norm();
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.activation = activationOf(activation);
  }

  /** [L, B, E] to the same. */
  forward(src: Tensor, { srcMask, srcKeyPaddingMask, isCausal }: EncoderMasks = {}): Tensor {
    const masks = { attnMask: srcMask, keyPaddingMask: srcKeyPaddingMask, isCausal };
    if (this.normFirst) {
      const x = src.add(this.attend(this.norm1.forward(src), masks));
      return x.add(this.feedForward(this.norm2.forward(x)));
    }
    const x = this.norm1.forward(src.add(this.attend(src, masks)));
    return this.norm2.forward(x.add(this.feedForward(x)));
  }

  private attend(x: Tensor, masks: AttentionMasks): Tensor {
    return this.dropout1.forward(this.selfAttn.forward(x, x, x, { ...masks, needWeights: false })[0]);
  }

  private feedForward(x: Tensor): Tensor {
    const inner = this.dropout.forward(this.activation(this.linear1.forward(x)));
    return this.dropout2.forward(this.linear2.forward(inner));
  }
}

/** Self-attention, attention to the encoder's output and two linear layers (torch.nn.TransformerDecoderLayer). */
export class TransformerDecoderLayer extends Module {
  /** Whether each part is normalised before it instead of after. */
  readonly normFirst: boolean;
  /** Looks at its own sequence. */
  selfAttn: MultiheadAttention;
  /** Looks at the encoder's output. */
  multiheadAttn: MultiheadAttention;
  /** E to `dimFeedforward`. */
  linear1: Linear;
  /** Between the two linear layers. */
  dropout: Dropout;
  /** `dimFeedforward` back to E. */
  linear2: Linear;
  /** Of the attention to its own sequence. */
  norm1: LayerNorm;
  /** Of the attention to the encoder's output. */
  norm2: LayerNorm;
  /** Of the linear layers. */
  norm3: LayerNorm;
  /** Of the attention to its own sequence. */
  dropout1: Dropout;
  /** Of the attention to the encoder's output. */
  dropout2: Dropout;
  /** Of the linear layers. */
  dropout3: Dropout;
  /** Between the two linear layers. */
  readonly activation: (x: Tensor) => Tensor;

  constructor(dModel: number, nhead: number, options: TransformerLayerOptions = {}) {
    super();
    const { dimFeedforward = 2048, dropout = 0.1, activation = 'relu', layerNormEps = 1e-5 } = options;
    const { batchFirst = false, normFirst = false, bias = true, dtype } = options;
    const attention = () => new MultiheadAttention(dModel, nhead, { dropout, bias, batchFirst, dtype });
    this.selfAttn = attention();
    this.multiheadAttn = attention();
    this.linear1 = new Linear(dModel, dimFeedforward, { bias, dtype });
    this.dropout = new Dropout(dropout);
    this.linear2 = new Linear(dimFeedforward, dModel, { bias, dtype });
    this.normFirst = normFirst;
    const norm = () => new LayerNorm(dModel, { eps: layerNormEps, bias, dtype });
    this.norm1 = norm();
    this.norm2 = norm();
    this.norm3 = norm();
    this.dropout1 = new Dropout(dropout);
    this.dropout2 = new Dropout(dropout);
    this.dropout3 = new Dropout(dropout);
    this.activation = activationOf(activation);
  }

  /** The decoder's sequence [T, B, E] and the encoder's output [S, B, E] to [T, B, E]. */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    const { tgtMask, tgtKeyPaddingMask, memoryMask, memoryKeyPaddingMask } = masks;
    const own = { attnMask: tgtMask, keyPaddingMask: tgtKeyPaddingMask, isCausal: masks.tgtIsCausal };
    const other = {
      attnMask: memoryMask,
      keyPaddingMask: memoryKeyPaddingMask,
      isCausal: masks.memoryIsCausal,
    };
    const parts = [
      [this.norm1, (x: Tensor) => this.dropout1.forward(attend(this.selfAttn, x, x, own))],
      [this.norm2, (x: Tensor) => this.dropout2.forward(attend(this.multiheadAttn, x, memory, other))],
      [this.norm3, (x: Tensor) => this.feedForward(x)],
    ] as const;
    return parts.reduce(
      (x, [norm, part]) => (this.normFirst ? x.add(part(norm.forward(x))) : norm.forward(x.add(part(x)))),
      tgt,
    );
  }

  private feedForward(x: Tensor): Tensor {
    const inner = this.dropout.forward(this.activation(this.linear1.forward(x)));
    return this.dropout3.forward(this.linear2.forward(inner));
  }
}

function attend(attention: MultiheadAttention, x: Tensor, to: Tensor, masks: AttentionMasks): Tensor {
  return attention.forward(x, to, to, { ...masks, needWeights: false })[0];
}
