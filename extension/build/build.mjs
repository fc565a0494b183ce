// Builds everything under dist/: the addon (if its sources are newer), the engine, the host, the adapter, the
// extension, the webviews and the types; and the data of the digits sample.
//   --js     leaves the addon as it is
//   --watch  rebuilds the JavaScript when a file changes
import { spawn } from 'node:child_process';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';
import { buildPlugin } from './types.mjs';

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
    entryPoints: {
      engine: 'engine/index.ts',
      stop: 'engine/history/stop.ts',
      worker: 'engine/runtime/worker.ts',
      nested: 'engine/runtime/nested.ts',
      loader: 'engine/data/worker.ts',
    },
    external: ['esbuild'],
  },
  {
    ...commonjs,
    entryPoints: { host: 'engine/runtime/host.ts', cli: 'extension/cli.ts' },
    external: ['esbuild'],
  },
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

const has = (flag) => process.argv.includes(flag);
const script = (file) => () => run(join(root, 'extension/build', file));

/** Independent of each other, so all at once. */
const steps = {
  ...(has('--js') ? {} : { native: script('native.mjs') }),
  digits: script('digits.mjs'),
  types: script('types.mjs'),
  plugin: buildPlugin,
  javascript: has('--watch') ? watch : javascript,
};

const results = await Promise.allSettled(Object.entries(steps).map(([name, work]) => step(name, work)));
if (results.some(({ status }) => status === 'rejected')) process.exitCode = 1;

async function javascript() {
  const built = await Promise.all(bundles.map((bundle) => esbuild.build({ ...bundle, metafile: true })));
  // A chunk's name changes with its content: chunks of earlier builds would pile up.
  const current = new Set(
    built.flatMap(({ metafile }) => Object.keys(metafile.outputs)).map((path) => basename(path)),
  );
  for (const file of readdirSync(dist)) {
    if (/^engine-\w+\.mjs(\.map)?$/.test(file) && !current.has(file))
      rmSync(join(dist, file), { force: true });
  }
}

async function watch() {
  for (const bundle of bundles) await (await esbuild.context({ ...bundle, logLevel: 'info' })).watch();
}

/** One line a step: its name and its seconds, or what failed. */
async function step(name, work) {
  const start = performance.now();
  try {
    await work();
    console.log(`${name.padEnd(10)} ${((performance.now() - start) / 1000).toFixed(1)} s`);
  } catch (error) {
    console.error(`${name.padEnd(10)} failed\n${error.message}`);
    throw error;
  }
}

/** Runs a build script; what it prints is shown only when it fails. */
function run(file) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [file], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (text) => (output += text));
    child.on('error', reject);
    child.on('close', (status) => (status === 0 ? resolve() : reject(new Error(output.trim()))));
  });
}
