import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { cache, root } from '../../../extension/build/setup.mjs';
import { buildSuite } from '../build.mjs';
import { open, type Session } from '../driver/open';

let session: Session | undefined;
afterAll(() => session?.close());

it('passes the suite that runs inside of the extension host', async () => {
  const suite = await buildSuite();
  const report = join(cache, 'test/host.json');
  let end: (code: number) => void;
  const ended = new Promise<number>((resolve) => {
    end = resolve;
  });
  session = await open({
    copyOf: join(root, 'test/vscode/programs'),
    env: { BACKSTEP_TEST_REPORT: report },
    payload: (remote) => [['extensionTestsPath', remote + suite]],
    onPage: async (page) => {
      // How VS Code tells a page that drives it what the suite said and how it ended.
      await page.exposeFunction('codeAutomationExit', (code: number) => end(code));
      await page.exposeFunction('codeAutomationLog', (type: string, values: unknown[]) => {
        process.stdout.write(`[${type}] ${values.join(' ')}\n`);
      });
    },
  });
  const code = await ended;
  const { tests } = JSON.parse(readFileSync(report, 'utf8'));
  expect(tests.filter(({ state }: { state: string }) => state !== 'passed')).toEqual([]);
  expect(tests.length).toBeGreaterThanOrEqual(10);
  expect(code).toBe(0);
}, 180_000);
