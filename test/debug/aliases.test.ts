import { describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

describe.each(['process', 'extensionHost'] as const)('shared memory, in the runtime %s', (runtime) => {
  test('is told with the place of each tensor in it, and what saved it for the backward pass', async () => {
    const debugging = await Debugging.start('aliases.ts', { runtime, breakpoints: { end: {} } });
    try {
      await debugging.stopped('breakpoint');
      const { client } = debugging;
      const at = (mark: string) => `aliases.ts:${debugging.line(mark)}`;
      const found = await client.request('backstep/aliases', { expression: 'rows' });
      expect(found).toMatchObject({ expression: 'rows', bytes: 64 * 16 * 4, version: 1 });
      expect(
        found.views.map(({ name, shape, strides, offset, bytes, isAsked, isView }) => ({
          name,
          layout: [shape, strides, offset],
          bytes,
          marks: [isAsked && 'asked', isView && 'view'].filter(Boolean),
        })),
      ).toEqual([
        { name: at('base'), layout: [[64, 16], [16, 1], 0], bytes: 4096, marks: [] },
        { name: at('column'), layout: [[64], [16], 3], bytes: 256, marks: ['view'] },
        { name: at('rows'), layout: [[16, 16], [16, 1], 512], bytes: 1024, marks: ['asked', 'view'] },
      ]); // biome-ignore format: a row a tensor
      const [base, column, rows] = found.views.map(({ coverage }) => coverage);
      expect(base).toEqual(Array(64).fill(1));
      // One element of the sixteen of each row; a row is one of the 64 pieces.
      expect(column).toEqual(Array(64).fill(1 / 16));
      expect(rows).toEqual(Array.from({ length: 64 }, (_, piece) => (piece >= 32 && piece < 48 ? 1 : 0)));
      expect(found.saved).toEqual([{ op: 'mul', role: 'other', line: at('mul'), version: 0 }]);
    } finally {
      await debugging.close();
    }
  });

  test('is told of a line in Variables too, of a part that is no tensor itself, and of none that was given back', async () => {
    const debugging = await Debugging.start('aliases.ts', { runtime, breakpoints: { end: {} } });
    try {
      await debugging.stopped('breakpoint');
      const { client } = debugging;
      const { variablesReference } = await debugging.variable('Locals', 'base');
      const row = await client.request('backstep/aliases', { variablesReference, name: '[63]' });
      expect(row.expression).toBe('base.at(63)');
      expect(row.views.at(-1)).toMatchObject({ name: 'this part', isAsked: true, offset: 1008, bytes: 64 });
      expect(row.views.at(-1)?.coverage).toEqual([...Array(63).fill(0), 1]);
      const ask = (expression: string) => client.request('backstep/aliases', { expression });
      await expect(ask('gone')).rejects.toThrow('aliases: its memory was given back');
      await expect(ask('1 + 1')).rejects.toThrow('this is no tensor — 1 + 1 is 2');
    } finally {
      await debugging.close();
    }
  });
});
