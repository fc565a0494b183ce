// Random numbers that nobody seeds, of the engine and of JavaScript; a breakpoint and a `debugger;` in the loop.
import { F, nn, optim, randn } from 'backstep';

const clock = process.argv.includes('clock');
const quiet = process.argv.includes('quiet');
const model = new nn.Linear(3, 2);
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });

let seen = 0;
for (let step = 0; step < 6; step++) {
  const inputs = randn([4, 3]).mul(Math.random());
  // biome-ignore lint/suspicious/noDebugger: it is not to stop a program on its way to an op
  if (!quiet) debugger;
  const shifted = clock && step === 2 ? inputs.add(Date.now() % 1000) : inputs; // @bp shifted
  const loss = F.mseLoss(model.forward(shifted), randn([4, 2]));
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step(); // @bp step
  seen++;
}
console.log('seen', seen, model.weight.norm().item()); // @bp end
