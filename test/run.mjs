// `npm test`: every check of the project, one stage after the other; `npm run check`: those that take seconds.
//   --quick       no browser, no workbench and no processes; the addon is built only if there is none yet
//   --only A,B    stages by name: build, types, lint, unit, webviews, workbench, electron
//   -- …          goes on to vitest: node test/run.mjs --only unit -- test/engine
// The last line is `N passed, N failed`: the tests of all stages; build, types and lint count as one each.
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  build,
  cache,
  command,
  findChromium,
  installPackages,
  root,
  step,
} from '../extension/build/setup.mjs';

const { values: options, positionals: more } = parseArgs({
  options: { quick: { type: 'boolean' }, only: { type: 'string' } },
  allowPositionals: true,
});
const only = options.only?.split(',');
const reports = join(cache, 'test');

/** Thrown by a stage that cannot run here; the message says why. It is told in the summary, and fails nothing. */
class NotRun extends Error {}

const stages = [
  { name: 'build', title: 'Build', quick: true, run: buildAll },
  { name: 'types', title: 'Types', quick: true, run: types },
  { name: 'lint', title: 'Lint', quick: true, run: lint },
  { name: 'unit', title: 'Tests of the rooms', quick: true, built: true, run: unit },
  { name: 'webviews', title: 'Webviews in Chromium', built: true, run: webviews },
  { name: 'workbench', title: 'The workbench in Chromium', built: true, run: workbench },
  { name: 'electron', title: 'Desktop VS Code', built: true, run: electron },
];

async function buildAll() {
  await build(...(options.quick && existsSync(join(root, 'dist/backstep.node')) ? ['--js'] : []));
  await run('extension/build/digits.mjs');
}

async function types() {
  const check = (project, name) => {
    const remembered = join(reports, `${name}.tsbuildinfo`);
    return run(
      'node_modules/typescript/bin/tsc',
      '-p',
      project,
      '--incremental',
      '--tsBuildInfoFile',
      remembered,
    );
  };
  await Promise.all([check('engine', 'engine'), check('.', 'all')]);
}

async function lint() {
  await run('node_modules/@biomejs/biome/bin/biome', 'check');
}

// Those that start programs, compile, try very much or measure are left to the whole run.
const quickTests = ['engine', 'extension', 'webviews', 'house.test.ts', 'debug/parts.test.ts'].map(
  (name) => `test/${name}`,
);
const slow = [
  'data/{workers,resume,debugged}',
  'formats/{hostile,damaged}',
  'ops/{differences,garbage,linalgGarbage,memory}',
  'ops/faults/',
  'tensor/memory',
  'documented',
].map((name) => `--exclude=test/engine/${name}*.test.ts`);

function unit() {
  const quick = [...quickTests, ...slow, '--exclude=test/extension/{types,package}.test.ts'];
  const chosen = options.quick && more.length === 0 ? quick : more;
  return vitest('unit', '--exclude=test/webviews/browser/**', ...chosen);
}

async function webviews() {
  await browser();
  return vitest('webviews', 'test/webviews/browser', ...more);
}

async function workbench() {
  await browser();
  return counted('workbench', (report) => run('test/vscode/run.mjs', '--report', report, ...more));
}

async function electron() {
  if (!only)
    throw new NotRun('it downloads a desktop VS Code; where that is possible: npm run test:electron');
  return counted('electron', (report) => run('test/vscode/electron.mjs', '--report', report));
}

function run(script, ...args) {
  return command(process.execPath, [join(root, script), ...args]);
}

/** What follows finds the browser by CHROME_PATH. */
async function browser() {
  try {
    process.env.CHROME_PATH = await findChromium();
  } catch (error) {
    throw new NotRun(error.message);
  }
}

function vitest(name, ...args) {
  return counted(name, (report) => {
    process.env.BACKSTEP_TEST_REPORT = report;
    return run('node_modules/vitest/vitest.mjs', 'run', '--config=test/vitest.config.ts', ...args);
  });
}

/** Runs a stage that writes a report (report.mjs), and gives its counts. Ending badly counts as at least one failure. */
async function counted(name, start) {
  const report = join(reports, `${name}.json`);
  rmSync(report, { force: true });
  let failure = null;
  await start(report).catch((error) => {
    failure = error;
  });
  if (!existsSync(report)) throw failure ?? new Error(`${name}: there is no report — nothing was counted`);
  const counts = JSON.parse(readFileSync(report, 'utf8'));
  if (failure && counts.failed === 0)
    return { ...counts, failed: 1, failures: [`${name}: ${failure.message}`] };
  return counts;
}

async function outcome(stage, buildFailed) {
  if (stage.built && buildFailed) return { notRun: 'the build failed' };
  const start = Date.now();
  process.stdout.write(`\n── ${stage.title} ──\n`);
  const counts = await stage.run().then(
    (found) => found ?? { passed: 1, failed: 0 },
    (error) => {
      process.stdout.write(`${error.message}\n`);
      return error instanceof NotRun ? { notRun: error.message } : { passed: 0, failed: 1 };
    },
  );
  return { ...counts, seconds: (Date.now() - start) / 1000 };
}

async function main() {
  const unknown = only?.filter((name) => !stages.some((stage) => stage.name === name)) ?? [];
  if (unknown.length)
    throw new Error(
      `--only: there is no stage ${unknown.join(', ')} — see ${stages.map((s) => s.name).join(', ')}`,
    );
  mkdirSync(reports, { recursive: true });
  const start = Date.now();
  await step('Installing packages (npm ci)', installPackages);

  const wanted = stages.filter(({ name, quick }) => (only ? only.includes(name) : quick || !options.quick));
  const lines = [];
  const told = [];
  const total = { passed: 0, failed: 0, skipped: 0 };
  let buildFailed = false;
  for (const stage of wanted) {
    const counts = await outcome(stage, buildFailed);
    const { passed = 0, failed = 0, skipped = 0, failures = [], again = [], seconds = 0, notRun } = counts;
    told.push(...failures.map((failure) => `✗ ${failure}\n`));
    told.push(...again.map((test) => `↻ passed when tried again: ${test}\n`));
    if (stage.name === 'build') buildFailed = failed > 0;
    total.passed += passed;
    total.failed += failed;
    total.skipped += skipped;
    const text = notRun
      ? `NOT RUN: ${notRun}`
      : `${passed} passed, ${failed} failed${skipped ? `, ${skipped} skipped` : ''}`;
    lines.push(`${stage.title.padEnd(28)}${text}${seconds ? ` · ${seconds.toFixed(1)} s` : ''}`);
  }
  for (const stage of stages) {
    if (!wanted.includes(stage)) lines.push(`${stage.title.padEnd(28)}NOT RUN: not asked for`);
  }
  process.stdout.write(
    `\n── Summary · ${((Date.now() - start) / 1000).toFixed(0)} s ──\n${[...told, ...lines].join('\n')}\n\n`,
  );
  const skipped = total.skipped ? `, ${total.skipped} skipped` : '';
  process.stdout.write(`${total.passed} passed, ${total.failed} failed${skipped}\n`);
  process.exitCode = total.failed ? 1 : 0;
}

main().catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
