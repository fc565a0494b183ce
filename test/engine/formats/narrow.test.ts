import { formats, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expected, expectSame, file, temporaryFolder } from './expected';

const at = temporaryFolder();

describe('tensors of 16 and 8 bits', () => {
  test.each([
    ['safetensors', 'narrow.safetensors'],
    ['pt', 'dtypes.pt'],
    ['pt', 'legacy-dtypes.pt'],
  ])('are read from %s as they are: %s', (_, name) => {
    using opened = formats.open(file(name));
    for (const key of ['float16', 'bfloat16'].filter((each) => opened.entries.has(each))) {
      const read = opened.read(key);
      expect(read.dtype).toBe(key);
      // The golden values are float32's, which holds them exactly.
      expectSame(read.float(), expected(name)[key]);
    }
    if (opened.entries.has('int8')) expectSame(opened.read('int8'), expected(name).int8);
  });

  test.each(['x.safetensors', 'x.npz'])('come back from %s bit for bit', (name) => {
    const state = {
      half: tensor([0.1, -65504, Infinity, 6e-8], { dtype: 'float16' }),
      bytes: tensor([[-128], [127]], { dtype: 'int8' }),
      ...(name.endsWith('npz') ? {} : { brain: tensor([[0.1, 3e38]], { dtype: 'bfloat16' }) }),
    };
    formats.save(at(name), state);
    const loaded = formats.load(at(name)) as Record<string, Tensor>;
    for (const [key, wanted] of Object.entries(state)) {
      expect([loaded[key].dtype, loaded[key].shape]).toEqual([wanted.dtype, wanted.shape]);
      expect(loaded[key].data()).toEqual(wanted.data());
    }
  });

  test('in npy are numpy’s, which has no bfloat16', () => {
    formats.save(at('half.npy'), tensor([1.5], { dtype: 'float16' }));
    expect(formats.loadNpy(at('half.npy')).dtype).toBe('float16');
    expect(() => formats.save(at('brain.npy'), tensor([1], { dtype: 'bfloat16' }))).toThrow(/bfloat16/);
  });
});
