// Prints what small ops cost, in nanoseconds of processor time. Asserts nothing.
//     npm run build && node test/engine/bench.mjs
import { F, memoryUse, noGrad, ones, randint, randn } from '../../dist/engine.mjs';

function cost(name, times, fn) {
  // The best of many short runs: what other programs of the machine do not disturb.
  const best = Math.min(
    ...Array.from({ length: 40 }, () => {
      const start = process.cpuUsage();
      for (let time = 0; time < times; time++) fn();
      const { user, system } = process.cpuUsage(start);
      return ((user + system) * 1000) / times;
    }),
  );
  console.log(`${name.padEnd(40)} ${best.toFixed(0).padStart(8)} ns`);
}

const a = ones([16]);
const b = ones([16]);
const w = ones([16], { requiresGrad: true });
cost('add, released by the collector', 20_000, () => a.add(b));
cost('add, disposed', 20_000, () => a.add(b).dispose());
cost('add of a number, disposed', 20_000, () => a.add(2).dispose());
cost('add_', 20_000, () => a.mul_(1));
cost('view', 20_000, () => a.reshape(4, 4));
cost('item', 20_000, () => a.at(0).item());
cost('add, recorded', 20_000, () => w.add(b));
cost('mul, sum, backward', 2000, () => w.mul(b).sum().backward());

const x = randn([64, 784]);
const y = randint(0, 10, [64]);
const w1 = randn([128, 784]).mul(0.03).requiresGrad_();
const w2 = randn([10, 128]).mul(0.1).requiresGrad_();
cost('training step of a small network', 20, () => {
  w1.grad = null;
  w2.grad = null;
  F.crossEntropy(F.linear(F.relu(F.linear(x, w1)), w2), y).backward();
  noGrad(() => {
    w1.sub_(w1.grad, { alpha: 0.01 });
    w2.sub_(w2.grad, { alpha: 0.01 });
  });
});
console.log(memoryUse());
