import { tensor } from 'backstep';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { changesBytes, lastWrite, travelTo } from '../../../engine/history/changes';
import { Flag, flags, Watch } from '../../../engine/history/flags';

beforeEach(() => {
  flags[Flag.HISTORY_MEBIBYTES] = 64;
  flags[Flag.WATCH] = Watch.HISTORY;
});
afterEach(() => {
  travelTo(Number.POSITIVE_INFINITY);
  flags[Flag.WATCH] = 0;
});

const now = () => flags[Flag.OPS] - 1;

test('an op in place that fails before it writes is no change', () => {
  const x = tensor([1, 2, 3]);
  x.add_(1);
  const written = now();
  const held = changesBytes();
  expect(() => x.div_(0)).toThrow();
  expect(() => x.indexAdd_(0, tensor([7]), tensor([1]))).toThrow();
  expect(changesBytes()).toBe(held);
  x.neg();
  expect(lastWrite(x.place(), now())?.index).toBe(written);
});

test('what a failed op has written all the same is taken back and made again', () => {
  const x = tensor([1, 2, 3, 4]);
  x.neg();
  const before = now();
  expect(() => x.scatterAdd_(0, tensor([0, 1, 9, 3]), tensor([10, 10, 10, 10]))).toThrow();
  const after = x.tolist();
  x.neg();
  const later = now();
  travelTo(before);
  expect(x.tolist()).toEqual([1, 2, 3, 4]);
  travelTo(later);
  expect(x.tolist()).toEqual(after);
  travelTo(before);
  travelTo(Number.POSITIVE_INFINITY);
  expect(x.tolist()).toEqual(after);
  x.mul_(2);
  travelTo(later);
  expect(x.tolist()).toEqual(after);
});
