// Declarations of the engine in dist/types, and the TypeScript server's plugin that gives them to programs.
// Type errors are for `npm run typecheck` to tell; what fails here is a type that no declaration can name.
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const engine = join(root, 'engine');
export const pluginName = 'backstep-types';

/** `home` is the folder of the extension that is made: this one, or one that is packed. */
export async function buildPlugin(home = root) {
  const folder = join(home, 'node_modules', pluginName);
  mkdirSync(folder, { recursive: true });
  const about = { name: pluginName, version: '0.0.0', private: true, license: 'MIT', main: 'index.js' };
  writeFileSync(join(folder, 'package.json'), `${JSON.stringify(about, null, 2)}\n`);
  await esbuild.build({
    absWorkingDir: root,
    entryPoints: { index: 'extension/types/plugin.ts' },
    outdir: folder,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node16',
    // The server calls what the file exports.
    footer: { js: 'module.exports = module.exports.default;' },
    logLevel: 'warning',
  });
}

/** Declarations of everything that engine/index.ts reaches; skipped while they are newer than every source. */
export async function buildDeclarations(home = root) {
  const declarations = join(home, 'dist/types');
  const index = join(declarations, 'engine/index.d.ts');
  if (existsSync(index) && statSync(index).mtimeMs > newest(engine)) return;
  const { default: ts } = await import('typescript');
  const { config } = ts.readConfigFile(join(engine, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, engine);
  const fresh = `${declarations}.${process.pid}`;
  const program = ts.createProgram([join(engine, 'index.ts')], {
    ...options,
    noEmit: false,
    declaration: true,
    emitDeclarationOnly: true,
    stripInternal: true,
    rootDir: root,
    outDir: fresh,
  });
  const diagnostics = [...program.getOptionsDiagnostics(), ...program.emit().diagnostics];
  if (diagnostics.length > 0) {
    rmSync(fresh, { recursive: true, force: true });
    const host = {
      getCurrentDirectory: () => root,
      getCanonicalFileName: (name) => name,
      getNewLine: () => '\n',
    };
    throw new Error(ts.formatDiagnostics(diagnostics, host));
  }
  rmSync(declarations, { recursive: true, force: true });
  renameSync(fresh, declarations);
}

/** Time (ms) of the newest source under a folder. */
function newest(folder) {
  const times = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath ?? entry.path, entry.name)).mtimeMs);
  return Math.max(0, ...times);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await buildDeclarations().catch(({ message }) => {
    console.error(message);
    process.exitCode = 1;
  });
}
