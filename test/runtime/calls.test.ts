import { join } from 'node:path';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { build, codeOf, currentSite, load, removeWritten, write } from './transpiled';

afterAll(removeWritten);

interface Log {
  /** What was called, in order: its name, the name of its `this`, the number of its arguments. */
  readonly calls: string[];
  /** The call-site id of the moment, for each call. */
  readonly sites: { readonly name: string; readonly id: number }[];
}

/** A value that has every property, can be called, constructed, iterated and used as a key, and logs all that. */
function value(name: string, log: Log): object {
  const called = (how: string, count: number) => {
    log.calls.push(`${name} ${how} ${count}`);
    log.sites.push({ name, id: currentSite.id });
    return value(`result_${name}`, log);
  };
  return new Proxy(function probe() {}, {
    get(_, key) {
      if (key === 'name') return name;
      if (key === Symbol.toPrimitive) return () => name;
      if (key === Symbol.iterator) return () => [value(`${name}_0`, log), value(`${name}_1`, log)].values();
      if (typeof key === 'symbol' || key === 'then') return undefined;
      log.calls.push(`${name}.${key}`);
      return value(key, log);
    },
    apply: (_, self: { name: string } | undefined, args) => called(`of ${self?.name}`, args.length),
    construct: (_, args) => called('new', args.length),
  });
}

const { statement } = fc.letrec<{
  expression: string;
  args: string;
  statement: string;
}>((tie) => {
  const e = fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom('@f()', 'value', '@f(value)'),
    tie('expression'),
  );
  const a = tie('args');
  /** Inside of a function that is not async. */
  const inFunction = e.map((text) => text.replaceAll('await ', ''));
  const form = (...parts: (string | fc.Arbitrary<string>)[]) =>
    fc
      .tuple(...parts.map((part) => (typeof part === 'string' ? fc.constant(part) : part)))
      .map((all) => all.join(''));
  return {
    args: fc.oneof(
      fc.constant(''),
      e,
      form(e, ', ', e),
      form(e, ',\n    ', e),
      form('...', e),
      form('...[', e, ', ', e, ']'),
      form(e, ', ...', e),
      form('(', e, ', ', e, ')'),
      form('() => ', inFunction),
      form('await ', e),
    ),
    expression: fc.oneof(
      form('@f(', a, ')'),
      form('@f<number>(', a, ')'),
      form(e, '.@m(', a, ')'),
      form(e, '!.@m(', a, ')'),
      form(e, '\n  .@m(', a, ')'),
      form(e, '.@g.@m(', a, ')'),
      form('value.@g.@m(', a, ')'),
      form(e, '["@m"](', a, ')'),
      form(e, '[@k(', a, ')](', a, ')'),
      form(e, '?.@m(', a, ')'),
      form(e, '?.@g.@m(', a, ')'),
      form(e, '.@m?.(', a, ')'),
      form(e, '?.@m(', a, ').@m(', a, ')'),
      form('nothing?.@m(', a, ').@m(', a, ')'),
      form('(', e, '.@m)(', a, ')'),
      form('(', e, '?.@m)(', a, ')'),
      form(e, '.@m(', a, ')(', a, ')'),
      form('new @C(', a, ')'),
      form('(new @C)'),
      form('new value.@C(', a, ')'),
      form('(new value.@g.@C)'),
      form('new (', e, ' as typeof value)(', a, ')'),
      form('@t`a${', e, '}b`'),
      form('(() => ', inFunction, ')()'),
      form('(function () { return [this, ', inFunction, '][1]; })()'),
      form('(await ', e, ')'),
      form('(', e, ', ', e, ')'),
      form('(', e, ' ? ', e, ' : ', e, ')'),
      form('[', e, ', ', e, '].map((x) => x)[0]'),
      form('({ get: () => ', inFunction, ' }).get()'),
    ),
    statement: fc.oneof(
      form(e, ';'),
      form('{ const local = ', e, '; void local; }'),
      form('for (const item of @f(', a, ')) item.@m();'),
      form('if (', e, ') ', e, ';\nelse @f();'),
      form('value.@g = ', e, ';'),
      form('{ class Local extends Base { field = ', inFunction, '; }\n new Local(); }'),
    ),
  };
});

const program = fc.array(statement, { minLength: 1, maxLength: 6 }).map((statements) => {
  let count = 0;
  const body = statements.join('\n').replace(/@([a-zA-Z])/g, (_, kind: string) => `${kind}${count++}`);
  const names = [...new Set(body.match(/\b[fktC]\d+\b/g))].join(', ');
  return `const { value, ${names} } = globalThis.names as any;
const nothing: any = undefined;
class Base { constructor() { value.made(); } }
try {
${body}
  globalThis.finished('');
} catch (error) {
  globalThis.finished(error.name);
}
`;
});

async function execute(file: string, sites: boolean) {
  const log: Log = { calls: [], sites: [] };
  const names = new Proxy({}, { get: (_, name) => value(String(name), log) });
  const built = await build(file, sites);
  const finished = new Promise<string>((resolve) => Object.assign(globalThis, { names, finished: resolve }));
  await load(built.url);
  log.calls.push(`threw ${await finished}`);
  return { log, built };
}

test('call-site ids change nothing of what a program does, and each points at the name that is called', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (text) => {
      const file = join(write({ 'program.ts': text }), 'program.ts');
      const plain = await execute(file, false);
      const { log, built } = await execute(file, true);
      expect(log.calls).toEqual(plain.log.calls);
      const lines = text.split('\n');
      for (const { name, id } of log.sites) {
        // Called through an expression, or by a tag: there is no name, or no id.
        if (name === 'value' || name.startsWith('result_') || name.startsWith('t')) continue;
        const site = built.sites[id];
        const found = site && lines[site.line - 1].slice(site.column - 1).replace(/^"/, '');
        expect(found?.slice(0, name.length)).toBe(name);
      }
    }),
    { numRuns: 80, seed: 11 },
  );
});

test('every name of a program is mapped to its own line and column', async () => {
  await fc.assert(
    fc.asyncProperty(program, async (text) => {
      const built = await build(join(write({ 'program.ts': text }), 'program.ts'));
      const lines = text.split('\n');
      const map = new TraceMap(built.modules[0].map);
      codeOf(built)
        .split('\n')
        .forEach((line, index) => {
          for (const { 0: name, index: column } of line.matchAll(/\b[fmgktC]\d+\b/g)) {
            const found = originalPositionFor(map, { line: index + 1, column });
            expect(lines[(found.line ?? 0) - 1]?.slice(found.column ?? 0).replace(/^"/, '')).toMatch(
              new RegExp(`^${name}\\b`),
            );
          }
        });
    }),
    { numRuns: 80, seed: 2 },
  );
});
