import { relu, type Tensor, tensor } from 'backstep';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { mixed } from '../../../engine/history/hash';
import { loggedWords } from '../../../engine/history/log';
import { context } from '../../../engine/ops/context';

beforeEach(() => {
  flags[Flag.WATCH] = Watch.HISTORY;
});
afterEach(() => {
  flags[Flag.WATCH] = 0;
});

/** The words of the ops that `code` runs. */
function wordsOf(code: () => unknown): number[] {
  const from = flags[Flag.OPS];
  code();
  return [...loggedWords().subarray(from)];
}

function training(values: number[]): number[] {
  const weight = tensor(values, { dtype: 'float32', requiresGrad: true });
  return wordsOf(() => relu(weight.mul(2)).sum().backward());
}

describe('the word of an op', () => {
  test('is never 0, and the same where the same code runs again with other numbers', () => {
    const before = training([1, -2, 3]);
    // mul, relu, sum, and their gradients with the ops inside of them
    expect(before.length).toBeGreaterThanOrEqual(6);
    expect(before).not.toContain(0);
    expect(training([4, 5, -6])).toEqual(before);
  });

  test('depends on the op, its pass, and how deep it lies', () => {
    const words = training([1, -2, 3]);
    expect(new Set(words).size).toBe(words.length);
  });

  test('depends on the shapes of its results', () => {
    const shapes = [[6], [2, 3], [3, 2], [1, 6], [6, 1], []];
    const word = (shape: number[]) => {
      const x = shape.length === 0 ? tensor(1) : tensor([0, 0, 0, 0, 0, 0]).reshape(shape);
      return wordsOf(() => x.neg())[0];
    };
    expect(new Set(shapes.map(word)).size).toBe(shapes.length);
  });

  test('depends on where it was called', () => {
    const x = tensor([1, 2]);
    const at = (site: number) => {
      flags[Flag.SITE] = site;
      return wordsOf(() => x.neg());
    };
    expect(at(1)).toEqual(at(1));
    expect(at(1)).not.toEqual(at(2));
  });

  test('is 0 where nobody saw it, however many these are', () => {
    const x: Tensor = tensor([1]);
    flags[Flag.WATCH] = 0;
    const from = flags[Flag.OPS];
    const unseen = loggedWords().length * 8 + 5000;
    for (let op = 0; op < unseen; op++) x.neg();
    flags[Flag.WATCH] = Watch.HISTORY;
    const [word] = wordsOf(() => x.neg());
    expect(word).toBeGreaterThan(0);
    const all = loggedWords();
    expect(all.length).toBe(from + unseen + 1);
    expect(all.subarray(from, from + unseen).every((one) => one === 0)).toBe(true);
  });

  test('is not kept of an op after so many that the log would be too long', () => {
    const x = tensor([1]);
    context.ops = 2 ** 22 - 2;
    x.neg();
    expect(wordsOf(() => x.neg())).toHaveLength(1);
    expect(wordsOf(() => x.neg())).toEqual([]);
    expect(loggedWords().length).toBe(2 ** 22);
  });
});

test('a round is one of MurmurHash3, whose value of "test" is published', () => {
  let hash = mixed(0, Buffer.from('test').readInt32LE()) ^ 4;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  expect((hash ^ (hash >>> 16)) >>> 0).toBe(0xba6bd213);
});
