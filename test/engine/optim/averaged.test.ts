import { nn, optim, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from '../nn/golden';

const { AveragedModel, getEmaAvgFn } = optim.swaUtils;

class Scale extends nn.Module {
  factor = new nn.Parameter(floats([1]));
  constructor() {
    super();
    this.registerBuffer('seen', floats([0]));
  }
  declare seen: Tensor;
  forward(x: Tensor): Tensor {
    return x.mul(this.factor);
  }
}

/** Averages of a model whose factor and buffer are 2, 4 and 9. */
function averaged(options: optim.swaUtils.AverageOptions<Scale>) {
  const model = new Scale();
  const average = new AveragedModel(model, options);
  for (const value of [2, 4, 9]) {
    model.factor.detach().fill_(value);
    model.seen.fill_(value);
    average.updateParameters(model);
  }
  return average;
}

describe('AveragedModel', () => {
  test('has the mean of all models, and the buffers of the last', () => {
    const average = averaged({});
    expect(average.forward(floats([2])).item()).toBe(10);
    expect(average.module.seen.item()).toBe(9);
    expect(average.nAveraged.item()).toBe(3);
  });

  test('keeps the share decay as an exponential moving average', () => {
    const average = averaged({ avgFn: getEmaAvgFn(0.5), useBuffers: true });
    // ((2 + 4) / 2 + 9) / 2
    expect(average.module.factor.item()).toBe(6);
    expect(average.module.seen.item()).toBe(6);
  });

  test('does not share memory with the model, and keeps its names', () => {
    const model = new nn.Sequential(new nn.Linear(2, 2), new nn.ReLU());
    const average = new AveragedModel(model);
    const before = average.stateDict()['module.0.weight'].tolist();
    model.parameters()[0].detach().zero_();
    expect(average.stateDict()['module.0.weight'].tolist()).toEqual(before);
    expect(Object.keys(average.stateDict())).toEqual(['nAveraged', 'module.0.weight', 'module.0.bias']);
    expect(average.forward(floats([[1, 2]])).shape).toEqual([1, 2]);
  });

  test('refuses another model, and a decay that is no share', () => {
    const average = new AveragedModel<nn.Layer>(new nn.Linear(2, 2));
    expect(() => average.updateParameters(new nn.Linear(2, 3))).toThrow(
      'updateParameters: the model differs from the averaged one — weight [3, 2]',
    );
    expect(() => getEmaAvgFn(2)).toThrow('getEmaAvgFn: invalid decay — 2 — give a number from 0 to 1');
  });
});

describe('GradScaler', () => {
  const setUp = (options?: optim.GradScalerOptions) => {
    const parameter = new nn.Parameter(floats([1]));
    const optimizer = new optim.SGD([parameter], { lr: 0.5 });
    return { parameter, optimizer, scaler: new optim.GradScaler({ initScale: 8, ...options }) };
  };

  test('scales the loss, and unscales the gradients before the step', () => {
    const { parameter, optimizer, scaler } = setUp();
    scaler.scale(parameter.mul(3).sum()).backward();
    expect(parameter.grad!.item()).toBe(24);
    expect(scaler.step(optimizer)).toBe(true);
    expect(parameter.grad!.item()).toBe(3);
    expect(parameter.item()).toBe(-0.5);
  });

  test('leaves out a step with an overflow and halves the scale; grows after enough good ones', () => {
    const { parameter, optimizer, scaler } = setUp({ growthInterval: 2 });
    const scales = [Number.POSITIVE_INFINITY, 0, 0, 0].map((gradient) => {
      parameter.grad = floats([gradient]);
      scaler.step(optimizer);
      scaler.update();
      return scaler.getScale();
    });
    expect(scales).toEqual([4, 4, 8, 8]);
    expect(parameter.item()).toBe(1);
    const other = new optim.GradScaler();
    other.loadStateDict(scaler.stateDict());
    expect(other.stateDict()).toEqual({ scale: 8, growthTracker: 1 });
  });

  test('does nothing when it is not enabled', () => {
    const { parameter, optimizer, scaler } = setUp({ enabled: false });
    scaler.scale(parameter.sum()).backward();
    expect(scaler.step(optimizer)).toBe(true);
    expect(parameter.item()).toBe(0.5);
    expect(scaler.getScale()).toBe(1);
  });

  test('says what is called twice or too early', () => {
    const { optimizer, scaler } = setUp();
    expect(() => scaler.update()).toThrow('GradScaler.update: no step was made');
    scaler.unscale_(optimizer);
    expect(() => scaler.unscale_(optimizer)).toThrow('unscale_: the gradients are unscaled already — SGD');
    scaler.step(optimizer);
    expect(() => scaler.step(optimizer)).toThrow('GradScaler.step: the step is already made — SGD');
    expect(() => new optim.GradScaler({ growthFactor: 1 })).toThrow('GradScaler: invalid growthFactor — 1');
    expect(tensor([scaler.getScale()]).item()).toBe(8);
  });
});
