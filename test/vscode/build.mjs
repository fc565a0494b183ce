// Builds the suite that runs inside of an extension host.
import { join } from 'node:path';
import * as esbuild from 'esbuild';
import { root } from '../../extension/build/setup.mjs';

/** Returns the path of what VS Code loads as `extensionTestsPath`. */
export async function buildSuite() {
  const outfile = join(root, 'test/vscode/out/suite.js');
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: ['test/vscode/suite/index.ts'],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    external: ['vscode', 'mocha'],
    logLevel: 'warning',
  });
  return outfile;
}
