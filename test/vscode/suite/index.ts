// Runs inside of the extension host: of the VS Code server (scenarios/host.test.ts) and of a desktop build
// (electron.mjs). VS Code calls `run`; its promise decides the exit code.
import { writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import { debugging } from './debugging';
import { editing } from './editing';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'bdd', timeout: 120_000, color: false });
  // What mocha does before it loads a file: makes `describe` and `it` known.
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  editing();
  debugging();
  const tests: { title: string; state: string; error: string | null }[] = [];
  await new Promise<void>((resolve, reject) => {
    const runner = mocha.run((failures) => {
      // The shape of test/report.mjs, so that test/run.mjs counts both alike.
      const { passes: passed = 0, pending: skipped = 0 } = runner.stats ?? {};
      const told = tests.flatMap(({ title, error }) => (error === null ? [] : [`${title}\n    ${error}`]));
      const counts = { passed, failed: failures, skipped, failures: told, again: [] };
      const report = process.env.BACKSTEP_TEST_REPORT;
      if (report) writeFileSync(report, JSON.stringify({ ...counts, tests }, null, 2));
      if (failures) reject(new Error(`${failures} of the suite's tests failed`));
      else resolve();
    });
    runner.on('pass', (test) => tests.push({ title: test.fullTitle(), state: 'passed', error: null }));
    runner.on('fail', (test, error) => {
      tests.push({ title: test.fullTitle(), state: 'failed', error: error.stack ?? error.message });
    });
  });
}
