import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  asSlice,
  columnsOf,
  firstSlice,
  heldAxes,
  keptSlice,
  placeOf,
  rowsOf,
  withAxis,
  withIndex,
} from '../../webviews/tensor/axes';

test('the last two axes are rows and columns at first, and every other is held at 0', () => {
  expect(firstSlice([2, 4, 24, 32])).toEqual({ rowAxis: 2, columnAxis: 3, indices: [0, 0, 0, 0] });
  expect(firstSlice([7])).toEqual({ rowAxis: null, columnAxis: 0, indices: [0] });
  expect(firstSlice([])).toEqual({ rowAxis: null, columnAxis: null, indices: [] });
});

test('a tensor of one axis is one row', () => {
  const slice = firstSlice([7]);
  expect([rowsOf([7], slice), columnsOf([7], slice)]).toEqual([1, 7]);
});

describe('choosing an axis', () => {
  test('that is the other one swaps the two', () => {
    const slice = withAxis(firstSlice([2, 3, 4]), 'rowAxis', 2);
    expect(slice).toMatchObject({ rowAxis: 2, columnAxis: 1 });
  });

  test('that is held frees the one before', () => {
    const slice = withAxis(withIndex(firstSlice([2, 3, 4]), [2, 3, 4], 0, 1), 'columnAxis', 0);
    expect(slice).toEqual({ rowAxis: 1, columnAxis: 0, indices: [0, 0, 0] });
    expect(heldAxes(slice)).toEqual([2]);
  });

  test('never makes one axis both rows and columns, nor holds it', () => {
    const step = fc.tuple(fc.constantFrom('rowAxis' as const, 'columnAxis' as const), fc.nat(3));
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const slice = steps.reduce(
          (now, [which, axis]) => withAxis(now, which, axis),
          firstSlice([2, 3, 4, 5]),
        );
        expect(slice.rowAxis).not.toBe(slice.columnAxis);
        expect(heldAxes(slice)).toHaveLength(2);
      }),
    );
  });
});

test('an index is kept within its axis', () => {
  const shape = [5, 2, 2];
  expect(withIndex(firstSlice(shape), shape, 0, 99).indices[0]).toBe(4);
  expect(withIndex(firstSlice(shape), shape, 0, -3).indices[0]).toBe(0);
  expect(withIndex(firstSlice(shape), shape, 0, Number.NaN).indices[0]).toBe(0);
});

describe('at the next stop', () => {
  const chosen = withIndex(withAxis(firstSlice([8, 3, 4]), 'rowAxis', 0), [8, 3, 4], 1, 2);

  test('the axes and indices stay for the same shape', () => {
    expect(keptSlice(chosen, [8, 3, 4])).toEqual(chosen);
  });

  test('they stay as far as they reach for the shorter last batch', () => {
    expect(keptSlice(chosen, [8, 1, 4])).toEqual({ ...chosen, indices: [0, 0, 0] });
  });

  test('another rank begins anew', () => {
    expect(keptSlice(chosen, [3, 4])).toEqual(firstSlice([3, 4]));
    expect(keptSlice(null, [3, 4])).toEqual(firstSlice([3, 4]));
  });
});

test('a remembered slice is taken back, and nonsense is not', () => {
  const slice = withIndex(firstSlice([2, 3, 4]), [2, 3, 4], 0, 1);
  expect(asSlice(JSON.parse(JSON.stringify(slice)))).toEqual(slice);
  for (const nonsense of [
    null,
    'slice',
    {},
    { rowAxis: 1, columnAxis: 1, indices: [0, 0, 0] },
    { rowAxis: 1, columnAxis: 7, indices: [0, 0, 0] },
    { rowAxis: null, columnAxis: 2, indices: [0, 0, 0] },
    { rowAxis: 1, columnAxis: 2, indices: [0, -1, 0] },
  ]) {
    expect(asSlice(nonsense)).toBeNull();
  }
});

test('the place of a cell names every axis of the tensor', () => {
  const slice = withIndex(firstSlice([9, 3, 4]), [9, 3, 4], 0, 5);
  expect(placeOf(slice, [1, 1], [2, 2])).toBe('[5, 1, 2]');
  expect(placeOf(slice, [0, 2], [2, 3])).toBe('[5, 0…2, 2…3]');
});
