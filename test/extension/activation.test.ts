import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const bundle = fileURLToPath(new URL('../../dist/extension.js', import.meta.url));

it('activating loads neither the native addon nor esbuild', () => {
  const program = `
    const Module = require('node:module');
    const load = Module._load;
    const disposable = { dispose() {} };
    const anything = new Proxy(function () {}, {
      get: (_, key) => (key === Symbol.toPrimitive ? () => '' : anything),
      // A bundle copies the module's own properties, and inherits the others.
      getPrototypeOf: () => anything,
      apply: () => disposable,
      construct: () => ({ event: () => disposable, fire() {}, dispose() {} }),
    });
    const loaded = [];
    Module._load = (name, ...rest) => {
      loaded.push(name);
      return name === 'vscode' ? anything : load(name, ...rest);
    };
    require(${JSON.stringify(bundle)}).activate({ extensionUri: { path: '/' }, subscriptions: [] });
    console.log(JSON.stringify(loaded));
  `;
  const loaded: string[] = JSON.parse(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' }));
  expect(loaded).toContain('vscode');
  expect(loaded.filter((name) => name === 'esbuild' || name.endsWith('.node'))).toEqual([]);
});
