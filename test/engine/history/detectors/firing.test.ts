import { F, manualSeed, nn, optim, rand, randint, randn, type Tensor, tensor } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import type { DetectorName } from '../../../../engine/history/detectors/detector';
import { type Counted, findings } from './rig';

beforeEach(() => {
  manualSeed(11);
});

interface Training {
  readonly model: nn.Module & { forward(x: Tensor): Tensor };
  readonly x?: Tensor;
  readonly y?: Tensor;
  readonly lr?: number;
  readonly steps?: number;
  readonly loss?: (output: Tensor, y: Tensor) => Tensor;
  readonly zeroGrad?: boolean;
}

function train({
  model,
  x = randn([32, 4]),
  y = randn([32, 2]),
  lr = 0.01,
  steps = 24,
  loss = F.mseLoss,
  zeroGrad = true,
}: Training): void {
  const optimizer = new optim.SGD(model.parameters(), { lr });
  for (let step = 0; step < steps; step++) {
    if (zeroGrad) optimizer.zeroGrad();
    loss(model.forward(x), y).backward();
    optimizer.step();
  }
}

/** Layers of 4 → width → … → 2 units. */
function layers(activation: () => nn.Module, depth: number, width = 8): nn.Sequential {
  const sizes = [4, ...Array<number>(depth - 1).fill(width)];
  const hidden = sizes.slice(1).flatMap((size, at) => [new nn.Linear(sizes[at], size), activation()]);
  return new nn.Sequential(...(hidden as nn.Linear[]), new nn.Linear(sizes.at(-1) as number, 2));
}

/** The cause of all that a detector finds in a faulty program; and that it finds nothing in the healthy one. */
function only(name: DetectorName, faulty: () => void, healthy: () => void): Counted {
  expect(findings(healthy, [name])).toEqual([]);
  const found = findings(faulty, [name]);
  expect(found.length).toBeGreaterThan(0);
  return found[0];
}

const healthyTraining = () => train({ model: layers(() => new nn.ReLU(), 3) });

test('explodingGradient: gradients that pile up are named once, with zeroGrad()', () => {
  const faulty = () => train({ model: layers(() => new nn.ReLU(), 3), zeroGrad: false });
  const found = findings(faulty, ['explodingGradient']);
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({
    cause: expect.stringMatching(/^the gradient of 4.weight is added to that of the step before/),
    remedy: 'call optimizer.zeroGrad() before each backward()',
    count: 22,
  });
  expect(findings(healthyTraining, ['explodingGradient'])).toEqual([]);
});

test('explodingGradient: micro-batches add up their gradients on purpose', () => {
  const accumulating = () => {
    const model = layers(() => new nn.ReLU(), 2);
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.01 });
    for (let step = 0; step < 6; step++) {
      for (let micro = 0; micro < 3; micro++)
        F.mseLoss(model.forward(randn([4, 4])), randn([4, 2])).backward();
      optimizer.step();
      optimizer.zeroGrad({ setToNone: step % 2 === 0 });
    }
  };
  expect(findings(accumulating, ['explodingGradient'])).toEqual([]);
});

test('explodingGradient: a norm above the threshold', () => {
  const x = randn([32, 4]).mul(1e4);
  const loss = (output: Tensor) => output.sin().sum();
  const large = () => train({ model: new nn.Linear(4, 2), x, loss, steps: 1, lr: 0 });
  const { cause, phase, label, numbers } = only('explodingGradient', large, healthyTraining);
  expect({ phase, label }).toEqual({ phase: 'backward', label: 'linear backward' });
  expect(cause).toMatch(/^the gradient of weight has the norm/);
  expect(numbers.norm).toBeGreaterThan(numbers.limit);
});

test('vanishingGradient: the first of many sigmoid layers gets a tiny share', () => {
  const { cause, label } = only(
    'vanishingGradient',
    () => train({ model: layers(() => new nn.Sigmoid(), 12) }),
    () => train({ model: layers(() => new nn.ReLU(), 12, 32) }),
  );
  expect(cause).toMatch(/^the gradient of \d+.weight is \S+ times that of \d+.weight, in 3 passes in a row$/);
  expect(label).toBe('linear backward');
});

test('deadRelu: units that no sample makes alive', () => {
  const dying = () => {
    const model = new nn.Sequential(new nn.Linear(4, 10), new nn.ReLU(), new nn.Linear(10, 2));
    [...model.parameters()][0].requiresGrad_(false).mul_(0).sub_(1).requiresGrad_();
    train({ model, x: rand([32, 4]).add(0.5) });
  };
  const found = only('deadRelu', dying, healthyTraining);
  expect(found.cause).toMatch(
    /^10 of 10 units of relu have given 0 for every sample in 5 batches \(100 %\)$/,
  );
  expect(found.numbers).toEqual({ dead: 10, units: 10 });
});

test('saturated: inputs that are far too large for a tanh', () => {
  const { label, cause } = only(
    'saturated',
    () => train({ model: layers(() => new nn.Tanh(), 2), x: randn([32, 4]).mul(300), lr: 0 }),
    () => train({ model: layers(() => new nn.Tanh(), 2) }),
  );
  expect(label).toBe('tanh');
  expect(cause).toMatch(/^9\d\.?\d* % of the elements of tanh are below -0.99 or above 0.99$/);
});

test('zeroGradient: what is multiplied by 0 learns nothing, and a loss of 0 asks for nothing', () => {
  const loss = (output: Tensor, y: Tensor) => F.mseLoss(output.mul(0), y);
  const { cause } = only(
    'zeroGradient',
    () => train({ model: new nn.Linear(4, 2), loss }),
    () => train({ model: new nn.Linear(4, 2), loss: (output) => output.mul(0).sum() }),
  );
  expect(cause).toMatch(/^the gradient of weight is exactly 0 in 3 passes in a row/);
});

test('unusedParameter: a layer that forward() leaves out, and one that is frozen', () => {
  class Forgetful extends nn.Module {
    used = new nn.Linear(4, 2);
    forgotten = new nn.Linear(2, 2);
    forward(x: Tensor): Tensor {
      return this.used.forward(x);
    }
  }
  const found = only('unusedParameter', () => train({ model: new Forgetful() }), healthyTraining);
  expect(found.cause).toMatch(
    /^the optimizer has made \d+ steps without a gradient for forgotten.weight: the loss does not depend on it$/,
  );
  const frozen = () => {
    const model = layers(() => new nn.ReLU(), 2);
    for (const parameter of [...model.parameters()].slice(0, 2)) parameter.requiresGrad_(false);
    train({ model });
  };
  expect(findings(frozen, ['unusedParameter'])[0].cause).toMatch(/it is frozen \(requiresGrad is false\)$/);
});

test('updateRatio: a learning rate that turns a weight into another one in a step', () => {
  const { cause, phase, label } = only(
    'updateRatio',
    () => train({ model: layers(() => new nn.ReLU(), 2), lr: 50, steps: 200, loss: (o) => o.sin().mean() }),
    healthyTraining,
  );
  expect({ phase, label }).toEqual({ phase: 'optimizer', label: expect.stringMatching(/^sgd \d.weight$/) });
  expect(cause).toMatch(
    /^sgd with the learning rate 50 changes \d.weight by \S+ times its norm in one step, more than/,
  );
});

describe('losses', () => {
  const values = (losses: readonly number[]) => () => {
    const w = tensor([1.5], { requiresGrad: true });
    for (const value of losses) w.mul(0).add(value).sum().backward();
  };
  const falling = Array.from({ length: 60 }, (_, step) => 2 * 0.95 ** step + 0.1 * Math.sin(step));

  test('lossPlateau: a loss that stays where it began', () => {
    const noisy = falling.map((_, step) => 2 + 0.05 * Math.sin(7 * step));
    const found = only('lossPlateau', values(noisy), values(falling));
    expect(found.cause).toMatch(/^the loss has not fallen for 40 passes: it was 2 and is 2/);
    expect(findings(values(noisy), ['lossPlateau'], { lossPlateau: 200 })).toEqual([]);
  });

  test('lossPlateau: crossEntropy of probabilities says so at once, with the least that it can reach', () => {
    const loss = (output: Tensor, y: Tensor) => F.crossEntropy(output.softmax(1), y);
    const y = randint(0, 2, [32]);
    const found = only(
      'lossPlateau',
      () => train({ model: new nn.Linear(4, 2), loss, y, steps: 1 }),
      () => train({ model: new nn.Linear(4, 2), loss: F.crossEntropy, y, steps: 10 }),
    );
    expect(found.cause).toBe(
      'crossEntropy is given what softmax made, and applies softmax itself: of 2 classes the loss cannot fall below 0.313',
    );
    expect(found.remedy).toBe('give it the logits: leave out the softmax');
  });

  test('lossSpike: a loss that jumps, at the op that made it', () => {
    const jumping = [...falling.slice(0, 10), 9, ...falling.slice(10)];
    const found = only('lossSpike', values(jumping), values(falling));
    expect(found.cause).toMatch(/^the loss is 9, \S+ times the median of the last 10/);
    expect(found).toMatchObject({ role: 'loss', label: 'sum backward', count: 1 });
    expect(findings(values(jumping), ['lossSpike'], { lossSpike: 10 })).toEqual([]);
  });
});

describe('dtypeDowncast', () => {
  const casts: [string, () => void, RegExp][] = [
    [
      'fractions cut off',
      () => rand([20]).to('int64'),
      /^to from float32 to int64 cuts off 100 % of the norm/,
    ],
    [
      'numbers too large for 16 bits',
      () => tensor([1e5, 1.5]).half(),
      /makes 1 of 2 elements infinite: they go up to 1.0e5/,
    ],
    [
      'numbers too small for 16 bits',
      () => rand([8]).mul(1e-9).half(),
      /makes 0 of 8 of 8 elements: they are too small/,
    ],
    [
      'a write into integers',
      () => tensor([0, 0, 0]).copy_(tensor([0.2, 0.7, 0.4])),
      /^copy_ from float32 to int64 cuts off 100 %/,
    ],
  ];
  test.each(casts)('%s', (_, program, cause) => {
    const [found] = findings(program, ['dtypeDowncast']);
    expect(found.cause).toMatch(cause);
  });

  test('whole numbers, pixels, masks and answers of comparisons lose nothing', () => {
    const harmless = () => {
      randint(0, 9, [20]).float().to('int64');
      rand([64]).mul(255).to('uint8');
      rand([8]).mul(3).half();
      rand([8]).greater(0.5).float().to('bool');
      tensor([0, -1e9, 0]).half();
      rand([8]).double().float();
    };
    expect(findings(harmless, ['dtypeDowncast'])).toEqual([]);
  });
});

describe('poorInit', () => {
  const classes = 10;
  const y = () => randint(0, classes, [32]);
  const classifier = (scale: number) => {
    const model = new nn.Sequential(new nn.Linear(4, 16), new nn.ReLU(), new nn.Linear(16, classes));
    for (const parameter of model.parameters()) parameter.requiresGrad_(false).mul_(scale).requiresGrad_();
    return model;
  };
  const once = (model: nn.Module & { forward(x: Tensor): Tensor }, x = randn([32, 4])) =>
    train({ model, x, y: y(), loss: F.crossEntropy, steps: 1 });

  test('a first loss far above guessing', () => {
    const found = only(
      'poorInit',
      () => once(classifier(12)),
      () => once(classifier(1)),
    );
    expect(found.cause).toMatch(
      /^the first loss is \S+, where guessing among 10 classes gives 2.3: the logits go from/,
    );
  });

  test('inputs that are not scaled', () => {
    const found = findings(() => once(classifier(1), rand([32, 4]).mul(2550)), ['poorInit']);
    expect(found[0].cause).toMatch(/as the inputs are not scaled \(root mean square 1\d{3}\)$/);
    expect(found[0].remedy).toMatch(/divide pixels by 255/);
  });

  test('activations that grow with depth', () => {
    const deep = () => {
      const sizes = Array.from({ length: 8 }, () => new nn.Linear(32, 32));
      for (const { weight } of sizes) weight.requiresGrad_(false).normal_(0, 1).requiresGrad_();
      const model = new nn.Sequential(...sizes);
      model
        .forward(randn([8, 32]))
        .mean()
        .backward();
    };
    expect(findings(deep, ['poorInit'])[0].cause).toMatch(
      /^before training, the activations have grown to \S+ times/,
    );
  });

  test('units that are all alike; a last layer of zeros is not', () => {
    const alike = () => {
      const model = classifier(1);
      for (const parameter of model.parameters()) parameter.requiresGrad_(false).fill_(0.1).requiresGrad_();
      once(model);
    };
    const [found] = findings(alike, ['poorInit']);
    expect(found.cause).toMatch(
      /^all weights of 0.weight begin at 0.1, and all its units get the same gradient/,
    );
    const lastOfZeros = () => {
      const model = classifier(1);
      const [, , last] = [...model.parameters()];
      last.requiresGrad_(false).zero_().requiresGrad_();
      once(model);
    };
    expect(findings(lastOfZeros, ['poorInit'])).toEqual([]);
  });
});
