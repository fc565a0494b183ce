import { F, manualSeed, nn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, floats, golden, type Packed, unpack } from './golden';

interface LayerRow {
  readonly name: string;
  readonly args: readonly unknown[];
  readonly state: Readonly<Record<string, Packed>>;
  readonly input: Packed;
  readonly output: Packed;
  readonly seed: Packed;
  readonly inputGradient: Packed | null;
  readonly gradients: Readonly<Record<string, Packed>>;
}
type Classes = Readonly<Record<string, new (...args: unknown[]) => nn.Layer>>;

describe('PyTorch has the same', () => {
  for (const row of golden<LayerRow[]>('layers')) {
    const { name, args, input } = row;
    test(`${name}(${JSON.stringify(args).slice(1, -1)}) of ${input.dtype} [${input.shape.join(', ')}]`, () => {
      const layer = new (nn as unknown as Classes)[name](...args);
      if (input.dtype === 'float64') layer.to('float64');
      layer.loadStateDict(
        Object.fromEntries(Object.entries(row.state).map(([key, value]) => [key, unpack(value)])),
      );
      const x = unpack(input);
      if (row.inputGradient) x.requiresGrad_();
      const output = layer.forward(x);
      expectClose(output, row.output, 'output');
      output.backward(unpack(row.seed));
      if (row.inputGradient) expectClose(x.grad!, row.inputGradient, 'gradient of the input');
      const gradients = layer.namedParameters().map(([key, { grad }]): [string, Tensor] => [key, grad!]);
      expect(gradients.map(([key]) => key)).toEqual(Object.keys(row.gradients));
      for (const [key, gradient] of gradients)
        expectClose(gradient, row.gradients[key], `gradient of ${key}`);
    });
  }
});

interface LossRow {
  readonly name: string;
  readonly options: object;
  readonly input: Packed;
  readonly target: Packed;
  readonly output: Packed;
  readonly inputGradient: Packed;
  readonly targetGradient: Packed | null;
}
type Losses = Readonly<
  Record<string, new (options: object) => { forward(input: Tensor, target: Tensor): Tensor }>
>;

describe('PyTorch has the same loss', () => {
  for (const row of golden<LossRow[]>('losses')) {
    test(`${row.name}(${JSON.stringify(row.options)}) of ${row.input.dtype}`, () => {
      const input = unpack(row.input).requiresGrad_();
      const target = unpack(row.target).requiresGrad_(row.targetGradient !== null);
      const output = new (nn as unknown as Losses)[row.name](row.options).forward(input, target);
      expectClose(output, row.output, 'loss');
      output.sum().backward();
      expectClose(input.grad!, row.inputGradient, 'gradient');
      if (row.targetGradient) expectClose(target.grad!, row.targetGradient, 'gradient of the target');
    });
  }
});

describe('Linear', () => {
  test('starts uniform in ±1/√inFeatures', () => {
    manualSeed(3);
    const { weight, bias } = new nn.Linear(100, 400);
    for (const values of [weight, bias!].map((parameter) => parameter.detach())) {
      expect(values.abs().max().item()).toBeLessThanOrEqual(0.1);
      expect(values.abs().max().item()).toBeGreaterThan(0.098);
    }
    expect(Math.abs(weight.mean().item())).toBeLessThan(0.001);
    // A uniform variable in ±b has the deviation b / √3.
    expect(weight.std().item()).toBeCloseTo(0.1 / Math.sqrt(3), 3);
  });

  test('starts from the seed', () => {
    const draw = () => {
      manualSeed(5);
      return new nn.Linear(3, 2).weight.tolist();
    };
    expect(draw()).toEqual(draw());
    expect(new nn.Linear(3, 2).weight.tolist()).not.toEqual(draw());
  });

  test('can be of float64, and without bias', () => {
    const layer = new nn.Linear(3, 2, { bias: false, dtype: 'float64' });
    expect(layer.weight.dtype).toBe('float64');
    expect(layer.bias).toBeNull();
    expect(layer.parameters()).toHaveLength(1);
  });
});

describe('Dropout', () => {
  test('zeroes elements in training and makes up for it', () => {
    manualSeed(1);
    const x = tensor(new Float32Array(10_000).fill(1), { requiresGrad: true });
    const output = new nn.Dropout(0.2).forward(x);
    const kept = (output.data() as Float32Array).filter((value) => value !== 0);
    // 10,000 draws: the deviation of the share is 0.004.
    expect(kept.length / 10_000).toBeCloseTo(0.8, 1.5);
    expect(new Set(kept)).toEqual(new Set([1.25]));
    output.sum().backward();
    expect(x.grad!.tolist()).toEqual(output.tolist());
  });

  test('does nothing after eval', () => {
    const layer = new nn.Dropout();
    layer.eval();
    const x = floats([1, 2]);
    expect(layer.forward(x).tolist()).toEqual([1, 2]);
  });

  test('of everything gives zeros, of nothing the input', () => {
    expect(new nn.Dropout(1).forward(floats([1, 2])).tolist()).toEqual([0, 0]);
    expect(new nn.Dropout(0).forward(floats([1, 2])).tolist()).toEqual([1, 2]);
  });

  test('wants a probability', () => {
    expect(() => new nn.Dropout(1.5)).toThrow(
      'Dropout: p is a probability — 1.5 — give a number from 0 to 1',
    );
    expect(() => F.dropout(floats([1]), { p: -1 })).toThrow('dropout: p is a probability — -1');
  });
});

describe('Embedding', () => {
  test('starts from N(0, 1), its padding row from zeros', () => {
    manualSeed(2);
    const { weight } = new nn.Embedding(200, 100, { paddingIdx: -1 });
    expect(weight.at(199).abs().max().item()).toBe(0);
    expect(weight.std().item()).toBeCloseTo(1, 1);
  });

  test('names an index that is out of range, and a padding row that is none', () => {
    expect(() => new nn.Embedding(3, 2).forward(tensor([0, 3]))).toThrow('3');
    expect(() => new nn.Embedding(3, 2, { paddingIdx: 3 })).toThrow(
      'Embedding: paddingIdx is no row — 3, of 3 rows',
    );
  });
});

describe('LayerNorm', () => {
  test('says which axes do not fit', () => {
    expect(() => new nn.LayerNorm([3, 4]).forward(floats([[1, 2, 3, 4]]))).toThrow(
      'layerNorm: the last axes differ — input [1, 4], normalizedShape [3, 4]',
    );
  });
});

describe('a loss', () => {
  test('refuses a reduction and a shape that it cannot use', () => {
    const a = floats([1, 2]);
    const reduction = 'avg' as 'mean';
    expect(() => F.l1Loss(a, a, { reduction })).toThrow(
      "l1Loss: there is no such reduction — avg — give 'mean', 'sum' or 'none'",
    );
    expect(() => F.binaryCrossEntropy(a, floats([[0, 1]]))).toThrow(
      'binaryCrossEntropy: the shapes differ — input [2], target [1, 2]',
    );
  });
});
