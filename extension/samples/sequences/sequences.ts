// Sequences of different lengths through a recurrent network, without a step spent on padding.
import { manualSeed, nn, randn, type Tensor } from 'backstep';

manualSeed(7);

const { packPaddedSequence, padPackedSequence, padSequence } = nn.utils.rnn;

class DynamicRNN extends nn.Module {
  gru: nn.GRU;

  constructor(inputSize: number, hiddenSize: number) {
    super();
    this.gru = new nn.GRU(inputSize, hiddenSize, { batchFirst: true });
  }

  /** Sequences [B, T, inputSize] of these lengths: outputs [B, T, hiddenSize] and last states [1, B, hiddenSize]. */
  forward(x: Tensor, lengths: number[]): [Tensor, Tensor] {
    // All first steps, then all second ones, …: 3 + 3 + 3 + 2 + 1 rows instead of 3 × 5.
    const packed = packPaddedSequence(x, lengths, { batchFirst: true, enforceSorted: false });
    const [output, hidden] = this.gru.forward(packed); // ← put a breakpoint here: look at packed.batchSizes
    const [padded] = padPackedSequence(output, { batchFirst: true });
    return [padded, hidden];
  }
}

// Lengths in no order: packing sorts them, and gives the results in the order of the inputs again.
const lengths = [5, 3, 4];
const sequences = lengths.map((length) => randn([length, 10]));
const batch = padSequence(sequences, { batchFirst: true }); // [3, 5, 10], zeros after the ends

const model = new DynamicRNN(10, 20);
const [output, hidden] = model.forward(batch, lengths);
console.log(`output [${output.shape}], hidden [${hidden.shape}]`);

lengths.forEach((length, i) => {
  const last = output.at(i, length - 1); // the output of the last step is the state that is left
  const same = last.eq(hidden.at(0, i)).all().item();
  const rest = output.at(i, `${length}:`).abs().sum().item();
  const alone = model.forward(sequences[i].unsqueeze(0), [length])[1];
  const difference = alone.at(0, 0).sub(hidden.at(0, i)).abs().max().item();
  console.log(`sequence ${i}: ${length} steps, hidden is its last output: ${same}, after its end: ${rest}`);
  console.log(`  alone it gives the same: ${difference < 1e-6}`);
});

// Padding has no influence: its gradient is zero, and that of each step is not.
batch.requiresGrad_();
model.forward(batch, lengths)[1].sum().backward();
const reached = batch.grad!.abs().sum(2).gt(0).sum(1).tolist();
console.log(`steps that the gradient reaches: ${reached}`);
