import { expect, test } from 'vitest';
import { coverage, type Layout } from '../../engine/runtime/debuggee/coverage';

const of = (layout: Partial<Layout>) =>
  coverage({ shape: [16], strides: [1], offset: 0, size: 4, bytes: 64, pieces: 8, ...layout });

test('a view covers the pieces of its storage in which its elements lie, by how much of them it shows', () => {
  expect(of({})).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
  expect(of({ shape: [3], offset: 5 })).toEqual([0, 0, 0.5, 1, 0, 0, 0, 0]);
  expect(of({ shape: [8], strides: [2] })).toEqual(Array(8).fill(0.5));
  expect(of({ shape: [2, 2], strides: [1, 8] })).toEqual([1, 0, 0, 0, 1, 0, 0, 0]);
});

test('an element that is repeated, or shown twice by strides that overlap, counts once', () => {
  expect(of({ shape: [1_000_000_000], strides: [0] })).toEqual([0.5, 0, 0, 0, 0, 0, 0, 0]);
  expect(of({ shape: [3, 2], strides: [1, 1] })).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
  expect(of({ shape: [0, 3] })).toEqual(Array(8).fill(0));
});

test('a view of very many runs is taken for evenly spread where it is', () => {
  const large = { shape: [1000, 1000], strides: [4000, 2], bytes: 4000 * 1000 * 4 };
  const parts = of(large);
  const sum = parts.reduce((total, part) => total + part, 0) / 8;
  expect(sum).toBeCloseTo(0.25, 2);
});
