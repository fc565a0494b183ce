import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

// Tracked files, and new ones that git does not ignore.
const files = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], { cwd: root })
  .toString()
  .split('\n')
  .filter((file) => file && existsSync(join(root, file)));
const text = (file: string) => readFileSync(join(root, file), 'utf8');

const script = /\.(ts|tsx|mts|mjs|cjs|js)$/;
const scripts = files.filter((file) => script.test(file));

/** What a file imports: packages as written, its own files as paths from here. */
function imports(file: string): string[] {
  const found = text(file).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*|\brequire\s*\(\s*)(['"])([^'"\n]+)\1/g);
  return [...found].map(([, , name]) => {
    if (!name.startsWith('.')) return name;
    const path = posix.join(dirname(file), name);
    const endings = ['', '.ts', '.tsx', '.mts', '.mjs', '.js', '/index.ts', '/index.tsx'];
    return endings.map((ending) => path + ending).find((candidate) => scripts.includes(candidate)) ?? path;
  });
}

/** A file and everything of ours that comes with it. */
function reach(start: readonly string[]): string[] {
  const reached = new Set(start);
  for (const file of reached) {
    for (const name of imports(file)) if (scripts.includes(name)) reached.add(name);
  }
  return [...reached];
}

const within = (folder: string) => scripts.filter((file) => file.startsWith(`${folder}/`));

/** `file → import` of each import that must not be. */
function offences(from: readonly string[], forbidden: (name: string) => boolean): string[] {
  return from.flatMap((file) =>
    imports(file)
      .filter(forbidden)
      .map((name) => `${file} → ${name}`),
  );
}

const isOurs = (name: string) => /^(engine|extension|webviews|native|test)\//.test(name);

describe('the borders between rooms', () => {
  it('keeps the engine free of the editor, the browser and every other room', () => {
    const engine = within('engine');
    expect(engine.length).toBeGreaterThan(0);
    expect(offences(engine, (name) => name === 'vscode' || /^preact\b/.test(name))).toEqual([]);
    expect(offences(engine, (name) => isOurs(name) && !name.startsWith('engine/'))).toEqual([]);
    const { lib } = JSON.parse(text('engine/tsconfig.json')).compilerOptions;
    expect(lib.filter((name: string) => /dom/i.test(name))).toEqual([]);
  });

  it('keeps the debug session and the command line free of vscode, also through what they import', () => {
    const session = reach([...within('extension/debug'), 'extension/cli.ts']);
    expect(offences(session, (name) => name === 'vscode')).toEqual([]);
  });

  it('keeps the protocol of the webviews free of imports', () => {
    const protocol = within('webviews/protocol');
    expect(protocol.length).toBeGreaterThan(0);
    expect(offences(protocol, () => true)).toEqual([]);
  });

  it('gives webviews only their protocol and the message channel of the other rooms', () => {
    const allowed = /^(webviews\/|engine\/runtime\/channel\.ts$)/;
    expect(offences(within('webviews'), (name) => isOurs(name) && !allowed.test(name))).toEqual([]);
  });

  it('imports the archived toolkit in one folder, so that another can take its place', () => {
    const elsewhere = scripts.filter((file) => !file.startsWith('webviews/ui/'));
    expect(offences(elsewhere, (name) => name.startsWith('@vscode/webview-ui-toolkit'))).toEqual([]);
  });

  it('includes Node-API in native/binding only', () => {
    const sources = files.filter((file) => /^native\/.*\.(cc|cpp|c|h|hpp|cu)$/.test(file));
    const including = sources.filter((file) =>
      /#\s*include\s*[<"](napi|node_api|node-addon|uv)/.test(text(file)),
    );
    expect(sources.length).toBeGreaterThan(0);
    expect(including.filter((file) => !file.startsWith('native/binding/'))).toEqual([]);
    expect(including).not.toEqual([]);
  });

  it('loads the addon in one file', () => {
    const loaders = scripts.filter(
      (file) =>
        /^(engine|extension|webviews)\//.test(file) &&
        !file.startsWith('extension/build/') &&
        /\.node['"`]|\bdlopen\b/.test(text(file)),
    );
    expect(loaders).toEqual(['engine/tensor/native.ts']);
  });
});

describe('the house', () => {
  it('has no other top-level names than the given ones', () => {
    const rooms = ['engine', 'extension', 'native', 'test', 'webviews'];
    const settings = [
      '.biome.json',
      '.ci',
      '.gitattributes',
      '.gitignore',
      '.npmrc',
      '.vscode',
      '.vscodeignore',
    ];
    const papers = [
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'package-lock.json',
      'package.json',
      'tsconfig.json',
    ];
    const allowed = new Set([...rooms, ...settings, ...papers]);
    const names = new Set(files.map((file) => file.split('/')[0]));
    expect([...names].filter((name) => !allowed.has(name))).toEqual([]);
  });

  it('tells in every room what it is', () => {
    const source = /^((?:engine|extension|webviews|native|test)\/[^/]+)\/[^/]+\.(ts|tsx|mjs|py|cc|h)$/;
    const rooms = new Set(files.flatMap((file) => source.exec(file)?.[1] ?? []));
    // The folders of test/ mirror the rooms that they test, and test/README.md speaks for them.
    const own = [...rooms].filter((room) => !room.startsWith('test/') || room === 'test/vscode');
    expect(own.length).toBeGreaterThan(5);
    expect([...own, 'test'].filter((room) => !files.includes(`${room}/README.md`))).toEqual([]);
  });

  it('has no file of two subjects', () => {
    // Past 12 KB a file has two subjects, unless there is a reason here.
    const reasons: Record<string, string> = {};
    const large = files.filter(
      (file) => /\.(ts|tsx|mjs|js|py|cc|h|css)$/.test(file) && statSync(join(root, file)).size > 12 * 1024,
    );
    expect(large.sort()).toEqual(Object.keys(reasons).sort());
  });

  it('names no package registry and no path of a machine', () => {
    const registry = /\bregistry\.(npmjs|yarnpkg)\b|\bpypi\.org\b|\bdeb\.debian\b|"resolved":\s*"https?:/;
    const machine = /(?<![\w.~-])\/(?:work|root|home\/(?!ada)\w+|Users\/\w+)\/[\w.]/;
    const readable = files.filter(
      (file) => !/\.(png|gz|ttf|ico|npy|bin)$/.test(file) && file !== 'test/house.test.ts',
    );
    const found = readable.flatMap((file) =>
      text(file)
        .split('\n')
        .flatMap((line, index) =>
          registry.test(line) || machine.test(line) ? [`${file}:${index + 1}`] : [],
        ),
    );
    expect(found).toEqual([]);
  });
});
