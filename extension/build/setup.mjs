// Steps that `npm start` and `npm test` share: packages, the build, a browser. No dependency is needed to load this.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
export const cache = join(root, '.cache');

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** Runs a step and says how long it took. A step that returns false had nothing to do. */
export async function step(title, run) {
  const start = Date.now();
  process.stdout.write(`▸ ${title} …\n`);
  const done = await run();
  const seconds = ((Date.now() - start) / 1000).toFixed(1);
  process.stdout.write(`  ${done === false ? 'up to date' : 'done'} · ${seconds} s\n`);
  return done;
}

/** Runs a program to its end; rejects with its last lines. After seconds without a word it says that it lives. */
export function command(file, args, { cwd = root, env = process.env, quiet = false } = {}) {
  return new Promise((resolve, reject) => {
    const start = Date.now();
    const child = spawn(file, args, {
      cwd,
      env,
      shell: process.platform === 'win32',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let tail = '';
    let silent = false;
    const hear = (stream) => (chunk) => {
      tail = (tail + chunk).slice(-8000);
      if (quiet) return;
      silent = false;
      stream.write(chunk);
    };
    child.stdout.on('data', hear(process.stdout));
    child.stderr.on('data', hear(process.stderr));
    const alive = setInterval(() => {
      if (silent) process.stdout.write(`  … ${Math.round((Date.now() - start) / 1000)} s\n`);
      silent = true;
    }, 10_000);
    const name = [file, ...args].join(' ');
    child.on('error', (error) => {
      clearInterval(alive);
      reject(new Error(`${name}: could not be started — ${error.message}`));
    });
    child.on('close', (code, signal) => {
      clearInterval(alive);
      if (code === 0) resolve(tail);
      else reject(new Error(`${name}: ended with ${signal ?? code}${quiet ? `\n${tail.trim()}` : ''}`));
    });
  });
}

/** `npm …` in a folder. What npm says is shown only when it fails. */
export async function runNpm(args, options = {}) {
  try {
    await command(npm, [...args, '--no-audit', '--no-fund', '--loglevel=error'], { ...options, quiet: true });
  } catch (error) {
    const code =
      /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ERR_SOCKET_TIMEOUT|ENETUNREACH|EHOSTUNREACH)\b/.exec(
        error.message,
      );
    if (!code) throw error;
    throw new Error(
      `npm ${args[0]}: the package registry cannot be reached — ${code[0]} — check the network, the proxy and ` +
        '`npm config get registry`, then run the same command again: it goes on from where it stopped',
    );
  }
}

/** `npm ci`, unless node_modules is what the lock file asks for. Returns false when there was nothing to do. */
export async function installPackages() {
  const installed = join(root, 'node_modules/.package-lock.json');
  const lock = join(root, 'package-lock.json');
  if (
    existsSync(installed) &&
    (statSync(installed).mtimeMs >= statSync(lock).mtimeMs || sameLock(lock, installed))
  ) {
    return false;
  }
  await runNpm(['ci']);
}

// A checkout touches the lock file's date; then the versions decide.
function sameLock(lock, installed) {
  const wanted = JSON.parse(readFileSync(lock, 'utf8')).packages;
  const found = JSON.parse(readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([path, { version, optional }]) =>
      path === '' || (found[path] ? found[path].version === version : optional),
  );
}

/** Builds dist/; `--js` leaves the addon as it is. */
export function build(...options) {
  return command(process.execPath, [join(root, 'extension/build/build.mjs'), ...options]);
}

export function onPath(...names) {
  const endings = process.platform === 'win32' ? ['.cmd', '.exe', ''] : [''];
  for (const name of names)
    for (const folder of (process.env.PATH ?? '').split(delimiter))
      for (const ending of endings) {
        const file = join(folder, name + ending);
        if (folder && existsSync(file)) return file;
      }
  return null;
}

/** A Chromium for the browser tests: installed by apt-get where that is possible. Throws a sentence if there is none. */
export async function findChromium() {
  const given = process.env.CHROME_PATH;
  if (given) {
    if (existsSync(given)) return given;
    throw new Error(
      `CHROME_PATH: there is no such file — ${given} — set it to a Chromium or Chrome, or unset it`,
    );
  }
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'chrome'];
  const usual = [
    '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
    '/Applications/Chromium.app/Contents/MacOS/Chromium',
    'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  ];
  const found = onPath(...names) ?? usual.find(existsSync);
  if (found) return found;
  if (process.getuid?.() === 0 && onPath('apt-get')) {
    await step('Installing Chromium with apt-get (once)', async () => {
      const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
      await command('apt-get', ['update', '-q'], { env, quiet: true });
      await command('apt-get', ['install', '-y', '-q', '--no-install-recommends', 'chromium'], {
        env,
        quiet: true,
      });
    });
    const installed = onPath(...names);
    if (installed) return installed;
  }
  throw new Error(
    'chromium: no browser was found — install Chromium or Chrome (on Debian: apt-get install chromium), or set CHROME_PATH',
  );
}

/** Ends a process that was started detached, and everything that it started. */
export function killGroup(child, signal = 'SIGKILL') {
  if (child.pid === undefined) return;
  if (process.platform === 'win32') spawnSync('taskkill', ['/pid', String(child.pid), '/t', '/f']);
  else
    try {
      process.kill(-child.pid, signal);
    } catch {
      // Already gone.
    }
}
