import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { replacingTests, shippedEngine } from './shipped';

const root = fileURLToPath(new URL('..', import.meta.url));

// The suites of the real workbench run inside of it: see test/vscode/.
const exclude = ['**/node_modules/**', 'test/vscode/**', '.cache/**', 'dist/**'];
// Vitest keeps what its command line excludes from its projects.
for (const argument of process.argv) exclude.push(...(/^--exclude=(.+)/.exec(argument)?.slice(1) ?? []));
const engineRooms = ['test/engine', 'test/native'];
// Who watches files edits sources; what is bundled would be that of the start.
const once = process.argv.includes('run');

export default defineConfig(async () => {
  const replacing = replacingTests(root);
  return {
    root,
    test: {
      testTimeout: 20_000,
      hookTimeout: 30_000,
      pool: 'forks',
      maxWorkers: availableParallelism(),
      reporters: ['default', ...(process.env.BACKSTEP_TEST_REPORT ? ['./test/report.mjs'] : [])],
      projects: [
        {
          extends: true as const,
          plugins: once ? [await shippedEngine(root, engineRooms)] : [],
          test: {
            name: 'engine',
            include: engineRooms.map((room) => `${room}/**/*.test.ts`),
            exclude: [...exclude, ...replacing],
            // What tries huge sizes at random shall be refused, and not fill the machine for seconds.
            env: { BACKSTEP_MEMORY: String(2 ** 31) },
            server: { deps: { external: [/\.cache[\\/]engine-/] } },
          },
        },
        {
          extends: true as const,
          test: {
            name: 'rooms',
            include: ['test/*.test.ts', 'test/!(engine|native)/**/*.test.{ts,tsx}', ...replacing],
            exclude,
          },
        },
      ],
    },
    resolve: { alias: { backstep: fileURLToPath(new URL('../engine/index.ts', import.meta.url)) } },
  };
});
