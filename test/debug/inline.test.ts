import { describe, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

const runtimes = ['process', 'extensionHost'] as const;

describe.each(runtimes)('values at the ends of lines, in the runtime %s', (runtime) => {
  test('are tensors with shape and norm, numbers and short strings, as the names mean them in the frame', async () => {
    const debugging = await Debugging.start('inline.ts', { runtime, breakpoints: { forward: {} } });
    try {
      await debugging.stopped('breakpoint');
      const [inner, outer] = await debugging.frames();
      const names = [
        'x',
        'this.scale.weight',
        'this.scale.weight.grad',
        'broken',
        'count',
        'label',
        'long',
        'rows',
        'total',
      ];
      const ask = (frameId: number) => debugging.client.request('backstep/inlineValues', { frameId, names });
      const { values, lines } = await ask(inner.id);
      expect(values.map(({ text }) => text).sort()).toEqual(
        [
          "label = 'short'",
          'total = 7',
          'broken f32[10] |19.3| ⚠ nan 1 inf 1',
          'count = 3',
          'this.scale.weight f32[1, 1] |3|',
          'x f32[3, 4] |22.5|',
        ].sort(),
      );
      expect(lines).toEqual({ first: debugging.line('begin') - 1, last: debugging.line('forward') + 1 });
      const top = await ask(outer.id);
      expect(top).toEqual({ values: [{ name: 'total', text: 'total = 7', lines: null }], lines: null });
    } finally {
      await debugging.close();
    }
  });

  test('are none at an op of the past, as the variables are of the present', async () => {
    const debugging = await Debugging.start('inline.ts', { runtime, breakpoints: { forward: {} } });
    try {
      await debugging.stopped('breakpoint');
      const ask = async (frame: number) => {
        const { id: frameId } = (await debugging.frames())[frame];
        return (await debugging.client.request('backstep/inlineValues', { frameId, names: ['x'] })).values;
      };
      expect(await ask(0)).toHaveLength(1);
      await debugging.client.request('stepBack', { threadId: 1 });
      await debugging.stopped('step');
      expect(await ask(0)).toEqual([]);
      await debugging.client.request('continue', { threadId: 1 });
      await debugging.stopped('step');
      expect(await ask(0)).toHaveLength(1);
    } finally {
      await debugging.close();
    }
  });

  test('are those of the lines on which a name means them', async () => {
    const debugging = await Debugging.start('inline.ts', { runtime, breakpoints: { block: {} } });
    try {
      await debugging.stopped('breakpoint');
      const [{ id: frameId }] = await debugging.frames();
      const names = ['step', 'total'];
      const { values } = await debugging.client.request('backstep/inlineValues', { frameId, names });
      const first = debugging.line('block') - 1;
      expect(values).toEqual([
        { name: 'step', text: 'step = 1', lines: { first, last: first + 2 } },
        { name: 'total', text: 'total = 7', lines: null },
      ]);
    } finally {
      await debugging.close();
    }
  });

  test('run no getter of the program, and are refused for a frame that is gone', async () => {
    const debugging = await Debugging.start('inline.ts', { runtime, breakpoints: { forward: {}, end: {} } });
    try {
      await debugging.stopped('breakpoint');
      const [{ id }, { id: outer }] = await debugging.frames();
      const names = ['counter.reads', 'counter', 'nowhere'];
      expect(
        (await debugging.client.request('backstep/inlineValues', { frameId: outer, names })).values,
      ).toEqual([]);
      await debugging.continue();
      expect((await debugging.evaluate('counter.reads')).result).toBe('1');
      await expect(
        debugging.client.request('backstep/inlineValues', { frameId: id, names: ['x'] }),
      ).rejects.toThrow('the program has run on since');
    } finally {
      await debugging.close();
    }
  });
});
