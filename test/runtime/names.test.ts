import { afterAll, describe, expect, test } from 'vitest';
import { build, codeOf, removeWritten, run, write } from './transpiled';

afterAll(removeWritten);

/** A program that uses one name in scope after scope, and what it reports. */
const shadows = `
const x = 1, _a = 2;
enum Color { red = 3 }
namespace Space { export const x = 4; export const y = x + 1; export namespace Space { export const z = x; } }
function f(x: number, { y = x, ...rest }: { y?: number; z?: number } = {}) {
  const given = [x, y, rest];
  for (const x of [5, 6]) given.push(x, (() => { const x = 7; return x; })());
  try { throw 8; } catch (x) { given.push(x as number); }
  { let x = 9; x++; given.push(x, { x }.x); }
  class x2 { static x = 10; constructor(private x = 11) {} get() { return this.x; } }
  return [...given, x2.x, new x2().get(), x];
}
const g = async function* (x = _a) { for await (const _a of [x, f.length]) yield _a; };
const h = (Color: string) => Color.length;
label: for (const label of [12]) { if (label) break label; }
const all = [];
for await (const x of g()) all.push(x);
globalThis.report([f(20), f(21, { y: 22, z: 23 }), all, h('four'), Color.red, Space.y, Space.Space.z, x, _a]);
`;

describe('a variable that hides another one of its name', () => {
  test('keeps its name', async () => {
    const folder = write({
      'program.ts': `
        const x = 5;
        function twice(x: number, { y }: { y: number }): number { const by = (y: number) => y * x; return by(x); }
        const y = [1].map((x) => twice(x, { y: x }));
        export { y };
      `,
    });
    for (const sites of [true, false]) {
      const code = codeOf(await build(`${folder}/program.ts`, sites));
      expect(code).not.toMatch(/\b[xy]\d/);
      expect(code).toContain('function twice(x, { y: y })');
    }
  });

  test('leaves those alone that are called like its new name', async () => {
    const report = await run({
      'program.ts': `
        const x = 5, x2 = 6;
        const f = (x: number) => [x, x2];
        const g = (x2: number) => { const x = x2 + 1; return [x, x2]; };
        globalThis.report([f(1), g(2), x, x2]);
      `,
    });
    expect(report).toEqual([[1, 6], [3, 2], 5, 6]);
  });

  test.each([true, false])(
    'is the same program, in every kind of scope (call-site ids: %s)',
    async (sites) => {
      const expected = [
        [20, 20, {}, 5, 7, 6, 7, 8, 10, 10, 10, 11, 20],
        [21, 22, { z: 23 }, 5, 7, 6, 7, 8, 10, 10, 10, 11, 21],
        [2, 1],
        4,
        3,
        5,
        4,
        1,
        2,
      ];
      expect(await run({ 'program.ts': shadows }, sites)).toEqual(expected);
    },
  );
});
