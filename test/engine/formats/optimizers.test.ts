import { formats, nn, optim, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { file } from './expected';

interface Case {
  readonly optimizer: keyof typeof constructors;
  readonly model: Record<string, Tensor>;
  readonly state: { readonly [key: string]: formats.PtValue };
  readonly after: Record<string, Tensor>;
}
const { SGD, Adam, AdamW, RMSprop, Adagrad, Adadelta, Adamax, NAdam, RAdam, ASGD, Rprop, Adafactor, LBFGS } =
  optim;
const constructors = {
  SGD,
  Adam,
  AdamW,
  RMSprop,
  Adagrad,
  Adadelta,
  Adamax,
  NAdam,
  RAdam,
  ASGD,
  Rprop,
  Adafactor,
  LBFGS,
};
const golden = formats.loadPt<{ x: Tensor; y: Tensor; cases: Record<string, Case> }>(file('optimizers.pt'));

/** Options are the defaults: those of the state count. */
function resumed({ optimizer: name, model: weights, state }: Case) {
  const model = new nn.Linear(3, 2);
  model.loadStateDict(weights);
  const groups = state.param_groups as { params: number[] }[];
  const params =
    groups.length === 1
      ? [{ params: [...model.parameters()] }]
      : [{ params: [model.bias as Tensor] }, { params: [model.weight as Tensor] }];
  const optimizer = new constructors[name](params) as optim.Optimizer<object>;
  optimizer.loadStateDict(formats.optimizerState(state));
  return { model, optimizer };
}

describe('the state of an optimizer of PyTorch goes on as it would there', () => {
  test.each(Object.keys(golden.cases))('%s', (name) => {
    const one = golden.cases[name];
    const { model, optimizer } = resumed(one);
    const closure = () => {
      optimizer.zeroGrad();
      const loss = model.forward(golden.x).sub(golden.y).square().sum();
      loss.backward();
      return loss;
    };
    for (let step = 0; step < 3; step++) optimizer.step(closure);
    for (const [key, wanted] of Object.entries(one.after)) {
      const made = model.stateDict()[key].tolist() as number[];
      expect([made].flat(3)).not.toEqual([one.model[key].tolist()].flat(3));
      const difference = model.stateDict()[key].sub(wanted).abs().max().item();
      expect(difference).toBeLessThan(1e-5);
    }
  });

  test('with its groups, their schedule and its steps', () => {
    const { optimizer } = resumed(golden.cases['two groups and a schedule']);
    expect(optimizer.paramGroups).toMatchObject([
      { lr: 0.5, initialLr: 0.5, betas: [0.9, 0.999] },
      { lr: 0.02, initialLr: 0.02, decoupledWeightDecay: false },
    ]);
    expect(Object.keys(optimizer.paramGroups[0])).not.toContain('foreach');
    expect([...optimizer.state.values()].map(({ step }) => step)).toEqual([3, 3]);
  });

  test.each([
    ['a number', 3, 'this is no dict — "3"'],
    ['a model', { weight: 1, bias: 2 }, 'this is no state of an optimizer — it has weight, bias'],
    ['groups without params', { state: {}, param_groups: [{ lr: 1 }] }, 'a group has no params — Object'],
    [
      'a state that is none',
      { state: { 0: [] }, param_groups: [] },
      'the state of parameter 0 is no dict — Array',
    ],
    [
      'a step that is none',
      { state: { 0: { step: 'x' } }, param_groups: [] },
      'a number of the state is none — "x"',
    ],
  ])('but not %s', (_, saved, message) => {
    expect(() => formats.optimizerState(saved as formats.PtValue)).toThrow(
      `formats.optimizerState: ${message}`,
    );
  });
});
