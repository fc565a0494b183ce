import { expect, test } from 'vitest';
import { disagreements, type Operand } from '../../../engine/history/disagreement';

const operand = (name: string, shape: readonly number[], dtype: Operand['dtype'] = 'float32') => ({
  name,
  shape,
  dtype,
});

test.each([
  ['matmul', [2, 64, 784], [128, 10], 'axis 2 of a is 784, axis 0 of b is 128'],
  ['matmul', [3], [4], 'axis 0 of a is 3, axis 0 of b is 4'],
  ['bmm', [2, 3, 4], [2, 5, 6], 'axis 2 of a is 4, axis 1 of b is 5'],
  ['conv2d', [8, 3, 28, 28], [16, 1, 5, 5], 'axis 1 of a is 3, axis 1 of b is 1'],
  ['mul', [4, 1, 3], [2, 2], 'axis 2 of a is 3, axis 1 of b is 2'],
])('%s of %j and %j: %s', (op, first, second, expected) => {
  expect(disagreements(op, [operand('a', first), operand('b', second)])).toEqual([expected]);
});

test('axes of size 1 go with any, and axes that are missing agree', () => {
  expect(disagreements('add', [operand('a', [5, 1]), operand('b', [3, 5, 7])])).toEqual([]);
  expect(disagreements('linear', [operand('a', [5, 4]), operand('b', [3, 4]), operand('c', [9])])).toEqual(
    [],
  );
});

test('dtypes are told where the shapes agree', () => {
  expect(disagreements('add', [operand('a', [2]), operand('b', [2], 'int64')])).toEqual([
    'a is float32, b is int64',
  ]);
  expect(disagreements('item', [])).toEqual([]);
});
