import { afterAll, describe, expect, test } from 'vitest';
import { removeWritten, run } from './transpiled';

afterAll(removeWritten);

const packages = {
  'node_modules/modern/package.json': JSON.stringify({
    name: 'modern',
    exports: {
      '.': {
        module: './bundler.js',
        import: './main.mjs',
        require: './main.cjs',
      },
      './extra': './extra.mjs',
    },
  }),
  'node_modules/modern/main.mjs':
    'export const kind = "esm"; export default function make() { return "made"; }',
  'node_modules/modern/main.cjs': 'exports.kind = "cjs";',
  'node_modules/modern/bundler.js': 'export const kind = "for bundlers";',
  'node_modules/modern/extra.mjs': 'export const extra = 1;',
  'node_modules/classic/package.json': JSON.stringify({
    name: 'classic',
    main: 'lib',
    module: 'esm.js',
  }),
  'node_modules/classic/lib/index.js': 'exports.name = "classic"; exports.where = __dirname;',
  'node_modules/classic/esm.js': 'export const name = "not for Node";',
};

describe('imports', () => {
  test('of packages are those that Node would load from the source’s folder', async () => {
    const report = await run({
      'src/program.ts': `
        import make, { kind } from 'modern';
        import { extra } from 'modern/extra';
        import * as classic from 'classic';
        import { createRequire } from 'node:module';
        import { basename } from 'path';
        const require = createRequire(import.meta.url);
        globalThis.report([kind, make(), extra, classic.name, basename(classic.where), require('modern').kind]);
      `,
      ...Object.fromEntries(Object.entries(packages).map(([name, text]) => [name, text])),
    });
    expect(report).toEqual(['esm', 'made', 1, 'classic', 'lib', 'cjs']);
  });

  test('of JSON, of TypeScript by its .js name, by tsconfig paths and through a circle work', async () => {
    const report = await run({
      'program.ts': `
        import data, { rows } from './data.json' with { type: 'json' };
        import { one } from './one.js';
        import { deep } from '@lib/deep';
        import type { Missing } from './types';
        export function hoisted() { return 'hoisted'; }
        const missing: Missing | null = null;
        globalThis.report([data.name, rows, one(), deep, missing]);
      `,
      'tsconfig.json': JSON.stringify({
        extends: './base.json',
        compilerOptions: { paths: { '@lib/*': ['./lib/*'] } },
      }),
      'base.json': JSON.stringify({ compilerOptions: { target: 'ES2022' } }),
      'types.ts': 'export interface Missing {}',
      'data.json': '{ "name": "digits", "rows": [1, 2] }',
      'one.ts': `
        import { two } from './two';
        import { hoisted } from './program';
        const early = hoisted();
        export function one(): string { return early + two(); }
        export function base(): string { return 'base'; }
      `,
      'two.ts': `
        import { base } from './one';
        const early = base();
        export const two = () => early;
      `,
      'lib/deep.ts': 'export const deep: number = 3;',
    });
    expect(report).toEqual(['digits', [1, 2], 'hoistedbase', 3, null]);
  });

  test('that are made while the program runs find local files and packages', async () => {
    const report = await run({
      'program.ts': `
        const { late } = await import('./late');
        const name: string = 'modern';
        const { kind } = await import(name);
        const missing = await import('./missing.js').catch(() => 'none');
        globalThis.report([late(), kind, missing]);
      `,
      'late.ts': 'export const late = () => "late";',
      ...packages,
    });
    // Node has no way to ask for a package's ES module from another folder: it is the CommonJS one.
    expect(report).toEqual(['late', 'cjs', 'none']);
  });

  test('of CommonJS files of the program, with their names, and require() in them', async () => {
    const report = await run({
      'program.ts': `
        import { half, where } from './classic.js';
        import legacy from './legacy.cjs';
        globalThis.report([half(4), where, legacy.list, legacy.isMain]);
      `,
      'classic.js': `
        const { two } = require('./two.cjs');
        exports.half = (x) => x / two;
        exports.where = [__dirname, __filename].map((path) => path.split('/').pop());
      `,
      'two.cjs': 'module.exports = { two: 2 };',
      'legacy.cjs': `
        'use strict';
        module.exports = { list: require('./list.json'), isMain: require.main === module };
      `,
      'list.json': '[1]',
    });
    expect(report).toEqual([2, [expect.stringContaining('backstep-test-'), 'classic.js'], [1], false]);
  });

  test('a CommonJS program knows that it is the main module', async () => {
    const report = await run({
      'program.cjs': `
        const { join } = require('node:path');
        if (require.main === module) globalThis.report([typeof join, __filename.split('/').pop()]);
      `,
    });
    expect(report).toEqual(['function', 'program.cjs']);
  });
});
