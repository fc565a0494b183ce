/** What detectors do not take for trouble, beside what they do. */
import { F, manualSeed, nn, optim, randn, type Tensor, tensor } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { findings } from './rig';

beforeEach(() => {
  manualSeed(3);
});

/** Backward passes over losses of these values, of a parameter that does not matter. */
function passes(values: readonly number[]) {
  const weight = tensor([1], { dtype: 'float32', requiresGrad: true });
  for (const value of values) weight.mul(0).add(value).sum().backward();
}
const times = (count: number, value: (step: number) => number) =>
  Array.from({ length: count }, (_, step) => value(step));

describe('lossPlateau', () => {
  const plateau = (values: readonly number[]) => findings(() => passes(values), ['lossPlateau']);

  test('names a loss that stands, with what it was and is', () => {
    const [found, ...more] = plateau(times(100, () => 2.3));
    expect(more).toEqual([]);
    expect(found.numbers).toMatchObject({ loss: expect.closeTo(2.3, 5), began: expect.closeTo(2.3, 5) });
  });

  test('leaves a loss alone that falls ever more slowly, however long', () => {
    expect(plateau(times(3000, (step) => 4 * (step + 1) ** -0.1))).toEqual([]);
  });

  test('leaves alone what has reached half of what it began with, one bad batch, and a sign that changes', () => {
    expect(plateau(times(200, (step) => (step < 20 ? 2 : 0.9)))).toEqual([]);
    expect(plateau(times(80, (step) => (step === 60 ? 5000 : 2 * 0.98 ** step)))).toEqual([]);
    expect(plateau(times(200, (step) => 0.3 * Math.sin(2 * step)))).toEqual([]);
  });
});

describe('explodingGradient', () => {
  const norms = (scale: number) =>
    findings(() => {
      const weight = tensor([1], { dtype: 'float32', requiresGrad: true });
      for (const factor of [1, 1, 5000]) {
        weight.grad = null;
        weight
          .mul(factor * scale)
          .add(scale)
          .sum()
          .backward();
      }
    }, ['explodingGradient']).length;

  test('measures gradients by the loss that the run began with', () => {
    expect(norms(1)).toBe(1);
    expect(norms(1e5)).toBe(1);
    const prices = () => {
      const weight = tensor([1], { dtype: 'float32', requiresGrad: true });
      weight.mul(2e4).add(1e5).sum().backward();
    };
    expect(findings(prices, ['explodingGradient'])).toEqual([]);
  });
});

describe('unusedParameter', () => {
  /** A model of two layers, of which the optimizer gets `some`. */
  function train(some: (body: nn.Linear, head: nn.Linear) => nn.Module[], steps: number) {
    const [body, head] = [new nn.Linear(4, 4), new nn.Linear(4, 1)];
    const optimizer = new optim.SGD(
      some(body, head).flatMap((module) => module.parameters()),
      { lr: 0.01 },
    );
    const input = randn([8, 4]).requiresGrad_();
    for (let step = 0; step < steps; step++) {
      optimizer.zeroGrad();
      head.forward(body.forward(input)).pow(2).mean().backward();
      optimizer.step();
    }
  }

  test('names what no optimizer holds, though it has gradients', () => {
    const found = findings(() => train((_, head) => [head], 20), ['unusedParameter']);
    expect(found.map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^weight has had a gradient in 10 passes, and no optimizer has changed it/),
    ]);
  });

  test('leaves an input alone whose gradient is wanted, and a model that trains as a whole', () => {
    expect(findings(() => train((body, head) => [body, head], 30), ['unusedParameter'])).toEqual([]);
  });
});

describe('saturated', () => {
  const attention = (scale: number, mask: Tensor | null = null) =>
    findings(() => {
      const scores = randn([4, 8, 8]).mul(scale).requiresGrad_();
      for (let step = 0; step < 20; step++) (mask ? scores.add(mask) : scores).softmax(-1).sum().backward();
    }, ['saturated']);

  test('names a softmax that gives almost all to one before it has learned to', () => {
    expect(attention(100).map(({ cause }) => cause)).toEqual([
      expect.stringMatching(/^before it has learned anything, softmax gives almost all to one of 8 elements/),
    ]);
  });

  test('leaves scores of a usual size alone, and those that a mask leaves few to choose from', () => {
    expect(attention(1)).toEqual([]);
    const future = tensor(times(8, () => 0).map((_, row) => times(8, (key) => (key > row ? -Infinity : 0))));
    expect(attention(1, future)).toEqual([]);
  });
});

describe('zeroGradient', () => {
  /** Passes of a loss whose part with the weight is multiplied by `factor`. */
  const gradients = (factor: (step: number) => number, rest: (step: number) => number) =>
    findings(() => {
      const weight = new nn.Linear(3, 3);
      const input = randn([4, 3]);
      for (let step = 0; step < 20; step++) {
        const hidden = weight.forward(input).sum().mul(factor(step));
        weight.zeroGrad();
        hidden.add(rest(step)).backward();
      }
    }, ['zeroGradient']).length;

  test('names a weight that never has a gradient, and one that loses it while the loss is what it was', () => {
    expect(
      gradients(
        () => 0,
        () => 2,
      ),
    ).toBe(1);
    expect(
      gradients(
        (step) => (step < 5 ? 0.01 : 0),
        () => 2,
      ),
    ).toBe(1);
  });

  test('leaves a weight alone that has learned all it was asked for', () => {
    expect(
      gradients(
        (step) => (step < 5 ? 0.01 : 0),
        (step) => (step < 5 ? 2 : 0.3),
      ),
    ).toBe(0);
    expect(
      gradients(
        (step) => (step < 5 ? 0.01 : 0),
        (step) => (step < 5 ? 2 : 0),
      ),
    ).toBe(0);
  });
});

describe('lossSpike', () => {
  const spikes = (values: readonly number[]) => findings(() => passes(values), ['lossSpike']).length;

  test('names a loss far above all recent ones, and leaves those alone that jump about', () => {
    expect(spikes([...times(30, () => 1), 50, 1, 1])).toBe(1);
    expect(spikes(times(60, (step) => (step % 5 === 0 ? 2 : 0.2)))).toBe(0);
  });
});

describe('updateRatio', () => {
  const schedule = (rate: (step: number) => number) =>
    findings(() => {
      const layer = new nn.Linear(4, 4);
      const optimizer = new optim.SGD(layer.parameters(), { lr: 0.1 });
      const [x, y] = [randn([8, 4]), randn([8, 4])];
      for (let step = 0; step < 60; step++) {
        optimizer.paramGroups[0].lr = rate(step);
        optimizer.zeroGrad();
        F.mseLoss(layer.forward(x), y).backward();
        optimizer.step();
      }
    }, ['updateRatio']).map(({ cause }) => cause);

  test('names a learning rate that never moves anything, and leaves one alone that falls to nothing', () => {
    expect(schedule(() => 1e-9)).toEqual([
      expect.stringMatching(/^sgd with the learning rate 1.0e-9 changes/),
    ]);
    expect(schedule((step) => Math.max(0, 0.1 - 0.005 * step))).toEqual([]);
  });

  test('leaves long first steps alone, and names those that go on', () => {
    expect(schedule((step) => (step < 6 ? 1 : 0.05))).toEqual([]);
    expect(schedule(() => 5)).not.toEqual([]);
  });
});

describe('deadRelu', () => {
  test('takes neither NaN nor a few samples for a dead unit', () => {
    const relu = (x: Tensor) => findings(() => times(30, () => x.relu().numel()), ['deadRelu']).length;
    expect(relu(randn([64, 3]).abs().neg().requiresGrad_())).toBe(1);
    expect(relu(randn([2, 3]).abs().neg().requiresGrad_())).toBe(0);
    expect(relu(randn([64, 3]).mul(Number.NaN).requiresGrad_())).toBe(0);
  });
});
