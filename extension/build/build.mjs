// Builds everything under dist/: the addon (if its sources are newer), the engine, the host, the adapter, the
// extension, the webviews and the types.  --watch rebuilds the JavaScript when a file changes.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const dist = join(root, 'dist');
mkdirSync(dist, { recursive: true });

const common = {
  absWorkingDir: root,
  bundle: true,
  sourcemap: 'linked',
  target: 'node20',
  platform: 'node',
  logLevel: 'warning',
};
// CommonJS output has no import.meta.url; give it the file's own.
const commonjs = {
  ...common,
  format: 'cjs',
  outdir: dist,
  define: { 'import.meta.url': '__moduleUrl' },
  banner: { js: "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;" },
};

/** Every bundle, by what loads it. */
const bundles = [
  {
    // What `import 'backstep'` gives, in a plain Node program and in a debugged one. `stop` is a file of its
    // own, because V8 never pauses in a file whose frames are hidden.
    ...common,
    format: 'esm',
    outdir: dist,
    outExtension: { '.js': '.mjs' },
    splitting: true,
    chunkNames: 'engine-[hash]',
    entryPoints: { engine: 'engine/index.ts', stop: 'engine/history/stop.ts', worker: 'engine/runtime/worker.ts' },
    external: ['esbuild'],
  },
  { ...commonjs, entryPoints: { host: 'engine/runtime/host.ts', cli: 'extension/cli.ts' }, external: ['esbuild'] },
  { ...commonjs, entryPoints: { extension: 'extension/main.ts' }, external: ['vscode', 'esbuild'] },
  {
    ...common,
    platform: 'browser',
    target: 'es2022',
    format: 'iife',
    outdir: join(dist, 'webviews'),
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
    loader: { '.ttf': 'file' },
    entryPoints: { tensor: 'webviews/tensor/main.tsx' },
  },
];

if (process.argv.includes('--watch')) {
  for (const bundle of bundles) await (await esbuild.context({ ...bundle, logLevel: 'info' })).watch();
} else {
  if (!process.argv.includes('--js')) {
    const { status } = spawnSync(process.execPath, [join(root, 'extension/build/native.mjs')], { stdio: 'inherit' });
    if (status) process.exit(status);
  }
  await Promise.all(bundles.map((bundle) => esbuild.build(bundle)));
}
