/** Stacks of transformer layers, and the whole (Vaswani et al. 2017). */
import { zeros } from '../ops/creation';
import { where } from '../ops/where';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { ModuleList } from './containers';
import { copyModule } from './copy';
import { causalMask } from './functional';
import { xavierUniform_ } from './init';
import { Module } from './module';
import { LayerNorm } from './normalization';
import {
  type DecoderMasks,
  TransformerDecoderLayer,
  TransformerEncoderLayer,
  type TransformerLayerOptions,
} from './transformerLayers';

/** Options of a stack of layers. */
export interface StackOptions {
  /** Applied to the last layer's output. */
  readonly norm?: LayerNorm | null;
}

const copies = <M extends Module>(layer: M, count: number) =>
  new ModuleList<M>(Array.from({ length: count }, () => copyModule(layer)));

/** `numLayers` copies of a layer, one after the other (torch.nn.TransformerEncoder). */
export class TransformerEncoder extends Module {
  /** Copies of the layer. */
  layers: ModuleList<TransformerEncoderLayer>;
  /** Applied to the last layer's output. */
  norm: LayerNorm | null;

  constructor(
    layer: TransformerEncoderLayer,
    /** How many copies of the layer there are. */
    readonly numLayers: number,
    { norm = null }: StackOptions = {},
  ) {
    super();
    this.layers = copies(layer, numLayers);
    this.norm = norm;
  }

  /** [L, B, E] to the same; the masks are those of a layer. */
  forward(
    src: Tensor,
    {
      mask,
      srcKeyPaddingMask,
      isCausal,
    }: { mask?: Tensor | null; srcKeyPaddingMask?: Tensor | null; isCausal?: boolean } = {},
  ): Tensor {
    let output = src;
    const masks = { srcMask: mask, srcKeyPaddingMask, isCausal };
    for (const layer of this.layers) output = layer.forward(output, masks);
    return this.norm ? this.norm.forward(output) : output;
  }
}

/** `numLayers` copies of a layer, one after the other (torch.nn.TransformerDecoder). */
export class TransformerDecoder extends Module {
  /** Copies of the layer. */
  layers: ModuleList<TransformerDecoderLayer>;
  /** Applied to the last layer's output. */
  norm: LayerNorm | null;

  constructor(
    layer: TransformerDecoderLayer,
    /** How many copies of the layer there are. */
    readonly numLayers: number,
    { norm = null }: StackOptions = {},
  ) {
    super();
    this.layers = copies(layer, numLayers);
    this.norm = norm;
  }

  /** The sequence [T, B, E] and the encoder's output [S, B, E] to [T, B, E]. */
  forward(tgt: Tensor, memory: Tensor, masks: DecoderMasks = {}): Tensor {
    let output = tgt;
    for (const layer of this.layers) output = layer.forward(output, memory, masks);
    return this.norm ? this.norm.forward(output) : output;
  }
}

/** Options of `Transformer`. */
export interface TransformerOptions extends TransformerLayerOptions {
  /** E: size of what stands for a step; 512 by default. */
  readonly dModel?: number;
  /** Heads of attention; 8 by default. */
  readonly nhead?: number;
  /** 6 by default. */
  readonly numEncoderLayers?: number;
  /** 6 by default. */
  readonly numDecoderLayers?: number;
}

export interface TransformerMasks extends DecoderMasks {
  /** [S, S], of the encoder's own attention. */
  readonly srcMask?: Tensor | null;
  /** Of shape [B, S]: true where the source is padding. */
  readonly srcKeyPaddingMask?: Tensor | null;
  /** The encoder looks only back. */
  readonly srcIsCausal?: boolean;
}

/** An encoder and a decoder of six layers each (torch.nn.Transformer). Matrices start Xavier uniform. */
export class Transformer extends Module {
  /** E: size of what stands for a step. */
  readonly dModel: number;
  /** Heads of attention. */
  readonly nhead: number;
  /** Whether inputs and outputs are [B, L, …] instead of [L, B, …]. */
  readonly batchFirst: boolean;
  /** Makes the memory of the source. */
  encoder: TransformerEncoder;
  /** Makes the output of the target and the memory. */
  decoder: TransformerDecoder;

  constructor({ dModel = 512, nhead = 8, ...options }: TransformerOptions = {}) {
    super();
    const { numEncoderLayers = 6, numDecoderLayers = 6, batchFirst = false } = options;
    const { layerNormEps: eps, bias, dtype } = options;
    const norm = () => new LayerNorm(dModel, { eps, bias, dtype });
    const encoderLayer = new TransformerEncoderLayer(dModel, nhead, options);
    this.encoder = new TransformerEncoder(encoderLayer, numEncoderLayers, { norm: norm() });
    const decoderLayer = new TransformerDecoderLayer(dModel, nhead, options);
    this.decoder = new TransformerDecoder(decoderLayer, numDecoderLayers, { norm: norm() });
    this.dModel = dModel;
    this.nhead = nhead;
    this.batchFirst = batchFirst;
    for (const parameter of this.parameters()) if (parameter.ndim > 1) xavierUniform_(parameter);
  }

  /** Source [S, B, E] and target [T, B, E] to [T, B, E]. */
  forward(src: Tensor, tgt: Tensor, masks: TransformerMasks = {}): Tensor {
    if (src.shape.at(-1) !== this.dModel || tgt.shape.at(-1) !== this.dModel) {
      const values = `src ${shapeText(src.shape)}, tgt ${shapeText(tgt.shape)}, dModel ${this.dModel}`;
      fail('Transformer', 'the last axis is not dModel', values, 'embed both in dModel elements');
    }
    const { srcMask: mask, srcKeyPaddingMask, srcIsCausal: isCausal } = masks;
    const memory = this.encoder.forward(src, { mask, srcKeyPaddingMask, isCausal });
    return this.decoder.forward(tgt, memory, masks);
  }

  /** Of shape [size, size]: 0 up to the diagonal and -∞ after it, to be added to scores. */
  static generateSquareSubsequentMask(size: number): Tensor {
    return where(causalMask(size, size), zeros([]), -Infinity);
  }
}
