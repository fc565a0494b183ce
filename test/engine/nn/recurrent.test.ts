import { nn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from './golden';
import { testModules } from './modules';

const { rnn } = nn.utils;
type Network = nn.RNN | nn.GRU;
type Options = nn.RecurrentOptions;

/** Packs, runs, and gives the packed output's data, its padded form, the lengths and the last states. */
class Packed extends nn.Module {
  network: Network;
  constructor(
    name: 'RNN' | 'GRU' | 'LSTM',
    args: [number, number, Options],
    readonly lengths: number[],
    readonly options: { enforceSorted?: boolean },
  ) {
    super();
    this.network = new nn[name](...args) as Network;
  }
  forward(x: Tensor, state: Tensor | null = null) {
    const { batchFirst } = this.network;
    const packed = rnn.packPaddedSequence(x, this.lengths, { batchFirst, ...this.options });
    const [output, last] = this.network.forward(packed, state);
    const padded = rnn.padPackedSequence(output, { batchFirst, paddingValue: -1, totalLength: 6 });
    return [packed.data, padded, last];
  }
}

class StatefulLSTM extends nn.Module {
  network = new nn.LSTM(3, 4);
  forward(x: Tensor, h: Tensor, c: Tensor) {
    return this.network.forward(x, [h, c]);
  }
}

describe('PyTorch has the same recurrent network', () =>
  testModules('recurrent', {
    Packed: (...args: ConstructorParameters<typeof Packed>) => new Packed(...args),
    StatefulLSTM: () => new StatefulLSTM(),
  }));

describe('packing', () => {
  const sequences = [floats([1, 2]), floats([3, 4, 5]), floats([6])];

  test('puts the first elements of all first, the longest sequence before others', () => {
    const packed = rnn.packSequence(sequences, { enforceSorted: false });
    expect(packed.data.tolist()).toEqual([3, 1, 6, 4, 2, 5]);
    expect(packed.batchSizes.tolist()).toEqual([3, 2, 1]);
    expect(packed.sortedIndices!.tolist()).toEqual([1, 0, 2]);
    expect(packed.unsortedIndices!.tolist()).toEqual([1, 0, 2]);
  });

  test('gives the sequences back in their order', () => {
    const packed = rnn.packSequence(sequences, { enforceSorted: false });
    expect(rnn.unpackSequence(packed).map((each) => each.tolist())).toEqual([[1, 2], [3, 4, 5], [6]]);
    const [padded, lengths] = rnn.padPackedSequence(packed, { batchFirst: true, paddingValue: -1 });
    expect(padded.tolist()).toEqual([
      [1, 2, -1],
      [3, 4, 5],
      [6, -1, -1],
    ]);
    expect(lengths.tolist()).toEqual([2, 3, 1]);
    expect(rnn.padSequence(sequences).tolist()).toEqual([
      [1, 3, 6],
      [2, 4, 0],
      [0, 5, 0],
    ]);
  });

  const x = floats(0).expand([4, 2, 3]);
  const refused: [() => unknown, string][] = [
    [
      () => rnn.packSequence(sequences),
      'packPaddedSequence: the lengths are not sorted, the longest first — [2, 3, 1] — sort them, or give { enforceSorted: false }',
    ],
    [
      () => rnn.packPaddedSequence(x, [1]),
      'packPaddedSequence: there is not one length for each sequence — 1 lengths, input [4, 2, 3]',
    ],
    [() => rnn.packPaddedSequence(x, [5, 1]), 'packPaddedSequence: a length is out of range — 5, of 4 steps'],
    [() => rnn.packPaddedSequence(x, tensor([4, 0])), 'packPaddedSequence: a length is out of range — 0'],
    [
      () => rnn.padPackedSequence(rnn.packPaddedSequence(x, [4, 1]), { totalLength: 3 }),
      'padPackedSequence: totalLength is too short — 3, the longest sequence has 4',
    ],
    [() => rnn.padSequence([]), 'padSequence: there are no sequences'],
    [() => new nn.GRU(4, 2).forward(x), 'GRU: the input does not fit — 3 in 4 steps, inputSize 4'],
    [
      () => new nn.GRU(3, 2).forward(x, floats(0).expand([1, 4, 2])),
      'GRU: the state does not fit — [1, 4, 2] instead of [1, 2, 2]',
    ],
    [() => new nn.RNN(3, 2).forward(floats([1])), 'RNN: the input is no sequence — [1]'],
    [() => new nn.LSTM(3, 2, { dropout: 2 }), 'LSTM: dropout is a probability — 2'],
    [
      () => new nn.LSTMCell(3, 2).forward(x),
      'LSTMCell: the input does not fit — input [4, 2, 3], inputSize 3',
    ],
    [
      () => new nn.GRUCell(3, 2).forward(floats([1, 2, 3]), floats([1])),
      'GRUCell: the state does not fit — [1] instead of [2]',
    ],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});

test('a recurrent network drops between its layers in training only', () => {
  const network = new nn.GRU(3, 8, { numLayers: 2, dropout: 0.5 });
  const x = floats(1).expand([2, 1, 3]);
  const run = () => network.forward(x)[0].tolist();
  expect(run()).not.toEqual(run());
  network.eval();
  expect(run()).toEqual(run());
  expect(String(new nn.LSTM(3, 8))).toBe(
    'LSTM(3, 8, numLayers=1, bias=true, batchFirst=false, dropout=0, bidirectional=false)',
  );
});
