import { F, nn, optim, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, expectNumbers, floats, golden, type Packed, unpack } from '../nn/golden';

interface Trajectory {
  readonly name: string;
  readonly options: object;
  readonly bias: object | null;
  readonly dtype: Packed['dtype'];
  readonly start: { readonly weight: Packed; readonly bias: Packed };
  readonly x: Packed;
  readonly y: Packed;
  readonly after: Readonly<Record<string, { weight: number[]; bias: number[] }>>;
  readonly losses: readonly number[];
  readonly state: Readonly<Record<'weight' | 'bias', Readonly<Record<string, Packed>>>>;
}
type Group = { params: Tensor[] };
type Make = new (params: Tensor[] | Group[], options: object) => optim.Optimizer<object>;

function regression({ start, dtype }: Trajectory): nn.Linear {
  const model = new nn.Linear(4, 3, { dtype: dtype as Tensor['dtype'] });
  model.loadStateDict({ weight: unpack(start.weight), bias: unpack(start.bias) });
  return model;
}

function optimizerOf(row: Trajectory, { weight, bias }: nn.Linear) {
  const groups = row.bias ? [{ params: [weight] }, { params: [bias!], ...row.bias }] : [weight, bias!];
  return new (optim as unknown as Record<string, Make>)[row.name](groups as Group[], row.options);
}

function trainStep(row: Trajectory, model: nn.Linear, optimizer: optim.Optimizer<object>): number {
  const closure = () => {
    optimizer.zeroGrad();
    const loss = F.mseLoss(model.forward(unpack(row.x)), unpack(row.y));
    loss.backward();
    return loss;
  };
  if (optimizer instanceof optim.LBFGS) return optimizer.step(closure).item();
  const loss = closure();
  optimizer.step();
  return loss.item();
}

const flat = (values: Tensor) => Array.from(values.detach().data() as ArrayLike<number>);
const rows = ['optimizers', 'more-optimizers'].flatMap((file) => golden<Trajectory[]>(file));

describe('twenty steps go where PyTorch’s go', () => {
  for (const row of rows) {
    const second = row.bias ? ` and ${JSON.stringify(row.bias)}` : '';
    test(`${row.name}(${JSON.stringify(row.options)}${second}) in ${row.dtype}`, () => {
      const model = regression(row);
      const optimizer = optimizerOf(row, model);
      const losses: number[] = [];
      for (let step = 1; step <= 20; step++) {
        losses.push(trainStep(row, model, optimizer));
        const after = row.after[step];
        if (!after) continue;
        expectNumbers(flat(model.weight), after.weight, row.dtype, `weight after step ${step}`);
        expectNumbers(flat(model.bias!), after.bias, row.dtype, `bias after step ${step}`);
      }
      expectNumbers(losses, row.losses, row.dtype, 'loss');
      for (const key of ['weight', 'bias'] as const) {
        if (row.name === 'LBFGS') continue;
        const state = Object.entries({ ...optimizer.state.get(model[key]!) }).filter(
          ([, value]) => typeof value !== 'number',
        );
        expect(state.map(([slot]) => slot)).toEqual(Object.keys(row.state[key]));
        for (const [slot, value] of state) {
          expectClose(value as Tensor, row.state[key][slot], `${slot} of ${key}`);
        }
      }
    });
  }
});

describe('a saved state', () => {
  for (const row of rows.filter(({ dtype }) => dtype === 'float64')) {
    test(`continues ${row.name}(${JSON.stringify(row.options)}) bit for bit`, () => {
      const model = regression(row);
      const optimizer = optimizerOf(row, model);
      for (let step = 0; step < 5; step++) trainStep(row, model, optimizer);

      const other = new nn.Linear(4, 3, { dtype: 'float64' });
      other.loadStateDict(model.stateDict());
      const restored = optimizerOf({ ...row, options: { ...row.options, lr: 9 } }, other);
      restored.loadStateDict(optimizer.stateDict() as never);
      for (let step = 0; step < 5; step++) {
        trainStep(row, model, optimizer);
        trainStep(row, other, restored);
      }
      expect(flat(other.weight)).toEqual(flat(model.weight));
      expect(flat(other.bias!)).toEqual(flat(model.bias!));
    });
  }

  test('counts parameters through the groups, as PyTorch does', () => {
    const [a, b] = [new nn.Parameter(floats([1])), new nn.Parameter(floats([2]))];
    const optimizer = new optim.SGD([{ params: [a] }, { params: [b], lr: 0.5 }], { lr: 0.1, momentum: 0.9 });
    b.grad = floats([1]);
    optimizer.step();
    const { state, paramGroups } = optimizer.stateDict();
    expect(Object.keys(state)).toEqual(['1']);
    expect(paramGroups.map(({ params, lr }) => ({ params, lr }))).toEqual([
      { params: [0], lr: 0.1 },
      { params: [1], lr: 0.5 },
    ]);
  });

  test('of other groups or shapes is refused, and changes nothing', () => {
    const a = new nn.Parameter(floats([1, 2]));
    const b = new nn.Parameter(floats([1]));
    const [one, two] = [new optim.Adam([a, b]), new optim.Adam([a], { lr: 0.5 })];
    expect(() => two.loadStateDict(one.stateDict())).toThrow(
      'loadStateDict: the parameter groups differ — groups of [2] parameters in the state, of [1] here',
    );
    const narrow = new optim.Adam([b]);
    b.grad = floats([1]);
    narrow.step();
    expect(() => two.loadStateDict(narrow.stateDict())).toThrow(
      'loadStateDict: the shapes of expAvg and of parameter 0 differ — [1] and [2]',
    );
    expect(two.paramGroups[0].lr).toBe(0.5);
  });
});

describe('step', () => {
  test('leaves parameters without a gradient alone', () => {
    const [a, b] = [new nn.Parameter(floats([1])), new nn.Parameter(floats([2]))];
    const optimizer = new optim.Adam([a, b], { lr: 0.1 });
    a.grad = floats([1]);
    optimizer.step();
    expect(b.tolist()).toEqual([2]);
    expect(optimizer.state.has(b)).toBe(false);
    expect(a.item()).toBeCloseTo(0.9, 6);
  });

  test('updates in place, so that a later backward over the old values is an error', () => {
    const a = new nn.Parameter(floats([3]));
    const optimizer = new optim.SGD([a], { lr: 0.1 });
    const loss = a.mul(a).sum();
    loss.backward(null, { retainGraph: true });
    optimizer.step();
    expect(a.item()).toBeCloseTo(2.4, 6);
    expect(() => loss.backward()).toThrow(/modified by an in-?place operation/);
  });

  test('takes a closure that computes the loss again', () => {
    const a = new nn.Parameter(floats([1]));
    const optimizer = new optim.SGD([a], { lr: 0.5 });
    const loss = optimizer.step(() => {
      optimizer.zeroGrad();
      const value = a.mul(3).sum();
      value.backward();
      return value;
    });
    expect(loss.item()).toBe(3);
    expect(a.item()).toBe(-0.5);
  });

  test('uses the rate that a group has now', () => {
    const a = new nn.Parameter(floats([1]));
    const optimizer = new optim.SGD([a], { lr: 0.5 });
    optimizer.paramGroups[0].lr = 0;
    a.grad = floats([1]);
    optimizer.step();
    expect(a.item()).toBe(1);
  });

  test('takes gradients that are not contiguous', () => {
    const a = new nn.Parameter(
      floats([
        [0, 0],
        [0, 0],
      ]),
    );
    a.grad = floats([
      [1, 2],
      [3, 4],
    ]).transpose(0, 1);
    new optim.SGD([a], { lr: 1 }).step();
    expect(a.tolist()).toEqual([
      [-1, -3],
      [-2, -4],
    ]);
    const b = new nn.Parameter(
      floats([
        [0, 0],
        [0, 0],
      ]),
    );
    b.grad = floats([2]).expand([2, 2]);
    new optim.Adam([b], { lr: 1, eps: 0 }).step();
    expect(b.tolist()).toEqual([
      [-1, -1],
      [-1, -1],
    ]);
  });
});

describe('parameter groups', () => {
  test('have the defaults where they say nothing', () => {
    const [a, b] = [new nn.Parameter(floats([1])), new nn.Parameter(floats([2]))];
    const optimizer = new optim.Adam([{ params: [a], lr: 0.5 }, { params: b }]);
    expect(optimizer.paramGroups.map(({ lr, betas, eps }) => ({ lr, betas, eps }))).toEqual([
      { lr: 0.5, betas: [0.9, 0.999], eps: 1e-8 },
      { lr: 0.001, betas: [0.9, 0.999], eps: 1e-8 },
    ]);
    expect(new optim.AdamW([a]).defaults.weightDecay).toBe(0.01);
    expect(new optim.SGD([a]).defaults.lr).toBe(0.001);
  });

  test('can be added while training', () => {
    const [a, b] = [new nn.Parameter(floats([1])), new nn.Parameter(floats([2]))];
    const optimizer = new optim.SGD([a], { lr: 1 });
    optimizer.addParamGroup({ params: [b], lr: 0.5 });
    b.grad = floats([1]);
    optimizer.step();
    expect(b.item()).toBe(1.5);
    expect(() => optimizer.addParamGroup({ params: [a] })).toThrow('SGD: a parameter is there twice');
  });

  test('zeroGrad drops the gradients, or sets them to 0', () => {
    const a = new nn.Parameter(floats([1]));
    const optimizer = new optim.SGD([a]);
    a.grad = floats([1]);
    optimizer.zeroGrad({ setToNone: false });
    expect(a.grad!.tolist()).toEqual([0]);
    optimizer.zeroGrad();
    expect(a.grad).toBeNull();
  });
});

describe('what an optimizer refuses', () => {
  const a = new nn.Parameter(floats([1]));
  const refused: [string, () => unknown, string][] = [
    ['no parameters', () => new optim.SGD([]), 'SGD: there are no parameters — the list is empty'],
    [
      'a tensor that is not in an array',
      () => new optim.SGD(a as never),
      'SGD: parameters are to be in an array — Parameter was given',
    ],
    [
      'the model itself',
      () => new optim.Adam(new nn.Linear(1, 1) as never),
      'Adam: parameters are to be in an array — Linear was given',
    ],
    [
      'what is no tensor',
      () => new optim.Adam([{ params: [1 as never] }]),
      'Adam: only tensors can be optimized — Number is among the parameters',
    ],
    [
      'the result of an op',
      () => new optim.Adam([a.mul(2)]),
      'Adam: only leaves can be optimized — a tensor of shape [1] is the result of an op',
    ],
    [
      'a parameter twice',
      () => new optim.Adam([a, a]),
      'Adam: a parameter is there twice — a tensor of shape [1]',
    ],
    ['a negative rate', () => new optim.SGD([a], { lr: -1 }), 'SGD: invalid lr — -1 — give a number from 0'],
    ['no rate', () => new optim.Adam([a], { lr: Number.NaN }), 'Adam: invalid lr — NaN'],
    ['a negative momentum', () => new optim.SGD([a], { momentum: -1 }), 'SGD: invalid momentum — -1'],
    ['a negative decay', () => new optim.AdamW([a], { weightDecay: -1 }), 'AdamW: invalid weightDecay — -1'],
    [
      'a beta of 1',
      () => new optim.Adam([a], { betas: [0.9, 1] }),
      'Adam: invalid betas[1] — 1 — give a number from 0 to below 1',
    ],
    ['a negative epsilon', () => new optim.Adam([a], { eps: -1 }), 'Adam: invalid eps — -1'],
    [
      'Nesterov without momentum',
      () => new optim.SGD([a], { nesterov: true }),
      'SGD: nesterov needs a momentum above 0 and no dampening — momentum 0, dampening 0',
    ],
  ];
  for (const [what, make, message] of refused) {
    test(what, () => expect(make).toThrow(message));
  }
});
