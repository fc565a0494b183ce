/** One step of a recurrent network, as functions and as modules. */
import { empty, zeros } from '../ops/creation';
import { linear } from '../ops/matmul';
import type { DType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { uniform_ } from './init';
import { Module } from './module';
import { Parameter } from './parameter';

/** The state of a cell: [h], or [h, c] of an LSTM; each [B, H]. */
export type State = readonly Tensor[];
/** The next state, from what the input and what h give to the gates. */
export type Step = (input: Tensor, hidden: Tensor, state: State) => State;

export interface Kind {
  /** Gates in the rows of a weight. */
  readonly gates: number;
  /** Tensors in a state. */
  readonly states: number;
  readonly step: Step;
}

const plain = (activation: (x: Tensor) => Tensor): Kind => ({
  gates: 1,
  states: 1,
  step: (input, hidden) => [activation(input.add(hidden))],
});

/** How each network goes on: the gates of an LSTM are input, forget, cell, output; of a GRU reset, update, new. */
export const kinds = {
  tanh: plain((x) => x.tanh()),
  relu: plain((x) => x.relu()),
  LSTM: {
    gates: 4,
    states: 2,
    step: (input: Tensor, hidden: Tensor, [, c]: State): State => {
      const [i, f, g, o] = input.add(hidden).chunk(4, -1);
      const cell = f.sigmoid().mul(c).add(i.sigmoid().mul(g.tanh()));
      return [o.sigmoid().mul(cell.tanh()), cell];
    },
  },
  GRU: {
    gates: 3,
    states: 1,
    step: (input: Tensor, hidden: Tensor, [h]: State): State => {
      const [ri, zi, ni] = input.chunk(3, -1);
      const [rh, zh, nh] = hidden.chunk(3, -1);
      const fresh = ni.add(ri.add(rh).sigmoid().mul(nh)).tanh();
      return [fresh.add(zi.add(zh).sigmoid().mul(h.sub(fresh)))];
    },
  },
} satisfies Record<string, Kind>;

/** Options of the cells of recurrent networks. */
export interface CellOptions {
  /** Whether there are biases; true by default. */
  readonly bias?: boolean;
  /** Of the parameters; float32 by default. */
  readonly dtype?: DType;
}

abstract class Cell extends Module {
  /** [gates · hiddenSize, inputSize] */
  weightIh: Parameter;
  /** [gates · hiddenSize, hiddenSize] */
  weightHh: Parameter;
  /** [gates · hiddenSize] */
  biasIh: Parameter | null;
  /** [gates · hiddenSize] */
  biasHh: Parameter | null;

  constructor(
    /** Elements of an input. */
    readonly inputSize: number,
    /** Elements of a state. */
    readonly hiddenSize: number,
    gates: number,
    { bias = true, dtype }: CellOptions,
  ) {
    super();
    const rows = gates * hiddenSize;
    const make = (...shape: number[]) => new Parameter(empty(shape, { dtype }));
    this.weightIh = make(rows, inputSize);
    this.weightHh = make(rows, hiddenSize);
    this.biasIh = bias ? make(rows) : null;
    this.biasHh = bias ? make(rows) : null;
    this.resetParameters();
  }

  /** Uniform in ±1/√hiddenSize. */
  resetParameters(): void {
    const bound = 1 / Math.sqrt(this.hiddenSize);
    for (const parameter of this.parameters(false)) uniform_(parameter, -bound, bound);
  }

  /** @internal One step of this kind of network. */
  protected next({ step, states }: Kind, x: Tensor, given: State | null): State {
    const { name } = this.constructor;
    if ((x.ndim !== 1 && x.ndim !== 2) || x.shape.at(-1) !== this.inputSize) {
      const values = `input ${shapeText(x.shape)}, inputSize ${this.inputSize}`;
      fail(name, 'the input does not fit', values, 'give [B, inputSize] or [inputSize]');
    }
    const shape = [...x.shape.slice(0, -1), this.hiddenSize];
    const zero = () => Array.from({ length: states }, () => zeros(shape, { dtype: x.dtype }));
    const state = given ?? zero();
    for (const each of state) {
      if (each.shape.join() === shape.join()) continue;
      const values = `${shapeText(each.shape)} instead of ${shapeText(shape)}`;
      fail(name, 'the state does not fit', values, 'give it the batch of the input, and the hidden size');
    }
    return step(linear(x, this.weightIh, this.biasIh), linear(state[0], this.weightHh, this.biasHh), state);
  }

  override extraRepr(): string {
    return `${this.inputSize}, ${this.hiddenSize}, bias=${this.biasIh !== null}`;
  }
}

/** Options of `RNNCell`. */
export interface RNNCellOptions extends CellOptions {
  /** What bounds the state; 'tanh' by default. */
  readonly nonlinearity?: 'tanh' | 'relu';
}

/** h' = tanh(W x + b + V h + d): [B, inputSize] and [B, hiddenSize] (torch.nn.RNNCell). */
export class RNNCell extends Cell {
  /** What bounds the state. */
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(
    inputSize: number,
    hiddenSize: number,
    { nonlinearity = 'tanh', ...options }: RNNCellOptions = {},
  ) {
    super(inputSize, hiddenSize, 1, options);
    this.nonlinearity = nonlinearity;
  }

  /** Inputs [B, inputSize] and states [B, hiddenSize], zeros if not given, to the next states; also without B. */
  forward(x: Tensor, h: Tensor | null = null): Tensor {
    return this.next(kinds[this.nonlinearity], x, h && [h])[0];
  }
}

/** One step of an LSTM; the state is [h, c] (torch.nn.LSTMCell; Hochreiter and Schmidhuber 1997). */
export class LSTMCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, kinds.LSTM.gates, options);
  }

  /** Inputs [B, inputSize] and states h and c [B, hiddenSize], zeros if not given, to the next h and c; also without B. */
  forward(x: Tensor, state: readonly [Tensor, Tensor] | null = null): [Tensor, Tensor] {
    const [h, c] = this.next(kinds.LSTM, x, state);
    return [h, c];
  }
}

/** One step of a GRU (torch.nn.GRUCell; Cho et al. 2014). */
export class GRUCell extends Cell {
  constructor(inputSize: number, hiddenSize: number, options: CellOptions = {}) {
    super(inputSize, hiddenSize, kinds.GRU.gates, options);
  }

  /** Inputs [B, inputSize] and states [B, hiddenSize], zeros if not given, to the next states; also without B. */
  forward(x: Tensor, h: Tensor | null = null): Tensor {
    return this.next(kinds.GRU, x, h && [h])[0];
  }
}
