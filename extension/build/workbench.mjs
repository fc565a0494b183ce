// A real VS Code workbench from npm packages: for `npm start` where there is no desktop VS Code, and for the tests.
// code-server's own install scripts want a compiler and the network beyond npm; nothing that they add is needed here.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { cache, killGroup, runNpm, step } from './setup.mjs';

const NODE = '24.21.0'; // the Node that this server is made for
const SERVER = '4.139.1'; // VS Code 1.139.1

const home = join(cache, 'workbench');
const server = join(home, 'server/node_modules/code-server');
const platform = process.platform === 'win32' ? 'win' : process.platform;
const nodePackage = `node-${platform}-${process.arch}`;

/** The Node that runs the server. */
function nodePath() {
  if (process.versions.node.startsWith('24.')) return process.execPath;
  return join(home, 'node/node_modules', nodePackage, platform === 'win' ? 'bin/node.exe' : 'bin/node');
}

/** Installs what is missing: 0.8 GB under .cache/workbench, about 40 s. Can be broken off and called again. */
export async function installWorkbench() {
  const version = `node ${NODE}, code-server ${SERVER}`;
  const stamp = join(home, 'installed.txt');
  if (existsSync(stamp)) {
    if (readFileSync(stamp, 'utf8') === version) return;
    rmSync(home, { recursive: true, force: true });
  }
  const parts = [
    ['its Node', 'node', () => add('node', `${nodePackage}@${NODE}`)],
    ['the server', 'server', () => add('server', `code-server@${SERVER}`)],
    ["the server's packages", 'server-packages', () => fill(join(server, 'lib/vscode'))],
    [
      "the built-in extensions' packages",
      'extension-packages',
      () => fill(join(server, 'lib/vscode/extensions')),
    ],
  ];
  for (const [what, name, install] of parts) {
    const done = join(home, `${name}.done`);
    if (existsSync(done) || (name === 'node' && nodePath() === process.execPath)) continue;
    await step(`Installing VS Code (once, in .cache/workbench): ${what}`, install);
    writeFileSync(done, version);
  }
  writeFileSync(stamp, version);
}

async function add(folder, specifier) {
  const cwd = join(home, folder);
  mkdirSync(cwd, { recursive: true });
  writeFileSync(join(cwd, 'package.json'), '{ "private": true }\n');
  await runNpm(['install', '--ignore-scripts', '--no-save', specifier], { cwd, env: withServerNode() });
}

// `npm ci` fails in these folders: their lock files are of the tree before it was packed.
async function fill(cwd) {
  await runNpm(['install', '--ignore-scripts', '--omit=dev'], { cwd, env: withServerNode() });
}

function withServerNode() {
  const env = { ...process.env, PATH: `${dirname(nodePath())}${delimiter}${process.env.PATH}` };
  // Where the command that called us was started is not where this installs.
  delete env.npm_config_local_prefix;
  return env;
}

/** Settings that make a workbench quiet: no telemetry, no updates, no tips. */
export const quietSettings = {
  'telemetry.telemetryLevel': 'off',
  'update.mode': 'none',
  'update.showReleaseNotes': false,
  'extensions.autoCheckUpdates': false,
  'extensions.autoUpdate': false,
  'extensions.ignoreRecommendations': true,
  'workbench.enableExperiments': false,
  'workbench.startupEditor': 'none',
  'workbench.tips.enabled': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'chat.disableAIFeatures': true,
};

/** The command line of the server; more arguments may follow. */
export function serverCommand({ folder, port }) {
  const args = [join(server, 'out/node/entry.js'), '--config', join(folder, 'config.yaml')];
  args.push('--user-data-dir', join(folder, 'user-data'), '--extensions-dir', join(folder, 'extensions'));
  if (port !== undefined) args.push('--auth', 'none', '--bind-addr', `127.0.0.1:${port}`);
  return { file: nodePath(), args };
}

/** What the server's process may see: nothing of an editor or of npm that this was started from. */
export function serverEnvironment(more = {}) {
  const env = { ...process.env, EXTENSIONS_GALLERY: '{}' };
  for (const name of Object.keys(env)) if (/^(VSCODE_|npm_)/i.test(name)) delete env[name];
  return { ...env, ...more };
}

/** Writes the folders of a server: its configuration, settings and extensions. Keeps settings that are there. */
export function prepareServer(folder, settings) {
  const user = join(folder, 'user-data/User');
  mkdirSync(user, { recursive: true });
  mkdirSync(join(folder, 'extensions'), { recursive: true });
  writeFileSync(join(folder, 'config.yaml'), 'auth: none\n');
  const file = join(user, 'settings.json');
  if (!existsSync(file)) writeFileSync(file, `${JSON.stringify(settings, null, 2)}\n`);
}

/**
 * Starts a prepared server in a process group of its own. Resolves once it answers; `stop` ends the whole group.
 * `options`: further arguments; `env`: further environment.
 */
export async function startServer({ folder, port, options = [], env = {} }) {
  const { file, args } = serverCommand({ folder, port });
  const quiet = ['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'];
  const logFile = join(folder, 'server.log');
  const log = openSync(logFile, 'w');
  const child = spawn(file, [...args, ...quiet, '--ignore-last-opened', ...options], {
    env: serverEnvironment(env),
    stdio: ['ignore', log, log],
    detached: true,
  });
  const stop = () => killGroup(child);
  const ended = new Promise((resolve) => child.on('exit', (code, signal) => resolve(signal ?? code)));
  process.on('exit', stop);
  const deadline = Date.now() + 60_000;
  while (!(await healthy(port))) {
    if (child.exitCode !== null || Date.now() > deadline) {
      stop();
      throw new Error(
        `workbench: the server did not start — ${readFileSync(logFile, 'utf8').slice(-2000).trim()}`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return { port, pid: child.pid, address: `127.0.0.1:${port}`, stop, ended };
}

function healthy(port) {
  return new Promise((resolve) => {
    const request = get({ host: '127.0.0.1', port, path: '/healthz', timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
    request.on('timeout', () => request.destroy());
  });
}

/** The first free port from `port` on; 0 asks the system for any. */
export function freePort(port) {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on('error', (error) => {
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(freePort(port + 1));
      else reject(error);
    });
    probe.listen(port, '127.0.0.1', () => {
      const found = probe.address().port;
      probe.close(() => resolve(found));
    });
  });
}
