import { existsSync } from 'node:fs';
import { formats, nn, type Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { unpack } from '../../golden/read';
import { expected, expectSame, file, temporaryFolder } from './expected';

const at = temporaryFolder();

describe('a checkpoint of PyTorch', () => {
  test.each(['model.pt', 'protocol-5.pt', 'legacy.pt'])(
    '%s makes our model give PyTorch’s outputs',
    (name) => {
      const { input, output } = expected('model');
      const model = new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU(), new nn.Linear(3, 2));
      model.loadStateDict(formats.load(file(name)));
      const difference = model.forward(unpack(input)).sub(unpack(output)).abs().max() as Tensor;
      expect(difference.item()).toBeLessThan(1e-6);
    },
  );

  test.each(['dtypes.pt', 'legacy-dtypes.pt'])('%s gives every dtype of the engine bit for bit', (name) => {
    using opened = formats.open(file(name));
    expect(opened.format).toBe('pt');
    for (const key of ['float32', 'float64', 'int32', 'int64', 'uint8', 'bool', 'scalar', 'none']) {
      expectSame(opened.read(key), expected(name)[key]);
    }
  });

  test('gives dtypes that the engine lacks in one that holds them', () => {
    using opened = formats.open(file('dtypes.pt'));
    expect(opened.entries.get('bfloat16')).toEqual({ name: 'bfloat16', dtype: 'bfloat16', shape: [14] });
    for (const key of ['float16', 'bfloat16', 'float8_e4m3fn', 'float8_e5m2']) {
      expectSame(opened.read(key, { as: 'float32' }), expected('dtypes.pt')[key]);
    }
    expectSame(opened.read('int16', { as: 'int32' }), expected('dtypes.pt').int16, 'int32');
    expect(() => opened.read('uint16')).toThrow(
      /^pt: the engine has no dtype uint16 — .+ — read it with \{ as: 'int32' \}$/,
    );
  });

  test('of a training run gives all that was saved, as it was nested', () => {
    interface Training {
      readonly optimizer: {
        readonly state: Record<string, { step: Tensor; exp_avg: Tensor; exp_avg_sq: Tensor }>;
        readonly param_groups: readonly object[];
      };
      readonly [key: string]: unknown;
    }
    const { model, optimizer, scheduler, ...rest } = formats.loadPt<Training>(file('training.pt'));
    expect(rest).toEqual({
      epoch: 7,
      loss: 0.25,
      notes: [
        'ein Café',
        Uint8Array.of(0, 255),
        new Uint8Array(0),
        null,
        true,
        [1, -2],
        new Set([3]),
        2n ** 70n,
        -(2 ** 31),
        300,
        Number.POSITIVE_INFINITY,
      ],
      dtype: 'bfloat16',
      device: 'cpu',
      shape: [2, 3],
      'by tuple': new Map([[[0, 1], 'edge']]),
    });
    expect(scheduler).toMatchObject({ milestones: { 3: 1, 5: 1 }, gamma: 0.1, base_lrs: [0.01] });
    expect(optimizer.param_groups).toMatchObject([{ lr: 0.01, betas: [0.9, 0.999], params: [0, 1, 2, 3] }]);
    const wanted = expected('training.pt');
    expect(optimizer.state[0].step.item()).toBe(2);
    for (const place of [0, 1, 2, 3]) {
      expectSame(optimizer.state[place].exp_avg, wanted[`optimizer.state.${place}.exp_avg`]);
      expectSame(optimizer.state[place].exp_avg_sq, wanted[`optimizer.state.${place}.exp_avg_sq`]);
    }
    expectSame((model as Record<string, Tensor>)['0.weight'], wanted['model.0.weight']);
  });

  test('gives the part that is asked for by its name', () => {
    const loaded = formats.load(file('training.pt'), { at: 'model' });
    expect(Object.keys(loaded)).toEqual(['0.weight', '0.bias', '2.weight', '2.bias']);
    expect(Object.keys(formats.load(file('training.pt')))).toEqual(Object.keys(expected('training.pt')));
    expect(() => formats.load(file('training.pt'), { at: 'net' })).toThrow(
      'training.pt has nothing below "net" — it has "model", "optimizer" — leave out at',
    );
  });

  test('gives views as views: tensors that shared memory share it again', () => {
    const views = formats.loadPt<Record<string, Tensor>>(file('views.pt'));
    for (const [name, packed] of Object.entries(expected('views.pt'))) expectSame(views[name], packed);
    expect([views.turned.strides, views.wide.strides]).toEqual([
      [1, 4],
      [1, 0],
    ]);
    expect(views.same).toBe(views.base);
    views.base.fill_(9);
    expect(views.part.tolist()).toEqual([
      [9, 9],
      [9, 9],
    ]);
  });

  test('gives its memory back with its last tensor', () => {
    const { base, turned, part } = formats.loadPt<Record<string, Tensor>>(file('views.pt'));
    base.dispose();
    turned.dispose();
    expect(part.isDisposed).toBe(false);
    part.dispose();
    expect(base.isDisposed).toBe(true);
  });

  test('is saved as safetensors with the values it had', () => {
    formats.save(at('views.safetensors'), formats.load(file('views.pt')));
    const saved = formats.load(at('views.safetensors'));
    for (const [name, packed] of Object.entries(expected('views.pt'))) expectSame(saved[name], packed);
  });

  test.each([
    ['command.pt', 'posix.system'],
    ['command-legacy.pt', 'posix.system'],
    ['whole-module.pt', 'torch.nn.modules.container.Sequential'],
    ['numpy-scalar.pt', 'numpy._core.multiarray.scalar'],
  ])('%s is refused by the name it asks for, and nothing is run', (name, asked) => {
    const message = `pt: the checkpoint asks for ${asked} — ${name} holds more than tensors`;
    expect(() => formats.load(file(name))).toThrow(message);
    expect(() => formats.loadPt(file(name))).toThrow(message);
    expect(existsSync('backstep-was-here')).toBe(false);
  });

  test('is asked for where another format is', () => {
    expect(() => formats.loadPt(file('model.safetensors'))).toThrow('is no checkpoint — it is safetensors');
  });
});
