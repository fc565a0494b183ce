// How well the detectors do on the programs of this folder: a table, precision and recall. Asserts nothing.
//   npm run detectors               needs a built dist/
//   npm run detectors -- --causes   what each finding says, too
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import * as esbuild from 'esbuild';
import { cache, root } from '../../extension/build/setup.mjs';

// Two folders below the root, from where it finds dist/ and the programs.
const outfile = join(cache, 'detectors/main.mjs');
await esbuild.build({
  absWorkingDir: root,
  entryPoints: ['test/detectors/main.ts'],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  logLevel: 'warning',
});
await import(pathToFileURL(outfile).href);
