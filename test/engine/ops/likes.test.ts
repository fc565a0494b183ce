import { arange, asTensor, cat, concat, ones, rowStack, tensor, unravelIndex, vstack, zeros } from 'backstep';
import { expect, test } from 'vitest';

test('new… tensors have the dtype of the one that they are made as, unless another is given', () => {
  const x = tensor([1.5], { dtype: 'float64', requiresGrad: true });
  for (const made of [
    x.newEmpty([2]),
    x.newZeros([2]),
    x.newOnes([2]),
    x.newFull([2], 3),
    x.newTensor([1, 2]),
  ]) {
    expect([made.dtype, made.shape, made.requiresGrad]).toEqual(['float64', [2], false]);
  }
  expect(x.newFull([2], 3).tolist()).toEqual([3, 3]);
  expect(x.newTensor([1, 2]).tolist()).toEqual([1, 2]);
  const other = x.newOnes([1], { dtype: 'int64' });
  expect([other.dtype, other.tolist()]).toEqual(['int64', [1]]);
  expect(x.newZeros([1], { requiresGrad: true }).requiresGrad).toBe(true);
});

test('asTensor gives a tensor back as it is, unless its dtype changes', () => {
  const x = ones([2]);
  expect(asTensor(x)).toBe(x);
  expect(asTensor(x, { dtype: 'int64' }).dtype).toBe('int64');
  expect(asTensor([1, 2]).tolist()).toEqual([1, 2]);
});

test('unravelIndex tells where row-major positions are', () => {
  const at = (positions: number[]) => unravelIndex(tensor(positions), [2, 3, 4]).map((axis) => axis.tolist());
  expect(at([0, 23, 13, -1])).toEqual([
    [0, 1, 1, 1],
    [0, 2, 0, 2],
    [0, 3, 1, 3],
  ]);
  const [row, column] = unravelIndex(arange(6).reshape(2, 3).argmax(), [2, 3]);
  expect([row.item(), column.item()]).toEqual([1, 2]);
  expect(() => unravelIndex(tensor([24]), [2, 3, 4])).toThrow(
    'unravelIndex: index 24 is out of range — [2, 3, 4] has 24 elements — give one from -24 to 23',
  );
});

test('second names are the same functions', () => {
  expect(concat).toBe(cat);
  expect(rowStack).toBe(vstack);
  expect(concat([zeros([1]), ones([1])]).tolist()).toEqual([0, 1]);
});
