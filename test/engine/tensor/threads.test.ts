import { setNumThreads } from 'backstep';
import { expect, test } from 'vitest';

test('the number of threads is an integer from 1 to 256', () => {
  for (const count of [0, 257, 1.5, Number.NaN]) {
    expect(() => setNumThreads(count)).toThrow(
      `setNumThreads: there is no such number of threads — ${count} — give an integer from 1 to 256`,
    );
  }
});
