/** Convolutions large enough for every way in which the kernels divide their work. */
import { F, grad, manualSeed, randn, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';

interface Large {
  readonly name: string;
  readonly input: number[];
  readonly weight: number[];
  readonly options: { stride?: number; padding?: number; dilation?: number };
}

const shapes: readonly Large[] = [
  { name: 'one large image', input: [1, 20, 70, 67], weight: [33, 20, 3, 3], options: { padding: 1 } },
  { name: 'many small images', input: [70, 48, 7, 7], weight: [40, 48, 3, 3], options: { padding: 1 } },
  { name: 'many channels', input: [2, 130, 14, 14], weight: [470, 130, 3, 3], options: { padding: 1 } },
  { name: 'a stride', input: [5, 3, 45, 46], weight: [24, 3, 7, 7], options: { stride: 2, padding: 3 } },
  { name: 'single elements', input: [3, 90, 20, 30], weight: [50, 90, 1, 1], options: {} },
  {
    name: 'holes in the kernel',
    input: [4, 9, 30, 31],
    weight: [20, 9, 3, 3],
    options: { dilation: 4, padding: 4 },
  },
  { name: 'few features', input: [4, 40, 33, 33], weight: [2, 40, 3, 3], options: { padding: 1 } },
];

/** The largest difference, as a share of the largest element. */
function error(a: Tensor, b: Tensor): number {
  expect(a.shape).toEqual(b.shape);
  return a.sub(b).abs().max().item() / b.abs().max().item();
}

describe.each(shapes)('a convolution of $name', ({ input, weight, options }) => {
  test('is the product of its weight with unfolded patches, and so are its gradients', () => {
    manualSeed(1);
    const x = randn(input, { requiresGrad: true });
    const w = randn(weight, { requiresGrad: true });
    const b = randn([weight[0]], { requiresGrad: true });
    const own = F.conv2d(x, w, b, options);
    const patches = F.unfold(x.double(), weight.slice(2), options);
    const product = w.double().flatten(1).matmul(patches).add(b.double().unsqueeze(1));
    const other = product.reshape(own.shape);
    // Sums of up to 5,000 products in float32, beside sums in float64.
    expect(error(own.double(), other)).toBeLessThan(2e-6);
    const seed = randn(own.shape);
    const gradients = grad(own, [x, w, b], { gradOutputs: seed });
    const expected = grad(other, [x, w, b], { gradOutputs: seed.double() });
    gradients.forEach((each, k) => {
      expect(error(each, expected[k])).toBeLessThan(5e-6);
    });
  });
});

test('a convolution of groups is one of each group, side by side', () => {
  manualSeed(2);
  const x = randn([3, 24, 25, 26], { requiresGrad: true });
  const w = randn([48, 4, 3, 3], { requiresGrad: true });
  const options = { padding: 1, stride: 2 };
  const own = F.conv2d(x, w, null, { ...options, groups: 6 });
  const parts = x.chunk(6, 1).map((part, k) => F.conv2d(part, w.narrow(0, 8 * k, 8), null, options));
  for (const [k, part] of parts.entries()) expect(error(own.narrow(1, 8 * k, 8), part)).toBeLessThan(1e-6);
  const seed = randn(own.shape);
  const gradients = grad(own, [x, w], { gradOutputs: seed });
  const expected = grad(parts, [x, w], { gradOutputs: seed.chunk(6, 1) });
  gradients.forEach((each, k) => {
    expect(error(each, expected[k])).toBeLessThan(1e-6);
  });
});
