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
      // How VS Code tells a page that drives it how the suite ended; what it said is in the report.
      await page.exposeFunction('codeAutomationExit', (code: number) => end(code));
      await page.exposeFunction('codeAutomationLog', () => {});
    },
  });
  const code = await ended;
  const tests: { title: string; state: string }[] = JSON.parse(readFileSync(report, 'utf8')).tests;
  for (const { title, state } of tests) console.log(`${state}: ${title}`);
  expect(tests.filter(({ state }) => state !== 'passed')).toEqual([]);
  expect(tests.length).toBeGreaterThanOrEqual(10);
  expect(code).toBe(0);
}, 400_000);
