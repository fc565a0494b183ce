// Builds the addon, dist/backstep.node, when its sources changed since it was built.  --force builds anyway.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const sources = join(root, 'native');
const build = join(sources, 'build');
const output = join(root, 'dist/backstep.node');
const stamp = join(build, 'stamp');
const require = createRequire(import.meta.url);

/** Everything that the addon is made from, as one hash. */
function contentHash() {
  const hash = createHash('sha256');
  const add = (folder) => {
    for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) =>
      a.name < b.name ? -1 : 1,
    )) {
      const path = join(folder, entry.name);
      if (path === build) continue;
      if (entry.isDirectory()) add(path);
      else if (/\.(cc|h|gyp)$/.test(entry.name))
        hash.update(path.slice(root.length)).update(readFileSync(path));
    }
  };
  add(sources);
  hash.update(readFileSync(fileURLToPath(import.meta.url)));
  hash.update(require('node-addon-api/package.json').version);
  return hash.update(`${process.platform} ${process.arch}`).digest('hex');
}

const works = (command, ...args) => spawnSync(command, args, { stdio: 'ignore' }).status === 0;

/** What a build needs that this machine lacks, in words; undefined when all is there. */
function missing() {
  if (process.platform === 'win32') return undefined; // node-gyp looks for Visual Studio itself
  const compiler = process.env.CXX?.split(' ')[0] ?? (process.platform === 'darwin' ? 'clang++' : 'g++');
  const lacks = [
    [compiler, works(compiler, '--version')],
    ['make', works('make', '--version')],
    ['python3', works(process.env.PYTHON ?? 'python3', '--version')],
  ].flatMap(([name, found]) => (found ? [] : [name]));
  if (!lacks.length) return undefined;
  const remedy =
    process.platform === 'darwin'
      ? 'xcode-select --install'
      : `apt-get install -y ${lacks.join(' ')}   (or what your system calls them)`;
  return `The native addon cannot be built: ${lacks.join(', ')} ${lacks.length > 1 ? 'are' : 'is'} missing. Remedy:\n  ${remedy}`;
}

const holdsHeaders = (folder) =>
  ['node_api.h', 'common.gypi', 'config.gypi'].every((file) =>
    existsSync(join(folder, 'include/node', file)),
  );

/**
 * A folder with Node's headers in include/node: this Node's own, or one made from the package node-api-headers.
 * Either way nothing is downloaded.
 */
function headers() {
  const own = [process.env.npm_config_nodedir, join(dirname(process.execPath), '..')].find(
    (f) => f && holdsHeaders(f),
  );
  if (own) return own;
  const made = join(build, 'headers');
  const include = join(made, 'include/node');
  mkdirSync(include, { recursive: true });
  cpSync(require('node-api-headers').include_dir, include, { recursive: true });
  // What node-gyp takes from the two files, and no more: the addon's own settings are in binding.gyp.
  writeFileSync(
    join(include, 'common.gypi'),
    JSON.stringify({
      target_defaults: {
        default_configuration: 'Release',
        cflags: ['-pthread', '-fPIC'],
        configurations: { Release: {}, Debug: {} },
      },
    }),
  );
  const { napi_build_version, ...rest } = process.config.variables;
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => typeof value !== 'object'));
  writeFileSync(
    join(include, 'config.gypi'),
    JSON.stringify({
      target_defaults: {},
      variables: { ...plain, napi_build_version: napi_build_version ?? '8' },
    }),
  );
  return made;
}

function compile() {
  const lack = missing();
  if (lack) {
    console.error(lack);
    return 1;
  }
  // Whatever happens from here on, what lies in dist is not known to be of these sources.
  rmSync(stamp, { force: true });
  console.log('Compiling the native addon (about a minute the first time) …');
  const started = Date.now();
  mkdirSync(build, { recursive: true });
  // npm hands its own settings down in the environment, where node-gyp prefers them to arguments.
  const nodedir = headers();
  const env = { ...process.env, npm_config_nodedir: nodedir };
  const args = [
    'configure',
    'build',
    '--directory',
    sources,
    '--jobs',
    `${availableParallelism()}`,
    '--loglevel',
    'warn',
  ];
  const gyp = spawnSync(process.execPath, [require.resolve('node-gyp/bin/node-gyp.js'), ...args], {
    env,
    encoding: 'utf8',
    maxBuffer: 64 * 2 ** 20,
  });
  if (gyp.status !== 0) {
    console.error(`${gyp.stdout ?? ''}${gyp.stderr ?? ''}`);
    console.error('The native addon did not compile: see the first error above.');
    return 1;
  }
  // A running process may have the old file mapped: it keeps it, and the next one gets the new one.
  mkdirSync(dirname(output), { recursive: true });
  const temporary = `${output}.${process.pid}`;
  copyFileSync(join(build, 'Release/backstep.node'), temporary);
  renameSync(temporary, output);
  console.log(`Compiled dist/backstep.node in ${((Date.now() - started) / 1000).toFixed(0)} s.`);
  return 0;
}

const hash = contentHash();
const built = existsSync(output) && existsSync(stamp) && readFileSync(stamp, 'utf8') === hash;
if (built && !process.argv.includes('--force')) {
  console.log('The native addon is up to date.');
} else {
  process.exitCode = compile();
  if (!process.exitCode) writeFileSync(stamp, hash);
}
