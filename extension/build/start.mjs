// `npm start`: sets up what is missing, builds, and opens the digits sample in VS Code with this extension.
//   --no-build   take dist/ as it is
//   --port N     of the VS Code server (default 8300, or the next free one)
//   --server     use the VS Code server also where desktop VS Code is installed
import { mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { build, cache, command, installPackages, onPath, root, step } from './setup.mjs';
import { freePort, installWorkbench, prepareServer, quietSettings, startServer } from './workbench.mjs';

const sample = join(root, 'extension/samples/digits');
const program = join(sample, 'train.ts');
const next = `Open train.ts, click left of a line's number in the training loop, press F5.`;

async function main() {
  const { values: options } = parseArgs({
    options: { 'no-build': { type: 'boolean' }, port: { type: 'string' }, server: { type: 'boolean' } },
  });
  await step('Installing packages (npm ci)', installPackages);
  if (!options['no-build']) {
    await step('Building', () => build());
    await step("Making the sample's data", () =>
      command(process.execPath, [join(root, 'extension/build/digits.mjs')]),
    );
  }
  const code = options.server || options.port ? null : onPath('code');
  if (code) {
    await step('Opening desktop VS Code', () =>
      command(code, ['--new-window', `--extensionDevelopmentPath=${root}`, sample, '--goto', program]),
    );
    process.stdout.write(`\nVS Code opens the digits sample. ${next}\n`);
    return;
  }
  await installWorkbench();
  await serve(Number(options.port ?? 8300));
}

async function serve(wantedPort) {
  const folder = join(cache, 'start');
  // The sample lies in a repository: to be asked about that is no part of a first look.
  prepareServer(folder, { ...quietSettings, 'git.openRepositoryInParentFolders': 'never' });
  const { name, publisher, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  linkExtension(join(folder, 'extensions'), `${publisher}.${name}-${version}`);
  const port = await freePort(wantedPort);
  const server = await startServer({ folder, port, options: ['--disable-workspace-trust'] });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
    process.on(signal, () => {
      server.stop();
      process.exit(0);
    });
  }
  const payload = JSON.stringify([
    ['openFile', `vscode-remote://${server.address}${program}`],
    ['skipWelcome', 'true'],
  ]);
  const address = `http://${server.address}/?folder=${encodeURIComponent(sample)}&payload=${encodeURIComponent(payload)}`;
  process.stdout.write(
    `\nThere is no desktop VS Code on the PATH, so this serves one. Open in a browser:\n\n${address}\n\n`,
  );
  process.stdout.write(`${next}\nCtrl+C ends it.\n`);
  const code = await server.ended;
  throw new Error(`workbench: the server ended with ${code} — see ${join(folder, 'server.log')}`);
}

/** The extension as the server finds it: this folder itself, so that a rebuild needs only a reload of the page. */
function linkExtension(extensions, name) {
  rmSync(extensions, { recursive: true, force: true });
  mkdirSync(extensions, { recursive: true });
  symlinkSync(root, join(extensions, name), 'dir');
}

main().catch((error) => {
  process.stderr.write(`\n${error.message}\n`);
  process.exit(1);
});
