// Each way to make NaN or infinity of finite numbers, one after another: a line for each row of the table of causes.
import { F, nn, optim, type Tensor, tensor, zeros } from 'backstep';

const floats = (values: unknown) => tensor(values as number[], { dtype: 'float32' });
function slope(of: (x: Tensor) => Tensor, values: number[]): Tensor {
  const x = floats(values).requiresGrad_();
  of(x).sum().backward();
  return x.grad as Tensor;
}
function updated(change: (optimizer: optim.Adam) => void, gradient: number): Tensor {
  const weight = new nn.Parameter(floats([1, 2]));
  const optimizer = new optim.Adam([weight], { lr: 0.1 });
  weight.grad = floats([0.1, 0.1]);
  optimizer.step();
  change(optimizer);
  weight.grad = floats([gradient, gradient]);
  optimizer.step();
  return weight;
}
const infinite = () => floats([1000, 0]).exp();

const ways: Record<string, () => Tensor> = {
  'log of a negative number': () => floats([-1, 1]).log(),
  'log1p at its edge': () => floats([-1, 1]).log1p(),
  'log of sigmoid': () => floats([-200, 1]).sigmoid().log(),
  'log of relu': () => floats([-2, 1]).relu().log(),
  'log of zero': () => floats([0, 1]).log2(),
  'rsqrt of a negative number': () => floats([-1, 1]).rsqrt(),
  'rsqrt of zero': () => floats([0, 1]).rsqrt(),
  reciprocal: () => floats([0, 1]).reciprocal(),
  'division by 0': () => floats([1, 1]).div(floats([0, 1])),
  'division by the number 0': () => floats([1, 1]).div(0),
  cosh: () => floats([-200, 1]).cosh(),
  'a root of a negative number': () => floats([-2, 1]).pow(0.5),
  'zero to a negative power': () => floats([0, 1]).pow(-2),
  'softmax of infinity': () => infinite().softmax(0),
  'crossEntropy of infinity': () => F.crossEntropy(floats([[1000, 0]]).exp(), tensor([1])),
  'crossEntropy of nothing': () => F.crossEntropy(floats([[1, 2]]), tensor([0]), { ignoreIndex: 0 }),
  acos: () => floats([2, 0]).acos(),
  acosh: () => floats([0.5, 2]).acosh(),
  logit: () => floats([0, 0.5]).logit(),
  'std of one element': () => floats([[1], [2]]).std(1),
  'mean of nothing': () => zeros([0]).mean(),
  'infinity minus infinity': () => infinite().sub(infinite()),
  'zero times infinity': () => infinite().mul(floats([0, 1])),
  'sums of a product': () =>
    infinite()
      .unsqueeze(0)
      .matmul(floats([[0], [1]])),
  'sum of both infinities': () => floats([1, -1]).div(0).sum(),
  overflow: () => floats([1e30, 1]).mul(1e30),
  'nearly a division by 0': () => floats([1e3, 1]).div(floats([1e-37, 1])),
  'slope of log': () => slope((x) => x.log(), [0, 1]),
  'slope of log near 0': () => slope((x) => x.log(), [1e-39, 1]),
  'slope of reciprocal': () => slope((x) => x.reciprocal(), [1e-30, 1]),
  'slope of sqrt': () => slope((x) => x.sqrt(), [0, 1]),
  'slope of pow': () => slope((x) => x.pow(0.5), [0, 1]),
  'slope of div': () => slope((x) => x.div(floats([0, 1])), [2, 1]),
  'an infinite learning rate': () => updated((optimizer) => (optimizer.paramGroups[0].lr = Infinity), 1),
  'a negative square': () =>
    updated((optimizer) => {
      for (const state of optimizer.state.values()) (state as { expAvgSq: Tensor }).expAvgSq.fill_(-1000);
    }, 0.1),
};

for (const [way, make] of Object.entries(ways)) {
  const result = make();
  console.log(way, result.shape); // @bp made
}
