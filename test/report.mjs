// A vitest reporter: what passed, what failed and why, as the JSON file BACKSTEP_TEST_REPORT that run.mjs sums up.
// Unlike vitest's own, it knows of a file whose process died: its tests have no result, and count as one failure.
import { writeFileSync } from 'node:fs';
import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** The message, and the line of ours. */
function reason({ message = '', stack = '' }) {
  const text = stripVTControlCharacters(message).split('\n').slice(0, 12);
  const place = stack
    .split('\n')
    .find((line) => /\btest\/[^:]+:\d+/.test(line) && !/node_modules/.test(line));
  return [...text, ...(place ? [place.trim()] : [])].map((line) => `    ${line}`).join('\n');
}

export default class {
  onTestRunEnd(modules, unhandled) {
    const report = { passed: 0, failed: 0, skipped: 0, failures: [], again: [] };
    const fail = (name, errors) => {
      report.failed++;
      report.failures.push([name, ...errors.map(reason)].join('\n'));
    };
    for (const module of modules) {
      const file = relative(process.cwd(), module.moduleId);
      const unfinished = ['queued', 'pending'].includes(module.state());
      if (unfinished) fail(file, [{ message: 'its process ended before its tests did' }]);
      else if (module.errors().length) fail(file, module.errors());
      for (const suite of module.children.allSuites())
        if (suite.errors().length) fail(`${file} > ${suite.fullName}`, suite.errors());
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'failed') fail(`${file} > ${test.fullName}`, errors ?? []);
        else if (state === 'passed') {
          report.passed++;
          if (test.diagnostic()?.flaky) report.again.push(`${file} > ${test.fullName}`);
        } else if (!unfinished) report.skipped++;
      }
    }
    for (const error of unhandled) fail('outside of any test', [error]);
    writeFileSync(process.env.BACKSTEP_TEST_REPORT, JSON.stringify(report));
  }
}
