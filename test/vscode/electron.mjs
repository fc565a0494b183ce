// `npm run test:electron`: the suite of suite/ in desktop VS Code, for machines that can download one.
//   --report FILE   counts and failures, as test/report.mjs writes them
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { downloadAndUnzipVSCode, runTests } from '@vscode/test-electron';
import { cache, root } from '../../extension/build/setup.mjs';
import { buildSuite } from './build.mjs';

async function main(args) {
  const at = args.indexOf('--report');
  const suite = await buildSuite();
  const executable = await downloadAndUnzipVSCode({
    version: 'stable',
    cachePath: join(cache, 'electron'),
  }).catch((error) => {
    throw new Error(
      `desktop VS Code: NOT RUN, no build could be downloaded — ${error.message || error.code || error}`,
    );
  });
  // As in the workbench's scenarios: a folder that nobody prepared.
  const temporary = mkdtempSync(join(tmpdir(), 'backstep-'));
  const folder = join(temporary, 'workspace');
  cpSync(join(root, 'test/vscode/programs'), folder, { recursive: true });
  try {
    await runTests({
      vscodeExecutablePath: executable,
      extensionDevelopmentPath: root,
      extensionTestsPath: suite,
      launchArgs: [
        folder,
        '--disable-extensions',
        '--disable-workspace-trust',
        `--user-data-dir=${join(temporary, 'user')}`,
      ],
      extensionTestsEnv: at < 0 ? {} : { BACKSTEP_TEST_REPORT: args[at + 1] },
    });
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

main(process.argv.slice(2)).catch((error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
