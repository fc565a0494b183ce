// Ways to make NaN of finite numbers, one for each name in the arguments.
import { F, manualSeed, nn, optim, randn, type Tensor, tensor, zeros } from 'backstep';

manualSeed(0);
const leaf = (values: number[]) => tensor(values, { dtype: 'float32' }).requiresGrad_();

const ways: Record<string, () => Tensor> = {
  logOfSoftmax() {
    const scores = tensor([[1000, 0, 0]], { dtype: 'float32' });
    const probs = scores.softmax(1);
    const logs = probs.log();
    return logs.mul(probs).sum();
  },
  sqrt: () => tensor([4, -1], { dtype: 'float32' }).sqrt().sum(),
  division: () => {
    const total = zeros([3]);
    return total.div(total).mean();
  },
  difference: () => {
    const large = tensor([200, 1], { dtype: 'float32' }).exp();
    return large.sub(large).sum();
  },
  mask: () => {
    const hidden = randn([2, 3]).maskedFill(
      tensor([
        [true, true, true],
        [false, true, false],
      ]),
      -Infinity,
    );
    return hidden.softmax(1).sum();
  },
  half: () => {
    const activations = tensor([300, 2], { dtype: 'float16' });
    const squares = activations.mul(activations);
    return squares.sub(squares).sum();
  },
  data: () =>
    randn([3, 2])
      .mul(tensor([[NaN, 1]]))
      .mean(),
  rootBackward: () => {
    const values = leaf([0, 4]);
    values
      .sqrt()
      .mul(tensor([0, 1]))
      .sum()
      .backward();
    return values.grad as Tensor;
  },
  whereBackward: () => {
    const values = leaf([0, 4]);
    values
      .sqrt()
      .where(values.gt(0), zeros([2]))
      .sum()
      .backward();
    return values.grad as Tensor;
  },
  old: () => {
    let state = tensor([-1], { dtype: 'float32' })
      .sqrt()
      .add(zeros([1000]));
    for (let step = 0; step < 500; step++) state = state.add(1);
    return state;
  },
  optimizer: () => {
    const weight = new nn.Parameter(tensor([1, 2], { dtype: 'float32' }));
    const optimizer = new optim.SGD([weight], { lr: 1 });
    optimizer.paramGroups[0].lr = NaN;
    F.mseLoss(weight, zeros([2])).backward();
    optimizer.step();
    return weight.detach().sum();
  },
};

const result = ways[process.argv[2]]();
console.log(result.shape); // @bp result
