import { describe, expect, it, test } from 'vitest';
import { historyDetails, historyText, mebibytesOf } from '../../extension/workbench/budget';

const MEBIBYTE = 2 ** 20;
const state = { budget: 512, bytes: 312 * MEBIBYTE, ops: 5000, kept: 1234, oldest: 3766 };

describe('what history takes of memory', () => {
  it('is said in the status bar', () => {
    expect(historyText(state)).toBe('History 1,234 ops · 312 of 512 MiB');
    expect(historyText({ ...state, kept: 1, bytes: 0.44 * MEBIBYTE, budget: 2048 })).toBe(
      'History 1 op · 0.4 of 2,048 MiB',
    );
  });

  it('comes with how far back it goes', () => {
    expect(historyDetails(state)).toBe(
      'The newest 1,234 of 5,000 ops can be gone back to; the oldest are forgotten as new ones come.',
    );
    expect(historyDetails({ ...state, ops: 7, kept: 7, oldest: 0 })).toBe(
      'Every op since the start can be gone back to: 7.',
    );
    expect(historyDetails({ ...state, ops: 0, kept: 0, oldest: null })).toBe(
      'No op has run yet that could be gone back to.',
    );
  });
});

test('a budget is a number of MiB, with or without the unit', () => {
  expect(['1024', ' 1,024 MiB ', '0'].map(mebibytesOf)).toEqual([1024, 1024, 0]);
  expect(['', 'much', '-1', '0.5', '1e9', '2000000', '5 GiB'].map(mebibytesOf)).toEqual(Array(7).fill(null));
});
