import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

// Scenarios in the real workbench, one at a time: each has a server, a browser and a program of its own.
export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  test: {
    include: ['test/vscode/scenarios/*.test.ts'],
    testTimeout: 180_000,
    hookTimeout: 180_000,
    pool: 'forks',
    reporters: ['verbose', ...(process.env.BACKSTEP_TEST_REPORT ? ['./test/report.mjs'] : [])],
    fileParallelism: false,
    // A window under load may miss a click or a key as a hasty person's; what is broken fails twice.
    retry: 1,
    // The picture of a failure is taken before the scenario's own hooks clear up.
    sequence: { hooks: 'list' },
    setupFiles: ['test/vscode/driver/failures.ts'],
    expect: { poll: { timeout: 20_000, interval: 100 } },
  },
});
