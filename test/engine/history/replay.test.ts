import { tensor } from 'backstep';
import { afterEach, expect, test, vi } from 'vitest';
import { Flag, flags } from '../../../engine/history/flags';
import type { Hit } from '../../../engine/history/hit';
import { setReplay } from '../../../engine/history/replay';

const stops: Hit[] = [];
vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: (_: unknown, hits: readonly Hit[]) => stops.push(...hits),
}));
afterEach(() => {
  setReplay(null);
  flags[Flag.WATCH] = 0;
});

test('a run again says how many ops it could compare, where that were not all', () => {
  const x = tensor([1, 2]);
  const target = flags[Flag.OPS];
  setReplay({ target, words: new Uint32Array(0), prints: new Map(), texts: new Map() });
  x.neg();
  expect(stops.map(({ description }) => description)).toEqual([
    `Op ${target} again: neg — only the first 0 ops were compared`,
  ]);
});
