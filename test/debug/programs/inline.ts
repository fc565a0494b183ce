// Names that mean different things in different functions.
import { arange, nn, type Tensor, tensor } from 'backstep';

const counter = {
  times: 0,
  get reads(): number {
    this.times++;
    return this.times;
  },
};

class Scaled extends nn.Module {
  scale = new nn.Linear(1, 1, { bias: false });

  forward(x: Tensor): Tensor {
    // @bp begin
    const broken = tensor([1, Number.NaN, Number.POSITIVE_INFINITY, 4, 5, 6, 7, 8, 9, 10]);
    const count = x.shape[0];
    const label = 'short';
    const long = 'a text that is too long to stand at the end of a line';
    const rows = [broken, count, label, long];
    return x.mul(rows.length + total); // @bp forward
  }
}

const total = 7;
const model = new Scaled();
model.scale.weight.detach().fill_(3);
const y = model.forward(arange(0, 12).to('float32').view([3, 4]));
console.log(total, y.shape, counter.times); // @bp end
for (const step of [1, 2]) {
  console.log(step); // @bp block
}
