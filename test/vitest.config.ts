import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));

export default defineConfig({
  root,
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    // The suites of the real workbench run inside of it: see test/vscode/.
    exclude: ['**/node_modules/**', 'test/vscode/**', '.cache/**', 'dist/**'],
    testTimeout: 20_000,
    hookTimeout: 30_000,
    pool: 'forks',
    reporters: ['default', ...(process.env.BACKSTEP_TEST_REPORT ? ['./test/report.mjs'] : [])],
  },
  resolve: { alias: { backstep: fileURLToPath(new URL('../engine/index.ts', import.meta.url)) } },
});
