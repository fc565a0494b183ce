// `npm run test:vscode`: scenarios in the real workbench, in Chromium. More arguments go to vitest:
//   npm run test:vscode -- backward        one file
//   npm run test:vscode -- -t "Step Into"  by a test's name
//   --report FILE                          counts and failures, as test/report.mjs writes them
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, command, findChromium, root } from '../../extension/build/setup.mjs';
import { installWorkbench } from '../../extension/build/workbench.mjs';

async function main(args) {
  const at = args.indexOf('--report');
  const report = at < 0 ? null : args.splice(at, 2)[1];
  process.env.CHROME_PATH = await findChromium();
  await installWorkbench();
  const folder = join(cache, 'test');
  mkdirSync(folder, { recursive: true });
  const parts = ['scenarios.json', 'host.json'].map((name) => join(folder, name));
  for (const part of parts) rmSync(part, { force: true });
  process.env.BACKSTEP_TEST_REPORT = parts[0];
  const vitest = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    '--config=test/vscode/vitest.config.mjs',
  ];
  const failure = await command(process.execPath, [...vitest, ...args]).then(
    () => null,
    (error) => error,
  );
  if (report) writeFileSync(report, JSON.stringify(sum(parts)));
  if (failure) throw failure;
}

/** The scenarios, and the tests inside of the host that one of them runs. */
function sum(parts) {
  const total = { passed: 0, failed: 0, skipped: 0, failures: [], again: [] };
  for (const part of parts) {
    if (!existsSync(part)) continue;
    const counts = JSON.parse(readFileSync(part, 'utf8'));
    for (const name of ['passed', 'failed', 'skipped']) total[name] += counts[name];
    for (const name of ['failures', 'again']) total[name].push(...counts[name]);
  }
  return total;
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
