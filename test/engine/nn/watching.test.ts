import { F, nn, optim, type Tensor } from 'backstep';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { stopAtOp } from '../../../engine/history/stop';
import { floats } from './golden';

vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: vi.fn((event: OpEvent) => event),
}));

beforeEach(() => {
  vi.mocked(stopAtOp).mockClear();
  flags[Flag.DEPTH] = 0;
});
afterEach(() => {
  flags[Flag.WATCH] = 0;
});

function watched(fn: () => void): OpEvent[] {
  flags[Flag.WATCH] = Watch.STOP;
  fn();
  flags[Flag.WATCH] = 0;
  return vi.mocked(stopAtOp).mock.calls.map(([event]) => event);
}

class Block extends nn.Module {
  fc1 = new nn.Linear(2, 3);
  forward(x: Tensor): Tensor {
    return this.fc1.forward(x).relu();
  }
}
class Net extends nn.Module {
  blocks = new nn.ModuleList([new Block()]);
  head = new nn.Linear(3, 2, { bias: false });
  forward(x: Tensor): Tensor {
    return F.softmax(this.head.forward(this.blocks[0].forward(x)), 1);
  }
}

test('each op says which module ran it, from the first forward on', () => {
  const model = new Net();
  const x = floats([[1, 2]]);
  const events = watched(() => model.forward(x));
  expect(events.map(({ label, module, depth }) => [label, module, depth])).toEqual([
    ['linear', 'blocks.0.fc1', 0],
    ['relu', 'blocks.0', 0],
    ['linear', 'head', 0],
    ['softmax', '', 0],
  ]);
});

test('a module that is put in later has its path too, and one that is in no field its surroundings’', () => {
  const model = new Net();
  model.forward(floats([[1, 2]]));
  model.blocks.append(new Block());
  model.blocks[1].fc1 = new nn.Linear(3, 3);
  const forward = model.forward;
  model.forward = (x) =>
    new nn.ReLU().forward(
      model.blocks[1].forward(
        forward.call(model, x).matmul(
          floats([
            [1, 0, 0],
            [0, 1, 0],
          ]),
        ),
      ),
    );
  model.parameters();
  const events = watched(() => model.forward(floats([[1, 2]])));
  expect(events.slice(-3).map(({ label, module }) => [label, module])).toEqual([
    ['linear', 'blocks.1.fc1'],
    ['relu', 'blocks.1'],
    ['relu', ''],
  ]);
});

const optimizers: [string, (parameters: nn.Parameter[]) => { step(): void }, string[], object][] = [
  [
    'sgd',
    (parameters) => new optim.SGD(parameters, { lr: 0.1 }),
    [],
    { lr: 0.1, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false },
  ],
  [
    'sgd',
    (parameters) => new optim.SGD(parameters, { lr: 0.1, momentum: 0.9 }),
    ['momentumBuffer'],
    { momentum: 0.9 },
  ],
  [
    'adam',
    (parameters) => new optim.Adam(parameters, { lr: 0.1 }),
    ['expAvg', 'expAvgSq'],
    { lr: 0.1, betas: [0.9, 0.999], eps: 1e-8, weightDecay: 0, amsgrad: false, maximize: false, step: 1 },
  ],
  [
    'adamW',
    (parameters) => new optim.AdamW(parameters),
    ['expAvg', 'expAvgSq'],
    { weightDecay: 0.01, step: 1 },
  ],
  [
    'adam',
    (parameters) => new optim.Adam(parameters, { amsgrad: true }),
    ['expAvg', 'expAvgSq', 'maxExpAvgSq'],
    { amsgrad: true },
  ],
];
for (const [op, make, state, attributes] of optimizers) {
  test(`a step of ${op} is one op a parameter${state.length ? `, which shows ${state.join(' and ')}` : ''}`, () => {
    const model = new Net();
    model
      .forward(floats([[1, 2]]))
      .sum()
      .backward();
    const optimizer = make(model.parameters());
    const versions = model.parameters().map(({ version }) => version);
    const events = watched(() => optimizer.step());
    expect(events.map(({ label, phase, depth }) => [label, phase, depth])).toEqual([
      [`${op} blocks.0.fc1.weight`, 'optimizer', 0],
      [`${op} blocks.0.fc1.bias`, 'optimizer', 0],
      [`${op} head.weight`, 'optimizer', 0],
    ]);
    const [{ op: name, inputs, outputs, attributes: told }] = events;
    expect(name).toBe(op);
    expect(inputs.map((input) => input.name)).toEqual(['parameter', 'grad', ...state]);
    expect(inputs[0].tensor).toBe(model.blocks[0].fc1.weight);
    expect(inputs[1].tensor.shape).toEqual([3, 2]);
    expect(outputs.map((output) => output.name)).toEqual(['parameter', ...state]);
    expect(told).toMatchObject(attributes);
    model.parameters().forEach(({ version }, i) => {
      expect(version).toBeGreaterThan(versions[i]);
    });
  });
}

test('a parameter that was never in a module is called by its place', () => {
  const parameter = new nn.Parameter(floats([1]));
  parameter.grad = floats([1]);
  const optimizer = new optim.SGD([new nn.Parameter(floats([1])), parameter]);
  const events = watched(() => optimizer.step());
  expect(events.map(({ label }) => label)).toEqual(['sgd parameter 1']);
});
