import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { buildDeclarations, buildPlugin, pluginName } from '../../extension/build/types.mjs';
import { typesPlugin } from '../../extension/contributions';
import { TypeScriptServer } from './tsserver';

const temporary = realpathSync(mkdtempSync(join(tmpdir(), 'backstep-types-')));
const extension = join(temporary, 'extension');
let server: TypeScriptServer;

beforeAll(async () => {
  await buildPlugin(extension);
  await buildDeclarations(extension);
  server = new TypeScriptServer(extension, pluginName);
}, 120_000);
afterAll(() => {
  server.close();
  rmSync(temporary, { recursive: true, force: true });
});

const program = `import { nn, tensor } from 'backstep';
const pair = tensor([1, 2]);
const layer = new nn.Linear(2, 3);
`;

/** A workspace with these files, and its first file open. */
function workspace(name: string, files: Record<string, string>): string {
  const folder = join(temporary, name);
  for (const [file, content] of Object.entries(files)) {
    mkdirSync(join(folder, file, '..'), { recursive: true });
    writeFileSync(join(folder, file), content);
  }
  const [[first, content]] = Object.entries(files);
  server.open(join(folder, first), content);
  return join(folder, first);
}

describe('types of backstep', () => {
  it('are there in a folder that holds one program and nothing else', async () => {
    expect(pluginName).toBe(typesPlugin);
    const file = workspace('bare', { 'train.ts': program });
    expect(await server.errors(file)).toEqual([]);
    expect(await server.hover(file, 2, 7)).toBe('const pair: Tensor');
    expect(await server.hover(file, 3, 7)).toBe('const layer: nn.Linear');
  }, 120_000);

  it('are there in a JavaScript program', async () => {
    const file = workspace('script', { 'train.mjs': program });
    expect(await server.hover(file, 2, 7)).toBe('const pair: Tensor');
  }, 120_000);

  it('are there under the resolution rules of Node', async () => {
    const options = { module: 'nodenext', target: 'es2022', strict: true, types: [] };
    const file = workspace('node', {
      'train.mts': program,
      'tsconfig.json': JSON.stringify({ compilerOptions: options }),
    });
    expect(await server.errors(file)).toEqual([]);
    expect(await server.hover(file, 2, 7)).toBe('const pair: Tensor');
  }, 120_000);

  it('are right in themselves, in a program without the types of Node', () => {
    const file = workspace('strict', { 'train.ts': program });
    const checked = ts.createProgram([file], {
      target: ts.ScriptTarget.ES2022,
      module: ts.ModuleKind.NodeNext,
      moduleResolution: ts.ModuleResolutionKind.NodeNext,
      strict: true,
      noEmit: true,
      types: [],
      skipLibCheck: false,
      paths: { backstep: [join(extension, 'dist/types/engine/index.d.ts')] },
    });
    const errors = ts.getPreEmitDiagnostics(checked);
    expect(errors.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, '\n'))).toEqual([]);
  }, 120_000);

  it('find mistakes', async () => {
    const file = workspace('mistake', { 'train.ts': `import { tensr } from 'backstep';\n` });
    expect(await server.errors(file)).toEqual([expect.stringContaining(`'tensr'`)]);
  }, 120_000);

  it("are the workspace's own where it has the package", async () => {
    const own = 'node_modules/backstep';
    const file = workspace('own', {
      'train.ts': program,
      [`${own}/package.json`]: JSON.stringify({ name: 'backstep', version: '9.9.9', types: 'index.d.ts' }),
      [`${own}/index.d.ts`]: 'export function tensor(values: number[]): "mine";\nexport const nn: any;\n',
    });
    expect(await server.hover(file, 2, 7)).toBe('const pair: "mine"');
  }, 120_000);

  it('are not given to other modules that are missing', async () => {
    const file = workspace('other', { 'train.ts': `import { x } from 'backstop';\n` });
    expect(await server.errors(file)).toEqual([expect.stringContaining(`Cannot find module 'backstop'`)]);
  }, 120_000);
});
