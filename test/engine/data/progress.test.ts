import { data } from 'backstep';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

class Screen implements data.ProgressStream {
  text = '';
  constructor(
    readonly isTTY: boolean,
    readonly columns?: number,
  ) {}
  write(text: string) {
    this.text += text;
  }
  /** What each drawing has shown. */
  get lines() {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what terminals are told
    return this.text.split(/\r\u001b\[K|\n/).filter(Boolean);
  }
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('TERM', 'xterm');
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const items = (length: number) => Array.from({ length }, (_, i) => i);
const pass = (seconds: number) => vi.advanceTimersByTime(1000 * seconds);

function run(screen: Screen, count: number, each: number, options: data.ProgressOptions = {}) {
  const bar = data.progress(items(count), { description: 'epoch 1', stream: screen, ...options });
  const seen: number[] = [];
  for (const item of bar) {
    seen.push(item);
    bar.setPostfix({ loss: 0.123456, step: item });
    pass(each);
  }
  expect(seen).toEqual(items(count));
}

describe('in a terminal', () => {
  test('one line shows count, bar, time left, rate and what the loop adds', () => {
    const screen = new Screen(true, 100);
    run(screen, 4, 1);
    expect(screen.lines).toEqual([
      'epoch 1  1/4  ━━━━━━━━──────────────────────  25 %  0:03 left  1.00/s  loss 0.1235, step 0',
      'epoch 1  2/4  ━━━━━━━━━━━━━━━───────────────  50 %  0:02 left  1.00/s  loss 0.1235, step 1',
      'epoch 1  3/4  ━━━━━━━━━━━━━━━━━━━━━━━───────  75 %  0:01 left  1.00/s  loss 0.1235, step 2',
      'epoch 1  4/4  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  0:00 left  1.00/s  loss 0.1235, step 3',
      'epoch 1  4/4  ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━  in 0:04  1.00/s  loss 0.1235, step 3',
    ]);
    expect(screen.text.match(/\n/g)?.length).toBe(1);
    expect(screen.text.endsWith('\n')).toBe(true);
  });

  test('no line is wider than the terminal, whose width may change', () => {
    for (const columns of [60, 30, 12]) {
      const screen = new Screen(true, columns);
      run(screen, 4, 1);
      for (const line of screen.lines) expect(line.length).toBeLessThan(columns);
      expect(screen.lines[0].startsWith('epoch 1  1')).toBe(true);
    }
  });

  test('it is drawn ten times a second at most', () => {
    const screen = new Screen(true, 80);
    run(screen, 10_000, 0.001);
    expect(screen.lines.length).toBeLessThanOrEqual(100);
    expect(screen.lines.at(-1)).toContain('10000/10000');
  });

  test('there are colours unless NO_COLOR is set', () => {
    const plain = new Screen(true, 80);
    run(plain, 2, 1);
    expect(plain.text).not.toContain('\u001b[36m');
    vi.stubEnv('NO_COLOR', '');
    const coloured = new Screen(true, 80);
    run(coloured, 2, 1);
    expect(coloured.text).toContain('\u001b[36m━');
  });
});

describe('elsewhere', () => {
  test('a line is written every ten seconds and at the end, without anything drawn', () => {
    const screen = new Screen(false);
    run(screen, 25, 1, { initial: 0 });
    expect(screen.text).toBe(
      [
        'epoch 1: 10/25, 40 %, 0:15 left, 1.00/s, loss 0.1235, step 9\n',
        'epoch 1: 20/25, 80 %, 0:05 left, 1.00/s, loss 0.1235, step 19\n',
        'epoch 1: 25/25, in 0:25, 1.00/s, loss 0.1235, step 24\n',
      ].join(''),
    );
  });

  test('a terminal that cannot draw is like a log', () => {
    vi.stubEnv('TERM', 'dumb');
    const screen = new Screen(true, 80);
    run(screen, 2, 3);
    expect(screen.text).toBe('epoch 1: 2/2, in 0:06, 3.00 s each, loss 0.1235, step 1\n');
  });
});

describe('anywhere', () => {
  test.each([true, false])('a loop that ends soon shows nothing (terminal: %s)', (isTTY) => {
    const screen = new Screen(isTTY, 80);
    run(screen, 400, 0.001);
    expect(screen.text).toBe('');
  });

  test('a loop that is left, or throws, ends its line', () => {
    const screen = new Screen(true, 80);
    for (const _ of data.progress(items(4), { stream: screen })) {
      pass(2);
      if (screen.text) break;
    }
    const fails = () => {
      for (const _ of data.progress(items(4), { stream: screen })) {
        pass(2);
        throw new Error('nan');
      }
    };
    expect(fails).toThrow('nan');
    expect(screen.lines.at(-2)).toContain('1/4');
    expect(screen.text.endsWith('\n')).toBe(true);
  });

  test('without a length it counts, and a resumed one counts on', () => {
    const screen = new Screen(false);
    const stream = new (class extends data.IterableDataset<number> {
      override *[Symbol.iterator]() {
        yield* [1, 2];
      }
    })();
    for (const _ of data.progress(new data.DataLoader(stream), { stream: screen })) pass(1);
    for (const _ of data.progress([0, 0], { stream: screen, initial: 6, total: 8 })) pass(2000);
    expect(screen.lines).toEqual([
      '2, in 0:02, 1.00/s',
      '7/8, 87 %, 33:20 left, 2000 s each',
      '8/8, 0:00 left, 2000 s each',
      '8/8, in 1:06:40, 2000 s each',
    ]);
  });

  test('promises are waited for, and description and postfix may change', async () => {
    const screen = new Screen(false);
    const later = (async function* () {
      yield* ['a', 'b'];
    })();
    const bar = data.progress(later, { stream: screen, description: 'reading' });
    const seen: string[] = [];
    for await (const item of bar) {
      seen.push(item);
      pass(1);
      bar.setDescription('read');
      bar.setPostfix({ file: item, rate: 1e-5, done: 2 });
    }
    expect(seen).toEqual(['a', 'b']);
    expect(screen.text).toBe('read: 2, in 0:02, 1.00/s, file b, rate 0.00001, done 2\n');
  });
});
