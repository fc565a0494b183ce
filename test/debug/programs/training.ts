// Trains a small network until the debugger says that it is enough.
import { F, manualSeed, nn, optim, randn, tensor } from 'backstep';

manualSeed(0);
const model = new nn.Sequential(new nn.Linear(64, 64), new nn.ReLU(), new nn.Linear(64, 4));
const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
const labels = tensor([0, 1, 2, 3]);
const state = { steps: 0, enough: false };

function train(): void {
  while (!state.enough) {
    const loss = F.crossEntropy(model.forward(randn([4, 64])), labels);
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    state.steps++; // @bp step
  }
}

train();
console.log('enough');
