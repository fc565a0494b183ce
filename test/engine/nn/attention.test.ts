import { F, nn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose, floats } from './golden';
import { testModules } from './modules';

type Anything = nn.Module & { forward(...inputs: unknown[]): unknown };
type Classes = Readonly<Record<string, new (...args: unknown[]) => Anything>>;

/** Calls a module with tensors, and with masks by their names. */
class Called extends nn.Module {
  inner: Anything;
  constructor(
    name: string,
    args: unknown[],
    readonly masks: string[],
  ) {
    super();
    if (name === 'TransformerEncoder') {
      const [dModel, nhead, layers, options] = args as [number, number, number, object];
      const layer = new nn.TransformerEncoderLayer(dModel, nhead, options);
      this.inner = new nn.TransformerEncoder(layer, layers) as unknown as Anything;
    } else {
      this.inner = new (nn as unknown as Classes)[name](...args);
    }
  }
  forward(...inputs: unknown[]): unknown {
    const place = inputs.length - this.masks.length;
    const masks = Object.fromEntries(this.masks.map((name, i) => [name, inputs[place + i]]));
    return this.inner.forward(...inputs.slice(0, place), masks);
  }
}

describe('PyTorch has the same attention', () =>
  testModules('attention', {
    Called: (...args: ConstructorParameters<typeof Called>) => new Called(...args),
  }));

describe('scaledDotProductAttention', () => {
  const q = floats([
    [1, 0],
    [0, 1],
  ]);
  const k = floats([
    [1, 0],
    [0, 1],
    [1, 1],
  ]);
  const v = floats([[1], [2], [4]]);

  test('is the softmax of scaled scores, times the values', () => {
    const weights = q.matmul(k.T).div(Math.SQRT2).softmax(1);
    expectClose(F.scaledDotProductAttention(q, k, v), weights.matmul(v));
    expectClose(
      F.scaledDotProductAttention(q, k, v, { scale: 2 }),
      q.matmul(k.T).mul(2).softmax(1).matmul(v),
    );
  });

  test('looks only where its mask is true, or only back', () => {
    const attnMask = tensor([
      [true, false, false],
      [false, true, false],
    ]);
    expect(F.scaledDotProductAttention(q, k, v, { attnMask }).tolist()).toEqual([[1], [2]]);
    const causal = F.scaledDotProductAttention(q, k, v, { isCausal: true });
    expect(causal.tolist()[0]).toEqual([1]);
    expectClose(
      causal.narrow(0, 1, 1),
      F.scaledDotProductAttention(q, k.narrow(0, 0, 2), v.narrow(0, 0, 2)).narrow(0, 1, 1),
    );
  });
});

test('a causal attention is that of the square mask', () => {
  const attention = new nn.MultiheadAttention(4, 2);
  const x = nn.init.normal_(floats(0).expand([3, 1, 4]).clone());
  const attnMask = nn.Transformer.generateSquareSubsequentMask(3);
  expect(attnMask.tolist()).toEqual([
    [0, -Infinity, -Infinity],
    [0, 0, -Infinity],
    [0, 0, 0],
  ]);
  const [causal, none] = attention.forward(x, x, x, { isCausal: true, needWeights: false });
  expectClose(causal, attention.forward(x, x, x, { attnMask })[0] as Tensor);
  expect(none).toBeNull();
});

test('the layers of an encoder are copies with parameters of their own', () => {
  const layer = new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8 });
  const encoder = new nn.TransformerEncoder(layer, 2);
  expectClose(encoder.layers[1].linear1.weight.detach(), layer.linear1.weight.detach());
  nn.init.zeros_(encoder.layers[0].linear1.weight);
  expect(encoder.layers[1].linear1.weight.abs().sum().item()).toBeGreaterThan(0);
  expect(layer.linear1.weight.abs().sum().item()).toBeGreaterThan(0);
});

test('a copied network gives what the first gives', () => {
  const x = nn.init.normal_(floats(0).expand([3, 2, 4]).clone());
  const network = new nn.GRU(4, 2, { bidirectional: true });
  expectClose(nn.copyModule(network).forward(x)[0], network.forward(x)[0]);
  const attention = new nn.MultiheadAttention(4, 2);
  expectClose(nn.copyModule(attention).forward(x, x, x)[0], attention.forward(x, x, x)[0]);
});

describe('attention says what it cannot use', () => {
  const x = floats(0).expand([3, 2, 4]);
  const refused: [() => unknown, string][] = [
    [
      () => new nn.MultiheadAttention(4, 3),
      'MultiheadAttention: embedDim is no multiple of numHeads — embedDim 4, numHeads 3',
    ],
    [
      () => new nn.MultiheadAttention(6, 3).forward(x, x, x),
      'MultiheadAttention: an input does not fit — query [3, 2, 4], size 6',
    ],
    [
      () => F.scaledDotProductAttention(x, x.narrow(2, 0, 3), x),
      'scaledDotProductAttention: the shapes do not fit — query [3, 2, 4], key [3, 2, 3], value [3, 2, 4]',
    ],
    [
      () => F.scaledDotProductAttention(x, x, x, { isCausal: true, attnMask: floats([[0]]) }),
      'scaledDotProductAttention: there are two masks',
    ],
    [
      () => new nn.TransformerEncoderLayer(4, 2, { activation: 'tanh' as 'relu' }),
      "Transformer: there is no such activation — tanh — give 'relu', 'gelu' or a function",
    ],
    [
      () =>
        new nn.Transformer({
          dModel: 8,
          nhead: 2,
          dimFeedforward: 4,
          numEncoderLayers: 1,
          numDecoderLayers: 1,
        }).forward(x, x),
      'Transformer: the last axis is not dModel — src [3, 2, 4], tgt [3, 2, 4], dModel 8',
    ],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
