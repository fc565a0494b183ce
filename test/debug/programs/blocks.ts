// Modules in modules: two residual blocks and a head, two steps of training.
import { F, manualSeed, nn, optim, randn, type Tensor, tensor } from 'backstep';

manualSeed(0);

class Block extends nn.Module {
  linear1 = new nn.Linear(4, 4);
  linear2 = new nn.Linear(4, 4);

  forward(x: Tensor): Tensor {
    const hidden = this.linear1.forward(x).relu(); // @bp hidden
    return this.linear2.forward(hidden).add(x); // @bp residual
  }
}

class Encoder extends nn.Module {
  layers = new nn.ModuleList([new Block(), new Block()]);

  forward(x: Tensor): Tensor {
    let output = x;
    for (const layer of this.layers) output = (layer as Block).forward(output); // @bp layer
    return output.tanh(); // @bp tanh
  }
}

class Model extends nn.Module {
  encoder = new Encoder();
  head = new nn.Linear(4, 2);

  forward(x: Tensor): Tensor {
    return this.head.forward(this.encoder.forward(x)); // @bp head
  }
}

function half(x: number): number {
  return x / 2; // @bp half
}

const model = new Model();
const optimizer = new optim.SGD(model.parameters(), { lr: 0.1 });
const labels = tensor([0, 1, 1, 0, 1]);

for (let step = 0; step < 2; step++) {
  const loss = F.crossEntropy(model.forward(randn([5, 4])), labels); // @bp loss
  optimizer.zeroGrad();
  loss.backward(); // @bp backward
  optimizer.step(); // @bp step
  console.log('loss', half(half(loss.item()) + half(step))); // @bp log
}
