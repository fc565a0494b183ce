import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { build, codeOf, removeWritten, run, write } from './transpiled';

afterAll(removeWritten);

describe('a file', () => {
  test('knows its own place, also that of an imported file', async () => {
    const folder = write({
      'program.ts': `
        import { place } from './lib/place';
        globalThis.report([import.meta.url, import.meta.dirname, import.meta.main, import.meta.resolve('./x.txt'), ...place]);
      `,
      'lib/place.ts': 'export const place = [__filename, __dirname, import.meta.filename, import.meta.main];',
    });
    const program = join(folder, 'program.ts');
    const { url } = await build(program);
    const reported = new Promise((resolve) => Object.assign(globalThis, { report: resolve }));
    const { load } = await import('./transpiled');
    await load(url);
    const lib = join(folder, 'lib/place.ts');
    expect(await reported).toEqual([
      pathToFileURL(program).href,
      folder,
      true,
      pathToFileURL(join(folder, 'x.txt')).href,
      lib,
      join(folder, 'lib'),
      lib,
      false,
    ]);
  });

  test('keeps the names that the person wrote, and those that it does not use', async () => {
    const folder = write({
      'program.js': 'import { a, b as c } from "./lib.mjs";\nconst unused = a;\n',
      'lib.mjs': 'export const a = 1, b = 2;',
    });
    const built = await build(join(folder, 'program.js'));
    expect(codeOf(built)).toContain('import { a, b as c } from');
    expect(codeOf(built)).toContain('const unused = a;');
  });

  test('follows its tsconfig.json: decorators, JSX and class fields', async () => {
    const report = await run({
      'program.tsx': `
        function mark(target: object, key: string) { marked.push(key); }
        const marked: string[] = [];
        const h = (tag: string, props: object | null, ...children: unknown[]) => [tag, props, children];
        class Base { constructor() { (this as any).field = 'from base'; } }
        class Model extends Base { @mark method() {} declare field: string; plain; }
        globalThis.report([marked, <a id="1">{2}</a>, new Model().field, Object.keys(new Model())]);
      `,
      'tsconfig.json': JSON.stringify({
        compilerOptions: {
          experimentalDecorators: true,
          jsx: 'react',
          jsxFactory: 'h',
          useDefineForClassFields: false,
        },
      }),
    });
    expect(report).toEqual([['method'], ['a', { id: '1' }, [2]], 'from base', ['field']]);
  });

  test('is reported under the path that the person opened it by, if that leads through a link', async () => {
    const folder = write({
      'real/program.ts': 'import { x } from "./lib/x";\nx();',
      'real/lib/x.ts': 'export const x = () => 1;',
    });
    mkdirSync(join(folder, 'home'));
    symlinkSync(join(folder, 'real'), join(folder, 'home/project'));
    const { modules, sites } = await build(join(folder, 'home/project/program.ts'));
    expect(modules.map(({ source }) => source)).toEqual([
      join(folder, 'home/project/program.ts'),
      join(folder, 'home/project/lib/x.ts'),
    ]);
    expect(sites).toEqual([null, { source: join(folder, 'home/project/program.ts'), line: 2, column: 1 }]);
  });

  test('that was made from another is debugged as it is', async () => {
    const map = Buffer.from(
      JSON.stringify({
        version: 3,
        sources: ['other.ts'],
        names: [],
        mappings: 'AAUA',
        sourcesContent: ['x'],
      }),
    ).toString('base64');
    const folder = write({
      'program.mjs': `f();\nfunction f() {}\n//# sourceMappingURL=data:application/json;base64,${map}\n`,
    });
    const { sites } = await build(join(folder, 'program.mjs'));
    expect(sites[1]).toEqual({
      source: join(folder, 'program.mjs'),
      line: 1,
      column: 1,
    });
  });

  test('without calls that are seen by others keeps what Node reads of its exports', async () => {
    const folder = write({
      'program.cjs':
        'module.exports = require("./inner.cjs");\nObject.defineProperty(exports, "late", { enumerable: true, value: 1 });',
      'inner.cjs': 'exports.inner = 1;',
    });
    const code = codeOf(await build(join(folder, 'program.cjs')));
    expect(code).toMatch(/module\.exports = require\("[^"]+"\);/);
    expect(code).toContain('Object.defineProperty(exports, "late", { enumerable: true, value: 1 });');
  });
});

describe('a program that cannot run is refused with', () => {
  const refused = async (files: Record<string, string>) => {
    const folder = write(files);
    return (error: unknown) => String((error as Error).message).replaceAll(folder, '…');
  };
  const message = async (files: Record<string, string>) => {
    const shorten = await refused(files);
    const folder = write(files);
    try {
      await build(join(folder, Object.keys(files)[0]));
    } catch (error) {
      return shorten(error).replaceAll(folder, '…');
    }
    return 'no error';
  };

  test('the place of a syntax error', async () => {
    expect(await message({ 'program.ts': 'const a = 1;\nconst b = ;\n' })).toBe(
      '…/program.ts:2:11: Unexpected ";" — correct it and start again',
    );
    expect(
      await message({
        'program.ts': 'import "./lib/b";',
        'lib/b.ts': 'let x: = 2',
      }),
    ).toBe('…/lib/b.ts:1:8: Unexpected "=" — correct it and start again');
  });

  test('the place of an import that leads nowhere, and what to do', async () => {
    expect(await message({ 'program.ts': '\n  import { x } from "./modle"; x;' })).toBe(
      '…/program.ts:2:21: cannot import "./modle" — there is no such file — correct the path',
    );
    expect(await message({ 'program.ts': 'import x from "@scope/thing/part"; x;' })).toBe(
      '…/program.ts:1:15: cannot import "@scope/thing/part" — there is no such package — ' +
        'run "npm install @scope/thing", or correct the name',
    );
  });

  test('the kinds of files that are programs', async () => {
    expect(await message({ 'program.py': 'print(1)' })).toContain(
      'transpile: not a program — …/program.py — give a .ts',
    );
  });
});

test('the engine is this distribution’s own, whatever the workspace has installed', async () => {
  const folder = write({
    'program.ts': 'import { tensor } from "backstep";\ntensor(1);',
    'node_modules/backstep/package.json': '{ "name": "backstep", "main": "x.js" }',
    'node_modules/backstep/x.js': '',
  });
  expect(codeOf(await build(join(folder, 'program.ts')))).toContain('from "file:///backstep/engine.mjs"');
});

test('fifty files become fifty modules, with an id for every call', async () => {
  const files: Record<string, string> = {};
  for (let index = 0; index < 50; index++) {
    const next = index < 49 ? `import { f${index + 1} } from './file${index + 1}';` : 'const f50 = () => 0;';
    const lines = Array.from(
      { length: 100 },
      (_, line) => `  total += Math.max(${line}, other.at(${line}));`,
    ).join('\n');
    files[`file${index}.ts`] =
      `${next}\nexport function f${index}(other: number[] = []): number {\n  let total = f${index + 1}();\n${lines}\n  return total;\n}\n`;
  }
  const folder = write(files);
  const { modules, sites } = await build(join(folder, 'file0.ts'));
  expect(modules).toHaveLength(50);
  expect(sites).toHaveLength(1 + 50 * 201);
});
