import { inspect } from 'node:util';
import { F, nn, noGrad, type Tensor, tensor } from 'backstep';
import { beforeEach, describe, expect, test } from 'vitest';
import { floats } from './golden';

class Net extends nn.Module {
  fc1 = new nn.Linear(3, 4);
  fc2 = new nn.Linear(4, 2);

  forward(x: Tensor): Tensor {
    return this.fc2.forward(this.fc1.forward(x).relu());
  }
}

const names = (entries: [string, unknown][]) => entries.map(([name]) => name);
const row = () => floats([[1, -2, 3]]);

describe('the fields of a module', () => {
  test('are its parameters and modules, in their order, with dotted names', () => {
    const model = new Net();
    expect(names(model.namedParameters())).toEqual(['fc1.weight', 'fc1.bias', 'fc2.weight', 'fc2.bias']);
    expect(names(model.namedModules())).toEqual(['', 'fc1', 'fc2']);
    expect(names(model.namedChildren())).toEqual(['fc1', 'fc2']);
    expect(model.parameters()[0]).toBe(model.fc1.weight);
    expect(model.modules()).toEqual([model, model.fc1, model.fc2]);
    expect(model.children()).toEqual([model.fc1, model.fc2]);
    expect(model.parameters(false)).toEqual([]);
  });

  test('count once when two of them hold the same parameter', () => {
    class Tied extends nn.Module {
      a = new nn.Linear(2, 2, { bias: false });
      b = this.a;
      c = new nn.Linear(2, 2, { bias: false });
    }
    const model = new Tied();
    model.c.weight = model.a.weight;
    expect(names(model.namedParameters())).toEqual(['a.weight']);
    expect(names(model.namedModules())).toEqual(['', 'a', 'c']);
    expect(Object.keys(model.stateDict())).toEqual(['a.weight', 'b.weight', 'c.weight']);
  });

  test('that are plain tensors, or gone, are no parameters', () => {
    class Plain extends nn.Module {
      scale = floats([1, 2]).requiresGrad_();
      absent: nn.Parameter | null = null;
      weight: nn.Parameter | null = new nn.Parameter(floats([1]));
    }
    const model = new Plain();
    expect(names(model.namedParameters())).toEqual(['weight']);
    model.weight = null;
    expect(model.parameters()).toEqual([]);
  });

  test('cannot hold the module itself', () => {
    class Loop extends nn.Module {
      inner = new nn.ModuleList<nn.Module>();
    }
    const model = new Loop();
    model.inner.append(model);
    expect(() => model.parameters()).toThrow(
      'Module: a module is inside of itself — inner.0 is a Loop above it',
    );
  });

  test('can be got by their path', () => {
    const model = new Net();
    expect(model.getSubmodule('fc2')).toBe(model.fc2);
    expect(model.getParameter('fc2.bias')).toBe(model.fc2.bias);
    expect(() => model.getSubmodule('fc3')).toThrow(
      'getSubmodule: Net has no such module — "fc3" — look at namedModules()',
    );
    expect(() => model.getParameter('fc1.w')).toThrow(
      'getParameter: Net has no such parameter — "fc1.w" — look at namedParameters()',
    );
  });
});

describe('a parameter', () => {
  test('asks for gradients, shares the memory of its tensor, and is a tensor', () => {
    const values = floats([1, 2]);
    const parameter = new nn.Parameter(values);
    expect(parameter.requiresGrad).toBe(true);
    expect(parameter.isLeaf).toBe(true);
    noGrad(() => parameter.mul_(3));
    expect(values.tolist()).toEqual([3, 6]);
    expect(new nn.Parameter(values, { requiresGrad: false }).requiresGrad).toBe(false);
  });

  test('knows its path once its root was walked', () => {
    const model = new Net();
    expect(nn.pathOf(model.fc1.weight)).toBeUndefined();
    model.forward(row());
    expect(nn.pathOf(model.fc1.weight)).toBe('fc1.weight');
    expect(nn.pathOf(model.fc2)).toBe('fc2');
    expect(Object.keys(model.fc1)).toEqual(['training', 'inFeatures', 'outFeatures', 'weight', 'bias']);
  });

  test('has the path in the largest model that was walked', () => {
    const model = new Net();
    model.fc1.parameters();
    expect(nn.pathOf(model.fc1.weight)).toBe('weight');
    model.parameters();
    expect(nn.pathOf(model.fc1.weight)).toBe('fc1.weight');
    model.fc1.parameters();
    expect(nn.pathOf(model.fc1.weight)).toBe('fc1.weight');
    new nn.Sequential(model).parameters();
    expect(nn.pathOf(model.fc1.weight)).toBe('0.fc1.weight');
  });
});

describe('forward', () => {
  const calls: string[] = [];
  beforeEach(() => {
    calls.length = 0;
  });
  const count = (module: nn.Module, name: string) => module.registerForwardHook(() => void calls.push(name));

  test('runs the hooks once, also through super.forward', () => {
    class Deeper extends Net {
      override forward(x: Tensor): Tensor {
        return super.forward(x).mul(2);
      }
    }
    new Net(); // wraps Net.prototype.forward before Deeper's is
    const model = new Deeper();
    count(model, 'model');
    count(model.fc1, 'fc1');
    model.forward(row());
    expect(calls).toEqual(['fc1', 'model']);
  });

  test('that is inherited is wrapped', () => {
    class Named extends Net {}
    const model = new Named();
    count(model, 'model');
    model.forward(row());
    expect(calls).toEqual(['model']);
  });

  test('that calls itself runs the hooks each time', () => {
    class Repeat extends nn.Module {
      forward(x: number): number {
        return x > 0 ? this.forward(x - 1) : x;
      }
    }
    const model = new Repeat();
    count(model, 'model');
    expect(model.forward(2)).toBe(0);
    expect(calls).toHaveLength(3);
  });

  test('that is a field is wrapped once its model is walked', () => {
    class Arrow extends nn.Module {
      forward = (x: Tensor) => x.add(1);
    }
    const model = new nn.Sequential(new Arrow());
    count(model.at(0), 'arrow');
    expect(model.forward(floats([1])).tolist()).toEqual([2]);
    model.forward(floats([1]));
    expect(calls).toEqual(['arrow', 'arrow']);
  });

  test('takes and gives whatever the class says', () => {
    class Cell extends nn.Module {
      forward(x: Tensor, { state }: { state: number }): [Tensor, number] {
        return [x, state + 1];
      }
    }
    expect(new Cell().forward(row(), { state: 1 })[1]).toBe(2);
  });

  test('that is missing is an error that says what to write', () => {
    class Empty extends nn.Module {}
    const model = new Empty() as Empty & { forward(x: Tensor): Tensor };
    expect(() => model.forward(row())).toThrow(
      'Empty.forward: is not written — a module is applied by it — add forward(x) { … } to Empty',
    );
  });

  test('works again after one that threw', () => {
    class Moody extends nn.Module {
      inner = new Net();
      forward(x: Tensor): Tensor {
        if (x.shape[0] === 2) throw new Error('two');
        return this.inner.forward(x);
      }
    }
    const model = new Moody();
    expect(() => model.forward(floats([[1], [2]]))).toThrow('two');
    expect(model.forward(row()).shape).toEqual([1, 2]);
    expect(nn.pathOf(model.inner.fc1)).toBe('inner.fc1');
  });
});

describe('hooks', () => {
  test('before forward may give other inputs, after it another output, until removed', () => {
    const model = new nn.Identity();
    const before = model.registerForwardPreHook((_, [x]) => (x as Tensor).add(1));
    const after = model.registerForwardHook((module, inputs, output) => {
      expect(module).toBe(model);
      expect((inputs[0] as Tensor).tolist()).toEqual([2]);
      return (output as Tensor).mul(10);
    });
    expect(model.forward(floats([1])).tolist()).toEqual([20]);
    before.remove();
    after.remove();
    expect(model.forward(floats([1])).tolist()).toEqual([1]);
  });

  test('that give nothing change nothing', () => {
    const model = new nn.Identity();
    model.registerForwardPreHook(() => undefined);
    model.registerForwardHook(() => undefined);
    expect(model.forward(floats([1])).tolist()).toEqual([1]);
  });
});

describe('train and eval', () => {
  test('reach every module', () => {
    const model = new nn.Sequential(new nn.Sequential(new nn.Dropout()));
    expect(model.eval()).toBe(model);
    expect(model.modules().map(({ training }) => training)).toEqual([false, false, false]);
    expect(
      model
        .train()
        .modules()
        .every(({ training }) => training),
    ).toBe(true);
  });
});

test('apply visits the inner modules first', () => {
  const met: string[] = [];
  new Net().apply((module) => met.push(module.constructor.name));
  expect(met).toEqual(['Linear', 'Linear', 'Net']);
});

test('zeroGrad drops the gradients, or sets them to 0', () => {
  const model = new Net();
  model.forward(row()).sum().backward();
  const gradient = model.fc2.bias!.grad!;
  expect(gradient.tolist()).toEqual([1, 1]);
  model.zeroGrad({ setToNone: false });
  expect(model.fc2.bias!.grad!.tolist()).toEqual([0, 0]);
  model.zeroGrad();
  expect(model.parameters().map(({ grad }) => grad)).toEqual([null, null, null, null]);
});

test('requiresGrad_ freezes the parameters', () => {
  const model = new Net();
  model.fc1.requiresGrad_(false);
  F.mseLoss(model.forward(row()), floats([[0, 0]])).backward();
  expect(model.fc1.weight.grad).toBeNull();
  expect(model.fc2.weight.grad!.shape).toEqual([2, 4]);
});

test('to changes the dtype of floating parameters and buffers, and keeps who they are', () => {
  const model = new Net();
  const { weight } = model.fc1;
  model.registerBuffer('steps', tensor([1], { dtype: 'int64' }));
  model.to('float64');
  expect(model.fc1.weight).toBe(weight);
  expect(weight.dtype).toBe('float64');
  expect((model as unknown as { steps: Tensor }).steps.dtype).toBe('int64');
  expect(model.forward(row().to('float64')).dtype).toBe('float64');
});

test('to takes floating dtypes by any of their names, and the CPU', () => {
  const model = new Net();
  const dtype = () => model.fc1.weight.dtype;
  expect([model.half() && dtype(), model.bfloat16() && dtype(), model.double() && dtype()]).toEqual([
    'float16',
    'bfloat16',
    'float64',
  ]);
  expect(model.to({ dtype: 'float32', device: 'cpu' }).to('cpu').float().fc2.bias!.dtype).toBe('float32');
  expect(() => model.to('int64')).toThrow(
    'Module.to: a module is made of floats — int64 — give a floating dtype',
  );
  expect(() => model.to({ device: 'cuda' })).toThrow('to: there is no such device — cuda');
});

test('a buffer can be got by its path', () => {
  const model = new nn.Sequential(new nn.BatchNorm1d(2));
  expect(model.getBuffer('0.runningMean')).toBe((model[0] as nn.BatchNorm1d).runningMean);
  expect(() => model.getBuffer('0.weight')).toThrow(
    'getBuffer: Sequential has no such buffer — "0.weight" — look at namedBuffers()',
  );
});

test('a module prints as in PyTorch', () => {
  const text = [
    'Net(',
    '  (fc1): Linear(inFeatures=3, outFeatures=4, bias=true)',
    '  (fc2): Linear(inFeatures=4, outFeatures=2, bias=true)',
    ')',
  ].join('\n');
  expect(String(new Net())).toBe(text);
  expect(inspect(new Net())).toBe(text);
  expect(String(new nn.Sequential(new nn.Sequential(new nn.ReLU()), new nn.Dropout(0.1)))).toBe(
    ['Sequential(', '  (0): Sequential(', '    (0): ReLU()', '  )', '  (1): Dropout(p=0.1)', ')'].join('\n'),
  );
});
