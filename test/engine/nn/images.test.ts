import { F, gradgradcheck, manualSeed, nn, rand, randn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { testModules } from './modules';

class GridSample extends nn.Module {
  constructor(readonly options: F.GridSampleOptions) {
    super();
  }
  forward(image: Tensor, grid: Tensor): Tensor {
    return F.gridSample(image, grid, this.options);
  }
}

class AffineGrid extends nn.Module {
  constructor(
    readonly size: number[],
    readonly options: { alignCorners: boolean },
  ) {
    super();
  }
  forward(theta: Tensor): Tensor {
    return F.affineGrid(theta, this.size, this.options);
  }
}

/** The way there and back. */
class Unpooled extends nn.Module {
  constructor(
    readonly axes: 1 | 2 | 3,
    readonly size: number[],
  ) {
    super();
  }
  forward(x: Tensor): Tensor {
    const pool = { 1: nn.MaxPool1d, 2: nn.MaxPool2d, 3: nn.MaxPool3d }[this.axes];
    const unpool = { 1: nn.MaxUnpool1d, 2: nn.MaxUnpool2d, 3: nn.MaxUnpool3d }[this.axes];
    const { values, indices } = new pool(2, { returnIndices: true }).forward(x);
    return new unpool(2).forward(values, indices, this.size);
  }
}

describe('PyTorch has the same layer', () =>
  testModules('images', {
    GridSample: (options: F.GridSampleOptions) => new GridSample(options),
    AffineGrid: (size: number[], options: { alignCorners: boolean }) => new AffineGrid(size, options),
    Unpooled: (axes: 1 | 2 | 3, size: number[]) => new Unpooled(axes, size),
  }));

describe('layers of convolutions', () => {
  test('begin uniform, as wide as their inputs are many', () => {
    manualSeed(1);
    for (const layer of [
      new nn.Conv2d(8, 30, 5, { groups: 2 }),
      new nn.ConvTranspose2d(30, 8, 5, { groups: 2 }),
    ]) {
      const { weight, bias } = layer;
      const bound = 1 / Math.sqrt(4 * 25);
      expect(weight.shape).toEqual([30, 4, 5, 5]);
      for (const values of [weight, bias as Tensor])
        expect(values.abs().max().item()).toBeLessThanOrEqual(bound);
      // Of 3000 uniform numbers the deviation is known to 2 %.
      expect(Math.abs(weight.std().item() / (bound / Math.sqrt(3)) - 1)).toBeLessThan(0.06);
    }
  });

  test('say what they are as PyTorch does', () => {
    const same = { padding: 'same', paddingMode: 'circular' } as const;
    const layers = new nn.Sequential(
      new nn.Conv2d(1, 8, 3, { padding: 1, bias: false }),
      new nn.Conv1d(8, 8, [4], { groups: 4, dilation: 2, ...same }),
      new nn.ConvTranspose3d(2, 4, 2, { stride: [1, 2, 2], outputPadding: [0, 1, 1] }),
      new nn.MaxPool2d(2, { stride: 1 }),
      new nn.AdaptiveAvgPool2d([1, null]),
      new nn.ConstantPad1d([1, 2], 0.5),
      new nn.Unfold(3, { stride: [1, 2] }),
    );
    expect(`${layers}`).toBe(`Sequential(
  (0): Conv2d(1, 8, kernelSize=[3, 3], stride=[1, 1], padding=[1, 1], bias=false)
  (1): Conv1d(8, 8, kernelSize=[4], stride=[1], padding=same, paddingMode=circular, dilation=[2], groups=4)
  (2): ConvTranspose3d(2, 4, kernelSize=[2, 2, 2], stride=[1, 2, 2], outputPadding=[0, 1, 1])
  (3): MaxPool2d(kernelSize=2, stride=1)
  (4): AdaptiveAvgPool2d(outputSize=[1, ])
  (5): ConstantPad1d([1, 2], value=0.5)
  (6): Unfold(kernelSize=3, stride=[1, 2])
)`);
  });

  test('ConvTranspose2d makes any size that its convolution makes the same of', () => {
    const layer = new nn.ConvTranspose2d(2, 3, 3, { stride: 2 });
    const x = randn([1, 2, 4, 4]);
    expect(layer.forward(x, [10, 9]).shape).toEqual([1, 3, 10, 9]);
    expect(() => layer.forward(x, [11, 9])).toThrow(
      'ConvTranspose2d: there is no such outputSize — [11, 9], from [9, 9] to [10, 10] — give one between these',
    );
  });
});

test('gridSample and affineGrid can be differentiated twice', () => {
  manualSeed(3);
  const image = randn([1, 2, 3, 4], { dtype: 'float64', requiresGrad: true });
  const grid = rand([1, 2, 2, 2], { dtype: 'float64' }).mul(1.6).sub(0.8).requiresGrad_();
  for (const mode of ['bilinear', 'bicubic'] as const)
    gradgradcheck((x: Tensor, places: Tensor) => F.gridSample(x, places, { mode }), [image, grid]);
  const theta = randn([1, 2, 3], { dtype: 'float64', requiresGrad: true });
  gradgradcheck((map: Tensor) => F.affineGrid(map, [1, 1, 2, 3]).pow(2), [theta]);
});

test('gridSample at places that are none: NaN among zeros, the first element at a border', () => {
  const image = tensor([[[[1, 2, 3]]]], { dtype: 'float32' });
  const grid = tensor([
    [
      [
        [Number.NaN, 0],
        [Infinity, 0],
        [-9, 0],
        [0, 0],
      ],
    ],
  ]);
  const sampled = (options: F.GridSampleOptions) => F.gridSample(image, grid, options).flatten().tolist();
  expect(sampled({})).toEqual([NaN, NaN, 0, 2]);
  expect(sampled({ mode: 'nearest' })).toEqual([0, 0, 0, 2]);
  expect(sampled({ paddingMode: 'border' })).toEqual([1, 3, 1, 2]);
});
