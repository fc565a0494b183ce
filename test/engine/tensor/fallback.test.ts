import { memoryUse, ones } from 'backstep';
import { expect, test, vi } from 'vitest';

// As where V8 does not give gc away.
vi.mock('node:vm', async (original) => ({
  ...(await original<object>()),
  runInNewContext: () => undefined,
}));

test('where gc cannot be forced, memory of a synchronous loop is bounded too', () => {
  const x = ones([2 ** 20]);
  const small = ones([4]);
  let bytes = 0;
  let storages = 0;
  for (let step = 0; step < 600; step++) {
    x.add(1);
    bytes = Math.max(bytes, memoryUse().bytes);
  }
  for (let step = 0; step < 300_000; step++) {
    small.add(1);
    if (step % 1000 === 0) storages = Math.max(storages, memoryUse().storages);
  }
  // 2400 MiB and 300,000 storages were made.
  expect(bytes).toBeLessThan(1200 * 2 ** 20);
  expect(storages).toBeLessThan(150_000);
});
