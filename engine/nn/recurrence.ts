/**
 * Recurrent networks over sequences: several layers, one or two directions. Their methods are `private`, not #private,
 * so that `copyModule` can copy them.
 */
import { empty, zeros } from '../ops/creation';
import { cat, stack } from '../ops/join';
import { linear } from '../ops/matmul';
import type { DType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import type { Kind, State } from './cells';
import { dropout } from './functional';
import { uniform_ } from './init';
import { Module } from './module';
import { PackedSequence } from './packing';
import { Parameter } from './parameter';

/** Options of `RNN` and `GRU`. */
export interface RecurrentOptions {
  /** Layers, each over the outputs of the one before; 1 by default. */
  readonly numLayers?: number;
  /** Whether there are biases; true by default. */
  readonly bias?: boolean;
  /** Inputs and outputs are [B, T, ...] instead of [T, B, ...]; states are not. */
  readonly batchFirst?: boolean;
  /** Between the layers, in training. */
  readonly dropout?: number;
  /** Whether another network goes through each sequence from its end. */
  readonly bidirectional?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

/** Options of `LSTM`. */
export interface LSTMOptions extends RecurrentOptions {
  /** Size that the outputs are projected to (Sak et al. 2014); 0 leaves them at hiddenSize. */
  readonly projSize?: number;
}

/** Sequences [T, B, I], or a packed one. */
export type Sequences = Tensor | PackedSequence;

/** The steps of a batch one after the other, as in a packed sequence. */
interface Steps {
  readonly data: Tensor;
  readonly sizes: readonly number[];
}

/** What recurrent networks have in common: a kind of step, over layers and directions. */
export abstract class Recurrent extends Module {
  /** Layers, each over the outputs of the one before; 1 by default. */
  readonly numLayers: number;
  /** Whether there are biases. */
  readonly bias: boolean;
  /** Whether inputs and outputs are [B, L, …] instead of [L, B, …]. */
  readonly batchFirst: boolean;
  /** Share of what is dropped between the layers, in training. */
  readonly dropout: number;
  /** Whether another network goes through each sequence from its end. */
  readonly bidirectional: boolean;
  /** Size that the outputs are projected to; 0: they are not. */
  readonly projSize: number;

  constructor(
    /** Elements of an input. */
    readonly inputSize: number,
    /** Elements of a state. */
    readonly hiddenSize: number,
    gates: number,
    options: LSTMOptions,
  ) {
    super();
    const { numLayers = 1, bias = true, batchFirst = false, bidirectional = false, dtype } = options;
    this.numLayers = numLayers;
    this.bias = bias;
    this.batchFirst = batchFirst;
    this.dropout = options.dropout ?? 0;
    this.bidirectional = bidirectional;
    this.projSize = options.projSize ?? 0;
    if (!(this.projSize >= 0 && this.projSize < hiddenSize)) {
      const values = `projSize ${this.projSize}, hiddenSize ${hiddenSize}`;
      fail(this.constructor.name, 'projSize is not below hiddenSize', values, 'give a smaller one, or 0');
    }
    if (!(this.dropout >= 0 && this.dropout <= 1)) {
      fail(this.constructor.name, 'dropout is a probability', `${this.dropout}`, 'give a number from 0 to 1');
    }
    const rows = gates * hiddenSize;
    for (const [suffix, layer] of this.suffixes()) {
      const make = (name: string, ...shape: number[]) =>
        this.registerParameter(`${name}${suffix}`, new Parameter(empty(shape, { dtype })));
      make('weightIh', rows, layer === 0 ? inputSize : this.outputSize * this.directions);
      make('weightHh', rows, this.outputSize);
      if (bias) make('biasIh', rows);
      if (bias) make('biasHh', rows);
      if (this.projSize > 0) make('weightHr', this.projSize, hiddenSize);
    }
    this.resetParameters();
  }

  private get directions(): number {
    return this.bidirectional ? 2 : 1;
  }

  /** Elements of an output of one direction. */
  private get outputSize(): number {
    return this.projSize > 0 ? this.projSize : this.hiddenSize;
  }

  /** The endings of the parameters' names, with the layer: `L0`, `L0Reverse`, `L1`, … */
  private suffixes(): [string, number][] {
    return Array.from({ length: this.numLayers }, (_, layer) => layer).flatMap((layer): [string, number][] =>
      this.bidirectional
        ? [
            [`L${layer}`, layer],
            [`L${layer}Reverse`, layer],
          ]
        : [[`L${layer}`, layer]],
    );
  }

  /** Uniform in ±1/√hiddenSize. */
  resetParameters(): void {
    const bound = this.hiddenSize > 0 ? 1 / Math.sqrt(this.hiddenSize) : 0;
    for (const parameter of this.parameters(false)) uniform_(parameter, -bound, bound);
  }

  /** @internal The output, and each tensor of the last states: [layers · directions, B, H]. */
  protected run(kind: Kind, input: Sequences, given: State | null): [Sequences, Tensor[]] {
    if (!(input instanceof PackedSequence)) return this.runPadded(kind, input, given);
    const { data, batchSizes, sortedIndices, unsortedIndices } = input;
    const moved = (state: State, order: Tensor | null) =>
      order ? state.map((each) => each.indexSelect(1, order)) : [...state];
    const sizes = batchSizes.tolist() as number[];
    const start = given ? moved(given, sortedIndices) : null;
    const [output, last] = this.layers(kind, { data, sizes }, start);
    const packed = new PackedSequence(output, batchSizes, sortedIndices, unsortedIndices);
    return [packed, moved(last, unsortedIndices)];
  }

  private runPadded(kind: Kind, input: Tensor, given: State | null): [Tensor, Tensor[]] {
    if (input.ndim === 2) {
      const axis = this.batchFirst ? 0 : 1;
      const state = given?.map((each) => each.unsqueeze(1)) ?? null;
      const [output, last] = this.runPadded(kind, input.unsqueeze(axis), state);
      return [output.squeeze(axis), last.map((each) => each.squeeze(1))];
    }
    if (input.ndim !== 3) {
      const remedy = 'give [T, B, inputSize], with batchFirst [B, T, inputSize], or [T, inputSize]';
      fail(this.constructor.name, 'the input is no sequence', shapeText(input.shape), remedy);
    }
    const steps = this.batchFirst ? input.transpose(0, 1) : input;
    const [time, batch, size] = steps.shape;
    const sizes = Array.from({ length: time }, () => batch);
    const data = steps.reshape([time * batch, size]);
    const [flat, last] = this.layers(kind, { data, sizes }, given);
    const output = flat.reshape([time, batch, flat.shape[1]]);
    return [this.batchFirst ? output.transpose(0, 1) : output, last];
  }

  private layers(kind: Kind, input: Steps, given: State | null): [Tensor, Tensor[]] {
    const { name } = this.constructor;
    const { sizes } = input;
    if (sizes.length === 0 || input.data.shape[1] !== this.inputSize) {
      const values = `${input.data.shape[1]} in ${sizes.length} steps, inputSize ${this.inputSize}`;
      fail(name, 'the input does not fit', values, 'give at least one step of inputSize elements');
    }
    // Only the first tensor of a state, h, is projected.
    const wanted = Array.from({ length: kind.states }, (_, i) => [
      this.numLayers * this.directions,
      sizes[0],
      i === 0 ? this.outputSize : this.hiddenSize,
    ]);
    const start = given ?? wanted.map((shape) => zeros(shape, { dtype: input.data.dtype }));
    start.forEach((each, i) => {
      if (each.shape.join() === wanted[i].join()) return;
      const values = `${shapeText(each.shape)} instead of ${shapeText(wanted[i])}`;
      fail(name, 'the state does not fit', values, 'give [layers · directions, B, hiddenSize]');
    });
    let { data } = input;
    const last: State[] = [];
    const outputs: Tensor[] = [];
    this.suffixes().forEach(([suffix, layer], place) => {
      const direction = place % this.directions;
      const state = start.map((each) => each.select(0, place));
      const [output, final] = this.direction(kind, suffix, { data, sizes }, state, direction === 1);
      outputs.push(output);
      last.push(final);
      if (direction < this.directions - 1) return;
      data = outputs.length === 1 ? outputs[0] : cat(outputs, 1);
      outputs.length = 0;
      if (layer < this.numLayers - 1 && this.dropout > 0) {
        data = dropout(data, { p: this.dropout, training: this.training });
      }
    });
    return [data, start.map((_, i) => stack(last.map((state) => state[i])))];
  }

  /** Sequences that have ended wait in `ended` as the batch becomes smaller; backwards they begin later. */
  private direction(
    kind: Kind,
    suffix: string,
    { data, sizes }: Steps,
    start: State,
    reverse: boolean,
  ): [Tensor, State] {
    const of = (name: string) =>
      (this as unknown as Record<string, Parameter | undefined>)[`${name}${suffix}`] ?? null;
    const inputs = linear(data, of('weightIh') as Parameter, of('biasIh'));
    const starts = sizes.map(() => 0);
    for (let t = 1; t < sizes.length; t++) starts[t] = starts[t - 1] + sizes[t - 1];
    const times = sizes.map((_, t) => t);
    if (reverse) times.reverse();
    const outputs: Tensor[] = [];
    const ended: State[] = [];
    let batch = sizes[times[0]];
    let state: State = start.map((each) => (batch === each.shape[0] ? each : each.narrow(0, 0, batch)));
    for (const t of times) {
      const size = sizes[t];
      if (size < batch) {
        ended.unshift(state.map((each) => each.narrow(0, size, batch - size)));
        state = state.map((each) => each.narrow(0, 0, size));
      } else if (size > batch) {
        state = state.map((each, i) => cat([each, start[i].narrow(0, batch, size - batch)]));
      }
      batch = size;
      const hidden = linear(state[0], of('weightHh') as Parameter, of('biasHh'));
      state = kind.step(inputs.narrow(0, starts[t], size), hidden, state);
      const projection = of('weightHr');
      if (projection) state = [linear(state[0], projection), ...state.slice(1)];
      outputs[t] = state[0];
    }
    const final = state.map((each, i) =>
      ended.length ? cat([each, ...ended.map((rest) => rest[i])]) : each,
    );
    return [cat(outputs), final];
  }

  override extraRepr(): string {
    const { inputSize, hiddenSize, numLayers, bias, batchFirst, bidirectional } = this;
    const options = { numLayers, bias, batchFirst, dropout: this.dropout, bidirectional };
    const others = Object.entries(options).map(([name, value]) => `${name}=${value}`);
    return [inputSize, hiddenSize, ...others].join(', ');
  }
}
