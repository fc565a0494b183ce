import { manualSeed, nn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from './golden';

describe('parameters as one vector', () => {
  test('are flat, one after the other, and can be written back', () => {
    const layer = new nn.Linear(2, 2);
    const vector = floats([1, 2, 3, 4, 5, 6]);
    nn.utils.vectorToParameters(vector, layer.parameters());
    expect(layer.weight.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(layer.bias!.tolist()).toEqual([5, 6]);
    const flat = nn.utils.parametersToVector(layer.parameters());
    expect(flat.tolist()).toEqual([1, 2, 3, 4, 5, 6]);
    flat.mul(2).sum().backward();
    expect(layer.bias!.grad!.tolist()).toEqual([2, 2]);
    expect(() => nn.utils.vectorToParameters(floats([1]), layer.parameters())).toThrow(
      'vectorToParameters: the vector has not one element for each — vector [1], 6 elements in the parameters',
    );
  });
});

describe('init', () => {
  const matrix = () => floats(0).expand([40, 50]).clone();

  test('truncNormal_ stays within its bounds', () => {
    manualSeed(1);
    const values = nn.init.truncNormal_(matrix(), 0.5, 1, 0, 1);
    expect(values.min().item()).toBeGreaterThanOrEqual(0);
    expect(values.max().item()).toBeLessThanOrEqual(1);
    // 2000 numbers, nearly uniform: the deviation of the mean is 0.0065.
    expect(Math.abs(values.mean().item() - 0.5)).toBeLessThan(0.03);
  });

  test('sparse_ leaves the share of zeros in each column', () => {
    const zeros = nn.init.sparse_(matrix(), 0.3).eq(0).to('float32').sum(0);
    expect(zeros.eq(12).all().item()).toBe(true);
  });

  test('eye_ and dirac_ pass through', () => {
    expect(
      nn.init
        .eye_(
          floats([
            [9, 9, 9],
            [9, 9, 9],
          ]),
        )
        .tolist(),
    ).toEqual([
      [1, 0, 0],
      [0, 1, 0],
    ]);
    const weight = nn.init.dirac_(floats(5).expand([4, 2, 3]).clone(), 2);
    expect(weight.select(2, 1).tolist()).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(weight.sum().item()).toBe(4);
  });

  test('says what it cannot fill', () => {
    expect(() => nn.init.eye_(floats([1]))).toThrow('eye_: the tensor is no matrix — [1] — give two axes');
    expect(() => nn.init.dirac_(floats([[1]]))).toThrow('dirac_: the tensor is no weight of a convolution');
    expect(() => nn.init.truncNormal_(floats([1]), 9)).toThrow(
      'truncNormal_: the mean is more than two deviations',
    );
    expect(() => nn.init.truncNormal_(floats([1]), 0, 1, 1, 0)).toThrow(
      'truncNormal_: the bounds are empty — 1 to 0',
    );
  });
});

describe('summary', () => {
  class Net extends nn.Module {
    body = new nn.Sequential(new nn.Linear(4, 8), new nn.Dropout(0.9));
    network = new nn.GRU(8, 2);
    forward(x: Tensor): Tensor {
      return this.network.forward(this.body.forward(x))[0];
    }
  }

  test('shows every module with the shapes it gives and its parameters', () => {
    const model = new Net();
    model.body[0].requiresGrad_(false);
    const result = nn.summary(model, tensor(new Float32Array(12)).reshape([3, 1, 4]));
    expect(String(result).split('\n')).toEqual([
      'module               input      output                parameters',
      '────────────────────────────────────────────────────────────────',
      'Net                  [3, 1, 4]  [3, 1, 2]                    112',
      '  (body) Sequential  [3, 1, 4]  [3, 1, 8]                     40',
      '    (0) Linear       [3, 1, 4]  [3, 1, 8]                     40',
      '    (1) Dropout      [3, 1, 8]  [3, 1, 8]                      0',
      '  (network) GRU      [3, 1, 8]  [3, 1, 2], [1, 1, 2]          72',
      '────────────────────────────────────────────────────────────────',
      '112 parameters (40 of them frozen), 448 B',
    ]);
    expect(String(nn.summary(model, { inputSize: [3, 1, 4] }))).toBe(String(result));
    expect(nn.summary(model).rows.flatMap(({ inputs, outputs }) => [...inputs, ...outputs])).toEqual([]);
    expect(model.body[1].training).toBe(true);
    expect(model.body[0].moduleHooks.afterForward.length).toBe(0);
  });
});
