/** Recurrent networks over sequences. */
import type { Tensor } from '../tensor/tensor';
import { kinds } from './cells';
import { type LSTMOptions, Recurrent, type RecurrentOptions, type Sequences } from './recurrence';

/** A plain recurrent network (torch.nn.RNN; Elman 1990): see {@link GRU}. */
export class RNN extends Recurrent {
  /** What bounds the states. */
  readonly nonlinearity: 'tanh' | 'relu';

  constructor(
    inputSize: number,
    hiddenSize: number,
    {
      nonlinearity = 'tanh',
      ...options
    }: RecurrentOptions & {
      /** What bounds the states. */
      readonly nonlinearity?: 'tanh' | 'relu';
    } = {},
  ) {
    super(inputSize, hiddenSize, 1, options);
    this.nonlinearity = nonlinearity;
  }

  /** Sequences [T, B, inputSize] (or packed ones) and the first states, zeros if not given, to the outputs and the last states. */
  forward<S extends Sequences>(input: S, h0: Tensor | null = null): [S, Tensor] {
    const [output, [last]] = this.run(kinds[this.nonlinearity], input, h0 && [h0]);
    return [output as S, last];
  }
}

/**
 * A gated recurrent network (torch.nn.GRU; Cho et al. 2014): [T, B, inputSize] to [T, B, directions · hiddenSize], or
 * packed sequences to packed ones; and the last states [layers · directions, B, hiddenSize].
 */
export class GRU extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: RecurrentOptions = {}) {
    super(inputSize, hiddenSize, kinds.GRU.gates, options);
  }

  /** Sequences [T, B, inputSize] (or packed ones) and the first states, zeros if not given, to the outputs and the last states. */
  forward<S extends Sequences>(input: S, h0: Tensor | null = null): [S, Tensor] {
    const [output, [last]] = this.run(kinds.GRU, input, h0 && [h0]);
    return [output as S, last];
  }
}

/** A network with long short-term memory (torch.nn.LSTM; Hochreiter and Schmidhuber 1997): as GRU, with states [h, c]. */
export class LSTM extends Recurrent {
  constructor(inputSize: number, hiddenSize: number, options: LSTMOptions = {}) {
    super(inputSize, hiddenSize, kinds.LSTM.gates, options);
  }

  /** Sequences [T, B, inputSize] (or packed ones) and the first h and c, zeros if not given, to the outputs and the last h and c. */
  forward<S extends Sequences>(
    input: S,
    state: readonly [Tensor, Tensor] | null = null,
  ): [S, [Tensor, Tensor]] {
    const [output, [h, c]] = this.run(kinds.LSTM, input, state);
    return [output as S, [h, c]];
  }
}
