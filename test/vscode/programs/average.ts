// A running average in place: what breakpoints on data, on ops and on instructions are set on.
import { manualSeed, randn, zeros } from 'backstep';

manualSeed(1);
const average = zeros([2, 3]);
for (let step = 1; step <= 3; step++) {
  const batch = randn([2, 3]); // @bp batch
  const chances = batch.relu().softmax(1); // @bp chances
  average.mul_(0.9); // @bp decay
  average.add_(chances);
}
console.log('average', average.sum().item());
