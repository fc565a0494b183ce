import { F, manualSeed, nn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { floats } from './golden';
import { testModules } from './modules';

/** Two batches, for statistics that run. */
class Twice extends nn.Module {
  layer: nn.BatchNorm1d;
  constructor(options: nn.RunningNormOptions) {
    super();
    this.layer = new nn.BatchNorm1d(4, options);
  }
  forward(x: Tensor): Tensor {
    return this.layer.forward(x).add(this.layer.forward(x.mul(2).add(1)));
  }
}

describe('PyTorch has the same layer', () =>
  testModules('more-layers', { Twice: (options: nn.RunningNormOptions) => new Twice(options) }));

describe('Embedding with maxNorm', () => {
  test('shortens the rows that are looked up, and no others', () => {
    const layer = new nn.Embedding(3, 2, { maxNorm: 1 });
    layer.loadStateDict({
      weight: floats([
        [3, 4],
        [0.3, 0.4],
        [6, 8],
      ]),
    });
    layer.forward(tensor([0, 1, 0]));
    const [first, second, third] = layer.weight.tolist() as number[][];
    expect(first.map((value) => +value.toFixed(5))).toEqual([0.6, 0.8]);
    expect(second.map((value) => +value.toFixed(5))).toEqual([0.3, 0.4]);
    expect(third).toEqual([6, 8]);
  });
});

describe('dropout of channels', () => {
  const layers: [string, nn.Layer, number[]][] = [
    ['Dropout1d', new nn.Dropout1d(), [40, 50, 3]],
    ['Dropout2d', new nn.Dropout2d(), [40, 50, 2, 3]],
    ['Dropout3d', new nn.Dropout3d(), [40, 50, 2, 1, 3]],
  ];
  for (const [name, layer, shape] of layers) {
    test(`${name} drops half of them, whole`, () => {
      manualSeed(1);
      const output = layer.forward(floats(1).expand(shape)).reshape([2000, -1]);
      expect(output.amax(1).eq(output.amin(1)).all().item()).toBe(true);
      // 2000 channels: the deviation of the share is 0.011.
      expect(Math.abs(output.mean().item() / 2 - 0.5)).toBeLessThan(0.04);
      layer.eval();
      expect(layer.forward(floats(1).expand(shape)).mean().item()).toBe(1);
    });
  }

  test('AlphaDropout keeps mean and variance', () => {
    manualSeed(2);
    const output = new nn.AlphaDropout(0.3).forward(normal(200_000));
    expect(Math.abs(output.mean().item())).toBeLessThan(0.02);
    expect(Math.abs(output.std().item() - 1)).toBeLessThan(0.02);
    const channels = new nn.FeatureAlphaDropout(0.5).forward(normal(4000).reshape([20, 100, 2]));
    const dropped = channels.reshape([2000, 2]);
    const same = dropped.select(1, 0).eq(dropped.select(1, 1)).to('float32').mean().item();
    expect(Math.abs(same - 0.5)).toBeLessThan(0.05);
  });
});

function normal(count: number): Tensor {
  return nn.init.normal_(tensor(new Float32Array(count)));
}

describe('a layer says what it cannot use', () => {
  const image = floats(0).expand([2, 3, 4, 4]);
  const refused: [() => unknown, string][] = [
    [
      () => new nn.BatchNorm2d(4).forward(image),
      'BatchNorm2d: the number of channels differs — 3 in [2, 3, 4, 4], 4 in the layer',
    ],
    [() => new nn.BatchNorm1d(3).forward(image), 'BatchNorm1d: the input has not 2 or 3 axes — [2, 3, 4, 4]'],
    [
      () => new nn.BatchNorm1d(3).forward(floats([[1, 2, 3]])),
      'batchNorm: a channel needs more than one value in training — [1, 3]',
    ],
    [() => F.batchNorm(image), 'batchNorm: there are no running statistics — training: false'],
    [
      () => new nn.GroupNorm(2, 3),
      'GroupNorm: the channels do not fall into the groups — 3 channels, 2 groups',
    ],
    [
      () => F.groupNorm(image, 2),
      'groupNorm: the channels do not fall into the groups — 2 groups, input [2, 3, 4, 4]',
    ],
    [
      () => new nn.RMSNorm(3).forward(image),
      'rmsNorm: the last axes differ — input [2, 3, 4, 4], normalizedShape [3]',
    ],
    [
      () => new nn.LayerNorm([4, 3]).forward(image),
      'layerNorm: the last axes differ — input [2, 3, 4, 4], normalizedShape [4, 3] — give the sizes of the last axes of the input',
    ],
    [
      () => F.layerNorm(image, [4], { weight: floats([1, 2]) }),
      'layerNorm: the weight has another shape — weight [2], normalizedShape [4] — make it of normalizedShape',
    ],
    [
      () => F.layerNorm(tensor([1, 2]), [2]),
      'layerNorm: the input is not floats — int64 — convert it first, such as with .float()',
    ],
    [
      () => new nn.InstanceNorm1d(3).forward(floats(0).expand([2, 3, 1])),
      'instanceNorm: a channel needs more than one value — [2, 3, 1]',
    ],
    [
      () => new nn.PixelShuffle(2).forward(image),
      'pixelShuffle: the channels are no multiple of the squared factor — input [2, 3, 4, 4], factor 2',
    ],
    [
      () => new nn.PixelUnshuffle(3).forward(image),
      'pixelUnshuffle: the sizes are no multiples of the factor',
    ],
    [
      () => new nn.ChannelShuffle(2).forward(image),
      'channelShuffle: the channels do not fall into the groups',
    ],
    [
      () => new nn.Upsample({}).forward(image),
      'interpolate: the size is not known — size undefined, scaleFactor undefined',
    ],
    [
      () => F.interpolate(image, { size: 2, mode: 'linear' }),
      "interpolate: the axes do not fit the mode — mode 'linear', input [2, 3, 4, 4]",
    ],
    [
      () => new nn.Bilinear(2, 3, 1).forward(floats([[1, 2]]), floats([[1, 2]])),
      'bilinear: the shapes do not fit — inputs [1, 2] and [1, 2], weight [1, 2, 3]',
    ],
    [() => new nn.Dropout2d(2), 'Dropout2d: p is a probability — 2 — give a number from 0 to 1'],
    [() => F.dropout3d(floats([1])), 'dropout3d: the axes do not fit — [1]'],
    [
      () => new nn.EmbeddingBag(3, 2).forward(tensor([0, 1])),
      'embeddingBag: the bags are not known — indices [2], without offsets',
    ],
    [
      () => new nn.EmbeddingBag(3, 2).forward(tensor([0, 1]), tensor([1])),
      'embeddingBag: the first bag begins late — offsets[0] is 1',
    ],
    [
      () => new nn.EmbeddingBag(3, 2).forward(tensor([[0, 1]]), null, floats([[1, 1]])),
      "embeddingBag: weights are for sums — mode 'mean'",
    ],
    [() => new nn.EmbeddingBag(3, 2, { paddingIdx: 3 }), 'EmbeddingBag: paddingIdx is no row — 3, of 3 rows'],
  ];
  for (const [make, message] of refused) test(message, () => expect(make).toThrow(message));
});
