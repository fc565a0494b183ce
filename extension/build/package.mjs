// `npm run package`: a VSIX for this platform, with its addon and its esbuild.
//   --no-build   packs dist/ as it is
//   --out FILE   where the VSIX goes; else ./backstep-VERSION-PLATFORM.vsix
// The VSIX is made of a folder of its own, .cache/vsix: the repository's node_modules holds the tools of
// development, and the manifest of the npm package (files, scripts) is not the manifest of an extension.
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { createVSIX } from '@vscode/vsce';
import { build, cache, root } from './setup.mjs';
import { buildPlugin, pluginName } from './types.mjs';

const { values: options } = parseArgs({
  options: { 'no-build': { type: 'boolean' }, out: { type: 'string' } },
});
const platform = `${process.platform}-${process.arch}`;
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const out = resolve(options.out ?? join(root, `${manifest.name}-${manifest.version}-${platform}.vsix`));

if (!options['no-build']) await build();
const needed = [
  'extension.js',
  'engine.mjs',
  'stop.mjs',
  'worker.mjs',
  'nested.mjs',
  'loader.mjs',
  'host.js',
  'cli.js',
  'backstep.node',
];
const missing = needed.filter((file) => !existsSync(join(root, 'dist', file)));
if (missing.length > 0) {
  throw new Error(`package: dist/ is not built — ${missing.join(', ')} missing — run "npm run build"`);
}

const stage = join(cache, 'vsix');
rmSync(stage, { recursive: true, force: true });
mkdirSync(stage, { recursive: true });
for (const path of manifest.files) copy(path);
copy('.vscodeignore');
copy('extension/marketplace.md', 'README.md');
for (const name of Object.keys(manifest.dependencies)) copyPackage(name, root);
await buildPlugin(stage);
writeFileSync(join(stage, 'package.json'), `${JSON.stringify(extensionManifest(), null, 2)}\n`);

await createVSIX({
  cwd: stage,
  packagePath: out,
  target: platform,
  // There is no public repository that links could point to; the README of the extension has none.
  allowMissingRepository: true,
});
console.log(`${out}  ${(statSync(out).size / 2 ** 20).toFixed(1)} MiB`);

function extensionManifest() {
  const { files, scripts, devDependencies, ...rest } = manifest;
  return { ...rest, dependencies: { ...manifest.dependencies, [pluginName]: '0.0.0' } };
}

function copy(path, to = path) {
  cpSync(join(root, path), join(stage, to), { recursive: true });
}

/** A package of node_modules and those that it depends on; of optional ones, those that this platform has. */
function copyPackage(name, from) {
  const folder = findPackage(name, from);
  const to = join(stage, 'node_modules', name);
  if (existsSync(to)) return;
  cpSync(folder, to, { recursive: true });
  const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
    readFileSync(join(folder, 'package.json'), 'utf8'),
  );
  for (const dependency of Object.keys({ ...dependencies, ...optionalDependencies })) {
    if (dependency in dependencies || findPackage(dependency, folder)) copyPackage(dependency, folder);
  }
}

/** null: it is not installed. */
function findPackage(name, from) {
  const folders = createRequire(join(from, 'package.json')).resolve.paths(name) ?? [];
  return (
    folders.map((folder) => join(folder, name)).find((folder) => existsSync(join(folder, 'package.json'))) ??
    null
  );
}
