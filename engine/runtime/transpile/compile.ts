/** From TypeScript, JSX and newer JavaScript to what this Node runs: esbuild, one module a file. */
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import * as esbuild from 'esbuild';

export interface Compiled {
  readonly code: string;
  /** Source map v3 of `code` as esbuild gives it. */
  readonly map: string;
}

const common: esbuild.BuildOptions = {
  bundle: false,
  write: false,
  outdir: '/',
  logLevel: 'silent',
  platform: 'node',
  target: `node${process.versions.node}`,
  charset: 'utf8',
};

/** Compiles files, in the order given; each follows the tsconfig.json of its folder. @throws a sentence for the person. */
export async function compile(paths: readonly string[], cwd: string): Promise<Compiled[]> {
  const { outputFiles } = await build({
    ...common,
    absWorkingDir: cwd,
    entryPoints: paths.map((path, index) => ({ in: path, out: String(index) })),
    sourcemap: 'external',
    plugins: [withoutTheirMaps],
  });
  const text = new Map(outputFiles.map((file) => [file.path.replace(/^.*[\\/]/, ''), file.text]));
  return paths.map((_, index) => ({
    code: text.get(`${index}.js`) ?? '',
    map: text.get(`${index}.js.map`) ?? '',
  }));
}

/** A JSON or text file as an ES module. */
export async function compileAsset(path: string, cwd: string): Promise<string> {
  const { outputFiles } = await build({ ...common, absWorkingDir: cwd, entryPoints: [path], format: 'esm' });
  return outputFiles[0].text;
}

async function build(options: esbuild.BuildOptions): Promise<{ outputFiles: esbuild.OutputFile[] }> {
  try {
    return { outputFiles: (await esbuild.build(options)).outputFiles ?? [] };
  } catch (failure) {
    const [error] = (failure as Partial<esbuild.BuildFailure>).errors ?? [];
    if (!error) throw failure;
    const { location, text } = error;
    const where = location
      ? `${resolve(options.absWorkingDir ?? '', location.file)}:${location.line}:${location.column + 1}`
      : 'transpile';
    throw new SyntaxError(`${where}: ${text} — correct it and start again`);
  }
}

/** A JavaScript file that was itself made from something: the person debugs the file that they run. */
const withoutTheirMaps: esbuild.Plugin = {
  name: 'backstep-maps',
  setup(build) {
    build.onLoad({ filter: /\.[mc]?jsx?$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      if (!text.includes('sourceMappingURL')) return undefined;
      const loader = path.endsWith('x') ? 'jsx' : 'js';
      return { contents: text.replace(/^\/\/# sourceMappingURL=.*$/gm, ''), loader };
    });
  },
};
