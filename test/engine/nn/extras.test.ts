import { F, manualSeed, nn, noGrad, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, floats } from './golden';
import { testModules } from './modules';

/** A module that calls a function. */
class Called extends nn.Module {
  constructor(readonly call: (...inputs: Tensor[]) => unknown) {
    super();
  }
  forward(...inputs: Tensor[]): unknown {
    return this.call(...inputs);
  }
}

class Inner extends nn.Module {
  constructor(readonly inner: nn.Linear) {
    super();
  }
  forward(x: Tensor): Tensor {
    return this.inner.forward(x);
  }
}

class LogProb extends nn.Module {
  readonly inner: nn.AdaptiveLogSoftmaxWithLoss;
  constructor(inputs: number, classes: number, cutoffs: number[]) {
    super();
    this.inner = new nn.AdaptiveLogSoftmaxWithLoss(inputs, classes, cutoffs);
  }
  forward(x: Tensor): Tensor {
    return this.inner.logProb(x);
  }
}

const { parametrizations, parametrize } = nn.utils;

describe('PyTorch has the same', () =>
  testModules('extras', {
    CTC: (options: F.CTCOptions, inputLengths: number[], targetLengths: number[]) => {
      const loss = new nn.CTCLoss(options);
      return new Called((logits, targets) =>
        loss.forward(logits.logSoftmax(-1), targets, inputLengths, targetLengths),
      );
    },
    LogProb: (inputs: number, classes: number, cutoffs: number[]) => new LogProb(inputs, classes, cutoffs),
    WeightNorm: (options: { dim?: number | null }) =>
      new Inner(parametrizations.weightNorm(new nn.Linear(4, 3), 'weight', options)),
    SpectralNorm: (options: object) =>
      new Inner(parametrizations.spectralNorm(new nn.Linear(4, 3), 'weight', options)),
    Pdist: (p: number) => new Called((x) => F.pdist(x, p)),
  }));

describe('a parametrized weight', () => {
  const x = floats([[1, 2]]);

  test('is what it was, until its originals change', () => {
    manualSeed(3);
    const layer = new nn.Linear(2, 3);
    const before = layer.weight.detach().clone();
    parametrizations.weightNorm(layer);
    expectClose(layer.weight.detach(), before);
    expect(layer.namedParameters().map(([name]) => name)).toEqual([
      'bias',
      'parametrizations.weight.original0',
      'parametrizations.weight.original1',
    ]);
    noGrad(() => layer.getParameter('parametrizations.weight.original0').mul_(2));
    expectClose(layer.weight.detach(), before.mul(2));
    layer.weight = new nn.Parameter(before.mul(3));
    expectClose(layer.weight.detach(), before.mul(3));
    expect(layer.forward(x).requiresGrad).toBe(true);
  });

  test('has a largest singular value of 1 after spectralNorm', () => {
    manualSeed(4);
    const layer = parametrizations.spectralNorm(new nn.Linear(5, 4));
    for (let i = 0; i < 20; i++) layer.forward(floats([[1, 2, 3, 4, 5]]));
    layer.eval();
    const weight = layer.weight.detach();
    let vector = nn.init.normal_(floats([0, 0, 0, 0, 0]));
    for (let i = 0; i < 200; i++) vector = F.normalize(weight.t().matmul(weight.matmul(vector)), { dim: 0 });
    expect(weight.matmul(vector).norm().item()).toBeCloseTo(1, 4);
  });

  test('can be copied, saved and read back', () => {
    const layer = parametrizations.weightNorm(new nn.Linear(2, 3));
    const copy = nn.copyModule(layer);
    noGrad(() => layer.getParameter('parametrizations.weight.original0').mul_(2));
    expectClose(copy.forward(x).sub(copy.bias!).mul(2), layer.forward(x).sub(layer.bias!));
    copy.loadStateDict(layer.stateDict());
    expectClose(copy.forward(x), layer.forward(x));
  });

  test('can be a plain parameter again', () => {
    const layer = parametrizations.weightNorm(new nn.Linear(2, 3));
    expect([parametrize.isParametrized(layer), parametrize.isParametrized(layer, 'bias')]).toEqual([
      true,
      false,
    ]);
    noGrad(() => layer.getParameter('parametrizations.weight.original0').mul_(2));
    const weight = layer.weight.detach();
    parametrize.removeParametrizations(layer, 'weight');
    expectClose(layer.weight.detach(), weight);
    expect(layer.weight).toBeInstanceOf(nn.Parameter);
    expect(Object.keys(layer.stateDict())).toEqual(['bias', 'weight']);
    expect(parametrize.isParametrized(layer)).toBe(false);
  });

  test('can have several, one after the other, and its original back', () => {
    class Symmetric extends nn.Module {
      forward(w: Tensor): Tensor {
        return w.triu().add(w.triu(1).t());
      }
    }
    class Doubled extends nn.Module {
      forward(w: Tensor): Tensor {
        return w.mul(2);
      }
    }
    const layer = new nn.Linear(2, 2);
    layer.loadStateDict({
      weight: floats([
        [1, 2],
        [3, 4],
      ]),
      bias: floats([0, 0]),
    });
    parametrize.registerParametrization(layer, 'weight', new Symmetric());
    parametrize.registerParametrization(layer, 'weight', new Doubled());
    expect(layer.weight.tolist()).toEqual([
      [2, 4],
      [4, 8],
    ]);
    parametrize.removeParametrizations(layer, 'weight', { leaveParametrized: false });
    expect(layer.weight.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });
});

describe('weightNorm of utils', () => {
  test('gives the module the parameters weightG and weightV', () => {
    const layer = new nn.Linear(2, 3);
    const x = floats([[1, 2]]);
    const before = layer.forward(x).detach();
    expect(nn.utils.weightNorm(layer)).toBe(layer);
    expectClose(layer.forward(x), before);
    expect(Object.keys(layer.stateDict())).toEqual(['bias', 'weightG', 'weightV']);
    const copy = nn.copyModule(layer);
    layer.forward(x).sum().backward();
    expect(layer.getParameter('weightG').grad!.shape).toEqual([3, 1]);
    noGrad(() => layer.getParameter('weightG').mul_(2));
    expectClose(layer.forward(x).sub(layer.bias!), before.sub(layer.bias!).mul(2));
    expectClose(copy.forward(x), before);
    nn.utils.removeWeightNorm(layer);
    expect(Object.keys(layer.stateDict())).toEqual(['bias', 'weight']);
    expectClose(layer.forward(x).sub(layer.bias!), before.sub(layer.bias!).mul(2));
    expect(() => nn.utils.removeWeightNorm(layer)).toThrow(
      'removeWeightNorm: the weight is not normalised — Linear.weight — call weightNorm before',
    );
  });
});

describe('a normalisation taken into the layer before it', () => {
  /** With statistics, weights and biases of their own. */
  function moved<M extends nn.Module>(module: M): M {
    const values = [...module.parameters(), ...module.buffers()].filter((each) => each.isFloatingPoint());
    for (const value of values) nn.init.uniform_(value, 0.5, 1.5);
    return module.eval();
  }

  test('gives the same for evaluation', () => {
    manualSeed(6);
    const [linear, norm] = [moved(new nn.Linear(3, 4)), moved(new nn.BatchNorm1d(4))];
    const x = nn.init.normal_(floats(0).expand([5, 3]).clone());
    expectClose(nn.utils.fuseLinearBnEval(linear, norm).forward(x), norm.forward(linear.forward(x)));
    const image = nn.init.normal_(floats(0).expand([2, 3, 5, 5]).clone());
    const plane = moved(new nn.BatchNorm2d(4, { affine: false }));
    const conv = moved(new nn.Conv2d(3, 4, 3, { bias: false }));
    expectClose(nn.utils.fuseConvBnEval(conv, plane).forward(image), plane.forward(conv.forward(image)));
    const up = moved(new nn.ConvTranspose2d(3, 4, 2));
    const fused = nn.utils.fuseConvBnEval(up, plane, { transpose: true });
    expectClose(fused.forward(image), plane.forward(up.forward(image)));
    expect(() => nn.utils.fuseLinearBnEval(linear.train(), norm)).toThrow(
      'fuseLinearBnEval: a layer is in training — Linear — call eval()',
    );
  });
});

test('an impossible target has an infinite loss', () => {
  const logProbs = floats(Math.log(0.5)).expand([2, 1, 2]);
  const loss = (zeroInfinity: boolean) =>
    F.ctcLoss(logProbs, tensor([[1, 1]]), [2], [2], { zeroInfinity, reduction: 'sum' }).item();
  expect([loss(false), loss(true)]).toEqual([Infinity, 0]);
});

test('AdaptiveLogSoftmaxWithLoss predicts the likeliest class', () => {
  manualSeed(5);
  const layer = new nn.AdaptiveLogSoftmaxWithLoss(6, 9, [2, 5], { divValue: 2 });
  const x = nn.init.normal_(floats(0).expand([50, 6]).clone());
  const all = layer.logProb(x);
  expectClose(all.exp().sum(1), floats(1).expand([50]));
  expect(layer.predict(x).tolist()).toEqual(all.argmax(1).tolist());
});

describe('parameters in containers', () => {
  test('are the owner’s, by their places', () => {
    class Net extends nn.Module {
      list = new nn.ParameterList([floats([1]), new nn.Parameter(floats([2]))]);
      dict = new nn.ParameterDict({ left: floats([3]) });
      forward(x: Tensor): Tensor {
        return [...this.list].reduce((sum, each) => sum.mul(each), x).add(this.dict.get('left'));
      }
    }
    const net = new Net();
    expect(net.namedParameters().map(([name]) => name)).toEqual(['list.0', 'list.1', 'dict.left']);
    expect(net.forward(floats([5])).tolist()).toEqual([13]);
    net.list.append(floats([7])).extend([floats([8])]);
    expect([net.list.length, net.list.at(-1).item(), net.list.at(0).item()]).toEqual([4, 8, 1]);
    net.dict.update({ left: floats([9]), right: floats([4]) });
    expect(net.dict.entries().map(([name, each]) => [name, each.item()])).toEqual([
      ['left', 9],
      ['right', 4],
    ]);
    expect([net.dict.delete('left'), net.dict.delete('left'), net.dict.keys()]).toEqual([
      true,
      false,
      ['right'],
    ]);
    expect(String(net.list)).toContain('(0): float32 [1], (1): float32 [1]');
  });
});

describe('they say what they cannot use', () => {
  const steps = floats(0).expand([4, 2, 3]);
  const refused: [() => unknown, string][] = [
    [
      () => F.ctcLoss(steps, tensor([[1], [1]]), [4], [1, 1]),
      'ctcLoss: there is not one length for each sequence — logProbs [4, 2, 3], 1 input and 2 target lengths — give logProbs [T, N, C] and N lengths',
    ],
    [
      () => F.ctcLoss(steps, tensor([[1], [1]]), [4, 4], [1, 1], { blank: 3 }),
      'ctcLoss: blank is no class — 3, of 3 classes — give one of them',
    ],
    [
      () => F.ctcLoss(steps, tensor([[1], [1]]), [4, 5], [1, 1]),
      'ctcLoss: an input length is out of range — 5, of 4 steps — give at most the steps',
    ],
    [
      () => F.ctcLoss(steps, tensor([1, 1, 1]), [4, 4], [1, 1]),
      'ctcLoss: the targets do not fit their lengths — targets [3], lengths [1, 1]',
    ],
    [
      () => new nn.AdaptiveLogSoftmaxWithLoss(4, 5, [3, 2]),
      'AdaptiveLogSoftmaxWithLoss: the cutoffs do not rise — [3, 2], 5 classes',
    ],
    [
      () => new nn.AdaptiveLogSoftmaxWithLoss(3, 5, [2]).forward(floats([[1, 2, 3]]), tensor([5])),
      'AdaptiveLogSoftmaxWithLoss: a target is no class — 5, of 5 classes — give 0 to 4',
    ],
    [
      () => new nn.LocalResponseNorm(2).forward(floats([[1]])),
      'localResponseNorm: the input has no channels',
    ],
    [() => F.pdist(floats([1])), 'pdist: the input is no matrix — [1] — give [N, D]'],
    [() => new nn.ParameterList().at(0), 'ParameterList.at: 0 is out of range — it holds 0'],
    [() => new nn.ParameterDict().get('w'), 'ParameterDict: there is no "w"'],
    [
      () => parametrizations.spectralNorm(new nn.Linear(2, 2), 'wait'),
      'spectralNorm: there is no such parameter — Linear.wait — look at namedParameters()',
    ],
    [
      () => parametrize.removeParametrizations(new nn.Linear(2, 2), 'weight'),
      'removeParametrizations: the tensor is not parametrized — Linear.weight',
    ],
    [
      () => new nn.LSTM(3, 4, { projSize: 4 }),
      'LSTM: projSize is not below hiddenSize — projSize 4, hiddenSize 4 — give a smaller one, or 0',
    ],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
