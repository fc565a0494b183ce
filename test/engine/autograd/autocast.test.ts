import * as bs from 'backstep';
import {
  autocast,
  cat,
  type DType,
  F,
  isAutocastEnabled,
  nn,
  noGrad,
  ones,
  optim,
  stack,
  type Tensor,
  tensor,
} from 'backstep';
import { describe, expect, test } from 'vitest';
import { type PackedTensor, readGolden, unpack } from '../../golden/read';
import { expectClose } from '../ops/close';

type Half = 'bfloat16' | 'float16';

interface Model {
  readonly model: 'perceptron' | 'convolutions' | 'attention';
  readonly dtype: Half;
  readonly state: Readonly<Record<string, PackedTensor>>;
  readonly input: PackedTensor;
  readonly target: PackedTensor;
  readonly output: PackedTensor;
  readonly loss: PackedTensor;
  readonly inputGradient: PackedTensor;
  readonly gradients: Readonly<Record<string, PackedTensor>>;
}

const golden = readGolden<{
  readonly dtypes: Readonly<Record<Half, Readonly<Record<string, readonly (DType | null)[]>>>>;
  readonly models: readonly Model[];
}>('autocast');

const classes = tensor([0, 1, 2, 3]);

/** As in test/golden/autocast.py, where the arguments are not just both operands. */
const calls: Readonly<Record<string, (a: Tensor, b: Tensor) => Tensor>> = {
  bmm: (a, b) => a.unsqueeze(0).bmm(b.unsqueeze(0)),
  conv2d: (a, b) => F.conv2d(a.reshape(1, 1, 4, 4), b.reshape(1, 1, 4, 4)),
  convTranspose2d: (a, b) => F.convTranspose2d(a.reshape(1, 1, 4, 4), b.reshape(1, 1, 4, 4)),
  scaledDotProductAttention: (a, b) =>
    F.scaledDotProductAttention(a.unsqueeze(0), b.unsqueeze(0), b.unsqueeze(0)),
  exp: (a) => a.exp(),
  sum: (a) => a.sum(),
  mean: (a) => a.mean(),
  var: (a) => a.var(),
  softmax: (a) => a.softmax(1),
  gelu: (a) => F.gelu(a),
  cumsum: (a) => a.cumsum(0),
  logsumexp: (a) => a.logsumexp(0),
  cat: (a, b) => cat([a, b]),
  stack: (a, b) => stack([a, b]),
  where: (a, b) => bs.where(a.gt(0), a, b),
  prod: (a) => a.prod(),
  crossEntropy: (a) => F.crossEntropy(a, classes),
  nllLoss: (a) => F.nllLoss(a, classes),
  binaryCrossEntropy: (a, b) => F.binaryCrossEntropy(a.sigmoid(), b.sigmoid()),
  groupNorm: (a) => F.groupNorm(a, 2),
  layerNorm: (a) => F.layerNorm(a, [4]),
};

class Attention extends nn.Module {
  norm = new nn.LayerNorm(8);
  qkv = new nn.Linear(8, 24);
  out = new nn.Linear(8, 3);

  forward(x: Tensor): Tensor {
    const [q, k, v] = this.qkv.forward(this.norm.forward(x)).chunk(3, -1);
    return this.out.forward(F.scaledDotProductAttention(q, k, v, { isCausal: true })).flatten(0, 1);
  }
}

const models: Readonly<Record<Model['model'], () => nn.Layer>> = {
  perceptron: () =>
    new nn.Sequential(
      new nn.Linear(6, 8),
      new nn.ReLU(),
      new nn.Linear(8, 4),
      new nn.Tanh(),
      new nn.Linear(4, 3),
    ),
  convolutions: () =>
    new nn.Sequential(
      new nn.Conv2d(2, 4, 3),
      new nn.ReLU(),
      new nn.MaxPool2d(2),
      new nn.Flatten(),
      new nn.Linear(16, 3),
    ),
  attention: () => new Attention(),
};

describe.each(['bfloat16', 'float16'] as const)('autocast to %s', (dtype) => {
  test.each(Object.entries(golden.dtypes[dtype]))('gives %s PyTorch’s dtype', (name, wanted) => {
    const call = calls[name] ?? (bs as unknown as typeof calls)[name] ?? (F as unknown as typeof calls)[name];
    const x = ones([4, 4]).mul(0.5);
    const operands = [
      [x, x],
      [x.to(dtype), x.to(dtype)],
      [x, x.to(dtype)],
      [x.to(dtype), x],
      [x.double(), x.double()],
    ];
    const found = operands.map(([a, b]) => autocast({ dtype }, () => call(a, b)).dtype);
    expect(found).toEqual(wanted);
  });

  const own = golden.models.filter((each) => each.dtype === dtype);
  test.each(own)('trains $model as PyTorch does', (given) => {
    const model = models[given.model]();
    model.loadStateDict(
      Object.fromEntries(Object.entries(given.state).map(([key, value]) => [key, unpack(value)])),
    );
    const input = unpack(given.input).requiresGrad_();
    const [output, loss] = autocast({ dtype }, () => {
      const output = model.forward(input);
      return [output, F.crossEntropy(output, unpack(given.target))];
    });
    loss.backward();
    expectClose(output, given.output, 'output');
    expectNear(loss, given.loss, dtype, 'loss');
    expectNear(input.grad!, given.inputGradient, dtype, 'input');
    for (const [name, parameter] of model.namedParameters()) {
      expectNear(parameter.grad!, given.gradients[name], dtype, name);
    }
  });
});

/** Gradients are sums of what was rounded to 16 bits: as close as those are, by the largest element. */
function expectNear(own: Tensor, packed: PackedTensor, dtype: Half, what: string): void {
  const wanted = unpack(packed);
  expect(`${what} ${own.dtype} [${own.shape}]`).toBe(`${what} ${wanted.dtype} [${wanted.shape}]`);
  const largest = wanted.abs().max() as Tensor;
  const away = (own.detach().sub(wanted).abs().max() as Tensor).item() / largest.item();
  expect(away, what).toBeLessThan(dtype === 'float16' ? 2 ** -9 : 2 ** -6);
}

describe('autocast', () => {
  const x = ones([2, 2]);

  test('is bfloat16 by default, ends with its function, and can be off', () => {
    expect(isAutocastEnabled()).toBe(false);
    expect(autocast({}, () => [isAutocastEnabled(), x.mm(x).dtype])).toEqual([true, 'bfloat16']);
    expect(isAutocastEnabled()).toBe(false);
    expect(autocast({ enabled: false }, () => x.mm(x).dtype)).toBe('float32');
    expect(() =>
      autocast({}, () => {
        throw new Error('inside');
      }),
    ).toThrow('inside');
    expect(isAutocastEnabled()).toBe(false);
  });

  test('nests', () => {
    const dtypes = autocast({}, () => [
      x.mm(x).dtype,
      autocast({ dtype: 'float16' }, () => x.mm(x).dtype),
      autocast({ enabled: false }, () => x.mm(x).dtype),
      x.mm(x).dtype,
    ]);
    expect(dtypes).toEqual(['bfloat16', 'float16', 'float32', 'bfloat16']);
  });

  test('holds until an async function has settled', async () => {
    const running = autocast({}, async () => {
      await Promise.resolve();
      return x.mm(x).dtype;
    });
    expect(await running).toBe('bfloat16');
    expect(isAutocastEnabled()).toBe(false);
  });

  test('refuses dtypes that are not of 16 bits', () => {
    expect(() => autocast({ dtype: 'float32' }, () => x)).toThrow(
      'autocast: there is no mixed precision with this dtype — float32 — use bfloat16 or float16',
    );
  });

  test('converts a parameter once, again after it was written to, and with a history where one is asked for', () => {
    const weight = new nn.Parameter(ones([2, 2]));
    autocast({}, () => {
      const first = noGrad(() => x.mm(weight));
      expect(first.requiresGrad).toBe(false);
      // Converted without recording: must not be used where a gradient is asked for.
      expect(x.mm(weight).requiresGrad).toBe(true);
      noGrad(() => weight.fill_(3));
      expect(x.mm(weight).tolist()).toEqual([
        [6, 6],
        [6, 6],
      ]);
    });
    autocast({}, () => x.mm(weight).add(x.mm(weight)).sum()).backward();
    expect(weight.grad!.dtype).toBe('float32');
    expect(weight.grad!.tolist()).toEqual([
      [4, 4],
      [4, 4],
    ]);
  });

  test('is the same when a checkpointed part is computed again', () => {
    const weight = new nn.Parameter(ones([2, 2]).mul(0.3));
    const part = (input: Tensor) => input.mm(weight).tanh().mm(weight);
    const gradient = (run: (input: Tensor) => Tensor) => {
      weight.grad = null;
      const output = autocast({}, () => run(x));
      output.sum().backward();
      return [output.dtype, (weight.grad as Tensor | null)!.tolist()];
    };
    expect(gradient((input) => bs.checkpoint(part, input))).toEqual(gradient(part));
  });

  test('works with a gradient scaler', () => {
    const model = new nn.Linear(2, 1);
    noGrad(() => model.weight.fill_(1e-3));
    const optimizer = new optim.SGD(model.parameters(), { lr: 1 });
    const scaler = new optim.GradScaler({ initScale: 1024 });
    const loss = autocast({ dtype: 'float16' }, () => model.forward(ones([1, 2]).mul(1e-6)).mean());
    scaler.scale(loss).backward();
    scaler.step(optimizer);
    scaler.update();
    // 1e-6 times 1024 is a float16; 1e-6 alone has two digits in it.
    expect(model.weight.detach().sub(1e-3).neg().div(1e-6).sub(1).abs().lt(2e-2).all().item()).toBe(true);
  });
});
