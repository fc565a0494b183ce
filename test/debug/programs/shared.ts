// One weight used twice in a pass, two passes before a step, and gradients that are clipped.
import { manualSeed, nn, optim, randn } from 'backstep';

manualSeed(0);
const x = randn([4, 3]);
const weight = new nn.Parameter(randn([3, 3]));
const optimizer = new optim.SGD([weight], { lr: 0.1 });

for (let pass = 0; pass < 2; pass++) {
  const hidden = x.matmul(weight).tanh(); // @bp first
  const loss = hidden.matmul(weight).square().mean(); // @bp second
  loss.backward();
}
console.log('accumulated'); // @bp accumulated
nn.utils.clipGradNorm_([weight], 0.001);
console.log('clipped'); // @bp clipped
optimizer.step(); // @bp step
const used = x.matmul(weight);
console.log('done', used.shape); // @bp done
