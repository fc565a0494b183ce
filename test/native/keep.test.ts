/** Copies that are large enough to be written past the caches (`keep` of cpu/copy.cc), in every piece of them. */
import { afterEach, expect, it } from 'vitest';
import { call, type Dtype, place, read, releaseAll } from './rig';

afterEach(releaseAll);

it.each<[Dtype, number, number]>([
  ['float32', 32_768, 0],
  ['float32', 100_003, 0],
  ['float32', 100_003, 3],
  ['float64', 50_001, 1],
  ['bool', 300_007, 5],
  ['float16', 131_075, 1],
])('%s, %i elements from element %i on, are the same bits', (dtype, count, offset) => {
  const values = Array.from({ length: count }, (_, at) => (dtype === 'bool' ? +(at % 3 === 0) : at % 30_011));
  const from = place(dtype, [count], values, { offset });
  expect(read(call('keep', { fresh: dtype, shape: [count] }, [from]))).toEqual(read(from));
});

it('of another dtype is refused', () => {
  const from = place('float32', [3], [1, 2, 3]);
  expect(() => call('keep', { fresh: 'float64', shape: [3] }, [from])).toThrow(/keep: .*float64/);
});
