import { F, nn, ones, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const image = ones([2, 4, 5, 6]);
const weight = ones([6, 4, 3, 3]);

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [
    () => F.conv2d(ones([5, 6]), weight),
    'conv2d: the input has not 3 or 4 axes — [5, 6] — give [N, C, …] or [C, …]',
  ],
  [
    () => F.conv2d([[1]] as never, weight),
    'conv2d: the input is no tensor — an array of 1 — make one with tensor(…)',
  ],
  [
    () => F.conv2d(image, ones([6, 4, 3])),
    'conv2d: the weight has not 4 axes — [6, 4, 3] — give [O, C / groups, …]',
  ],
  [
    () => F.conv2d(image, weight.narrow(1, 0, 3)),
    'conv2d: the channels differ — input [2, 4, 5, 6], weight [6, 3, 3, 3], 1 groups — give an input of 3 channels',
  ],
  [
    () => F.conv2d(image, weight, null, { groups: 4 }),
    'conv2d: the channels do not fall into the groups — weight [6, 4, 3, 3], 4 groups — give a divisor of them',
  ],
  [
    () => F.conv2d(image, weight, ones([4])),
    'conv2d: the bias has not one element for each output channel — weight [6, 4, 3, 3], bias [4] — give it the shape [6]',
  ],
  [
    () => F.conv2d(image.double(), weight),
    'conv2d: the dtypes differ — float64, float32, none — convert the input with .to(weight.dtype)',
  ],
  [
    () => F.conv2d(image.long(), weight.long()),
    'conv2d: is not defined for int64 — int64 — convert the input first with .float()',
  ],
  [
    () => F.conv2d(image, weight, null, { stride: 0 }),
    'conv2d: stride does not fit — 0 — give one number or 2 of at least 1',
  ],
  [
    () => F.conv2d(image, weight, null, { padding: [1, 2, 3] }),
    'conv2d: padding does not fit — [1, 2, 3] — give one number or 2 of at least 0',
  ],
  [
    () => F.conv2d(image, weight, null, { padding: 'same', stride: 2 }),
    "conv2d: padding 'same' needs a stride of 1 — [2, 2] — give the padding in numbers",
  ],
  [
    () => F.conv2d(image, weight, null, { dilation: 3 }),
    'conv2d: the kernel is larger than the padded input — input [2, 4, 5, 6], kernel [3, 3], padding [0, 0] — use a smaller kernel or more padding',
  ],
  [
    () => F.conv2d(image, zeros([6, 4, 0, 3])),
    'conv2d: the kernel has no element — [6, 4, 0, 3] — give sizes of at least 1',
  ],
  [
    () => F.convTranspose2d(image, ones([4, 6, 3, 3]), null, { outputPadding: 1 }),
    'convTranspose2d: outputPadding is not smaller than stride or dilation — outputPadding [1, 1], stride [1, 1], dilation [1, 1] — give less of it',
  ],
  [
    () => F.convTranspose2d(image, weight),
    'convTranspose2d: the channels differ — input [2, 4, 5, 6], weight [6, 4, 3, 3], 1 groups — give an input of 6 channels',
  ],
  [
    () => F.convTranspose2d(image, ones([4, 6, 1, 1]), null, { padding: 3 }),
    'convTranspose2d: the result would have the sizes [-1, 0] — input [2, 4, 5, 6], kernel [1, 1] — give less padding',
  ],
  [
    () => new nn.Conv2d(3, 4, 3, 2 as never),
    'Conv2d: the options are no object — 2 — name them, such as { stride: 2 }',
  ],
  [
    () => new nn.Conv2d(3, 4, 3, { groups: 2 }),
    'Conv2d: the channels do not fall into the groups — 3 to 4 channels, 2 groups — give a divisor of both',
  ],
  [
    () => new nn.Conv2d(3, 4, 3, { paddingMode: 'same' as never }),
    'Conv2d: there is no such paddingMode — same — give zeros, reflect, replicate or circular',
  ],
  [
    () => new nn.MaxPool2d(2, 2 as never),
    'MaxPool2d: the options are no object — 2 — name them, such as { stride: 2 }',
  ],
  [
    () => new nn.ZeroPad2d([1, 2, 3]),
    'ZeroPad2d: the padding does not fit — [1, 2, 3] — give one number or 4',
  ],
  [
    () => new nn.ReflectionPad1d(2).forward(image),
    'ReflectionPad1d: the input has not 2 or 3 axes — [2, 4, 5, 6] — reshape it',
  ],
  [
    () => F.maxPool2d(image, 2, { padding: 2 }),
    'maxPool2d: the padding is more than half of the window — padding [2, 2], kernelSize [2, 2] — give less padding',
  ],
  [
    () => F.maxPool2d(image, 7),
    'maxPool2d: the result would have the sizes [0, 0] — input [2, 4, 5, 6], kernelSize [7, 7] — use smaller windows',
  ],
  [
    () => F.maxPool2d(image.long(), 2),
    'maxPool2d: is not defined for int64 — int64 — convert it first with .float()',
  ],
  [() => F.avgPool2d(image, 2, { divisorOverride: 0 }), 'avgPool2d: the divisor is zero — 0 — give another'],
  [
    () => F.adaptiveAvgPool2d(zeros([1, 2, 0, 3]), 2),
    'adaptiveAvgPool2d: an axis is empty — [1, 2, 0, 3] — give an input that has elements in each',
  ],
  [
    () => F.adaptiveMaxPool2d(image, [1, 2, 3]),
    'adaptiveMaxPool2d: outputSize does not fit — [1, 2, 3] — give one number or 2 of at least 0',
  ],
  [
    () => F.maxUnpool2d(image, image, 2),
    'maxUnpool2d: the indices do not fit — input [2, 4, 5, 6], indices float32 [2, 4, 5, 6] — give those of maxPool with returnIndices',
  ],
  [
    () => F.maxUnpool2d(image, image.long(), 2, { outputSize: [20, 12] }),
    'maxUnpool2d: outputSize is none that pooling makes this input of — [20, 12], usually [10, 12] — give what was pooled',
  ],
  [
    () => F.unfold(image, [6, 2]),
    'unfold: there would be [0, 5] patches — sizes [5, 6], kernelSize [6, 2] — use a smaller kernel',
  ],
  [
    () => F.fold(ones([1, 8, 5]), [4, 3], 2),
    'fold: the patches do not fit — input [1, 8, 5], 4 elements a patch, [3, 2] patches — give [N, C × 4, 6]',
  ],
  [
    () => F.interpolate(image, { size: 3, mode: 'cubic' as never }),
    'interpolate: there is no such mode — cubic — one of nearest, nearestExact, area, linear, bilinear, bicubic, trilinear',
  ],
  [
    () => F.interpolate(image, { size: 3, alignCorners: true }),
    "interpolate: alignCorners is of the linear modes — mode 'nearest' — leave it out",
  ],
  [
    () => F.interpolate(image, { size: 3, antialias: true }),
    "interpolate: antialias is of bilinear and bicubic — mode 'nearest' — leave it out",
  ],
  [
    () => F.interpolate(image, { size: [3, 4, 5] }),
    'interpolate: the sizes do not fit — [3, 4, 5] for input [2, 4, 5, 6] — give one positive number or 2',
  ],
  [
    () => F.interpolate(image, { scaleFactor: 0.1 }),
    'interpolate: an axis is empty — input [2, 4, 5, 6], sizes [0, 0] — give sizes of at least 1',
  ],
  [
    () => F.gridSample(image, ones([2, 3, 3, 3])),
    'gridSample: the shapes do not fit — input [2, 4, 5, 6], grid [2, 3, 3, 3] — give [N, C, H, W] and [N, H′, W′, 2]',
  ],
  [
    () => F.gridSample(ones([1, 1, 2, 2, 2]), ones([1, 2, 2, 2, 3]), { mode: 'bicubic' }),
    "gridSample: there is no such mode — mode 'bicubic', input [1, 1, 2, 2, 2] — give 'bilinear', 'nearest', or 'bicubic' of images",
  ],
  [
    () => F.affineGrid(ones([2, 3, 4]), [2, 1, 3, 3]),
    'affineGrid: the shapes do not fit — theta [2, 3, 4], size [2, 1, 3, 3] — give [N, 2, 3] and [N, C, H, W]',
  ],
];

describe('a mistake with images is told', () => {
  for (const [make, message] of mistakes) {
    test(message, () => {
      let told = 'nothing';
      try {
        make();
      } catch (error) {
        told = (error as Error).message;
      }
      expect(told).toBe(message);
    });
  }
});

test('sizes far too big are an error that names the bytes, and no crash', () => {
  const one = ones([1, 1, 1, 1]);
  expect(() => F.conv2d(one, one, null, { padding: 2 ** 30 })).toThrow(
    /^convolution: \d+ bytes are more than/,
  );
  expect(() => F.conv2d(one, one, null, { padding: 2 ** 17 })).toThrow(/^convolution: out of memory/);
  expect(() => F.interpolate(one, { size: 2 ** 20 })).toThrow(/out of memory/);
});
