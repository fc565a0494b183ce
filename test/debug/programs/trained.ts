// Two models, two optimizers and shared memory, to be looked at and edited.
import { arange, manualSeed, nn, noGrad, optim, randn, type Tensor, zeros } from 'backstep';

manualSeed(1);

class Net extends nn.Module {
  fc1 = new nn.Linear(4, 3);
  norm = new nn.BatchNorm1d(3);
  frozen = new nn.Linear(3, 1).requiresGrad_(false);

  forward(x: Tensor): Tensor {
    return this.frozen.forward(this.norm.forward(this.fc1.forward(x)));
  }
}

const model = new Net();
const other = new nn.Linear(2, 2);
const optimizer = new optim.Adam(model.fc1.parameters(), { lr: 0.5 });
const large = zeros([512, 512]); // @bp large
const half = large.at({ end: 256 }); // @bp half
const columns = large.t(); // @bp columns
const counts = arange(0, 6).view([2, 3]);
const wide = zeros([1]).expand([1_000_000_000]);
const loss = model
  .forward(randn([8, 4]))
  .square()
  .sum();
loss.backward(); // @bp backward
optimizer.step();
const x = randn([3]).requiresGrad_();
const product = x.mul(x); // @bp product
product.sum().backward(); // @bp edited
noGrad(() => console.log(x.grad?.tolist(), optimizer.paramGroups[0].lr, model.fc1.weight.sum().item())); // @bp end
console.log(other, half.shape, columns.shape, counts.tolist(), wide.shape, large.sum().item());
