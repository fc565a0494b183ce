import { afterEach, expect, test } from 'vitest';
import { Debugging } from './dap/debugging';

let debugging: Debugging;
afterEach(() => debugging.close());

async function read(memoryReference: string, offset: number, count: number) {
  const answer = await debugging.client.request('readMemory', { memoryReference, offset, count });
  return { ...answer, data: Buffer.from(answer.data ?? '', 'base64') };
}

const floats = (data: Buffer) =>
  Array.from({ length: data.length / 4 }, (_, place) => data.readFloatLE(4 * place));

const memoryOf = async (expression: string) =>
  (await debugging.evaluate(expression)).memoryReference as string;

test.each(['process', 'extensionHost'] as const)(
  'a tensor is read byte by byte, in row-major order whatever its strides (%s)',
  async (runtime) => {
    debugging = await Debugging.start('mlp.ts', { runtime, breakpoints: { loss: {} } });
    await debugging.stopped('breakpoint');
    const whole = await memoryOf('tensor([[0.5, 1, 2], [3, 4, 5]])');
    expect(floats((await read(whole, 0, 24)).data)).toEqual([0.5, 1, 2, 3, 4, 5]);
    const turned = await memoryOf('globalThis.turned = tensor([[0.5, 1, 2], [3, 4, 5]]).t()');
    expect(floats((await read(turned, 0, 24)).data)).toEqual([0.5, 3, 1, 4, 2, 5]);
    const part = await read(turned, 6, 100);
    expect(part).toMatchObject({ address: '0x6', unreadableBytes: 82 });
    expect(floats(part.data.subarray(2))).toEqual([1, 4, 2, 5]);
    expect(await read(turned, 24, 8)).toMatchObject({ data: Buffer.alloc(0), unreadableBytes: 8 });
  },
);

test('of a tensor of 10⁹ elements only what is asked for is read', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  const huge = await memoryOf('globalThis.huge = tensor([7]).expand([10 ** 9])');
  const { data } = await read(huge, 8 * (10 ** 9 - 2), 16);
  expect([data.readBigInt64LE(0), data.readBigInt64LE(8)]).toEqual([7n, 7n]);
});

test('what cannot be read is refused with a sentence', async () => {
  debugging = await Debugging.start('mlp.ts', { breakpoints: { loss: {} } });
  await debugging.stopped('breakpoint');
  const logits = await memoryOf('logits');
  await expect(read(logits, -4, 4)).rejects.toThrow('memory: the range is no part of a tensor');
  await expect(read(logits, 0, 2 ** 40)).rejects.toThrow('at most 4194304');
  await expect(read('0x10', 0, 4)).rejects.toThrow('memory: no tensor of this stop has it — 0x10');
});

test.each(['process', 'extensionHost'] as const)(
  'bytes are written into a tensor, and whoever shows them hears of every edit (%s)',
  async (runtime) => {
    const client = { supportsMemoryEvent: true };
    debugging = await Debugging.start('mlp.ts', { runtime, client, breakpoints: { loss: {} } });
    await debugging.stopped('breakpoint');
    const write = (
      memoryReference: string,
      offset: number,
      values: readonly number[],
      allowPartial = false,
    ) =>
      debugging.client.request('writeMemory', {
        memoryReference,
        offset,
        data: Buffer.from(new Float32Array(values).buffer).toString('base64'),
        allowPartial,
      });
    const result = async (expression: string) => (await debugging.evaluate(expression)).result;
    const turned = await memoryOf('globalThis.turned = tensor([[0.5, 1, 2], [3, 4, 5]]).t()');
    await read(turned, 0, 24);
    expect(await write(turned, 4, [7, 8])).toEqual({ bytesWritten: 8 });
    expect(await debugging.client.event('memory')).toEqual({ memoryReference: turned, offset: 0, count: 24 });
    expect(floats((await read(turned, 0, 24)).data)).toEqual([0.5, 7, 8, 4, 2, 5]);
    expect(await result('turned.storage.version')).toBe('0');
    const frameId = (await debugging.frames())[0].id;
    await debugging.client.request('setExpression', { expression: 'turned.at(0)', value: '9', frameId });
    expect(await debugging.client.event('memory')).toMatchObject({ memoryReference: turned });
    await expect(write(turned, 20, [1, 2])).rejects.toThrow(
      'writeMemory: it ends outside of the tensor — 8 bytes from 20 of 24 — write fewer',
    );
    expect(await write(turned, 20, [6, 2], true)).toEqual({ bytesWritten: 4 });
    expect(await result('turned')).toBe('f32[3, 2] [[9, 9], [8, 4], [2, 6]]');

    const before = await result('images.abs().sum().item()');
    await write(await memoryOf('images'), 0, [1000]);
    const edited = await result('images.abs().sum().item()');
    expect(Number(edited)).toBeGreaterThan(900);
    await debugging.client.request('stepBack', { threadId: 1 });
    await debugging.stopped('step');
    expect(await result('images.abs().sum().item()')).toBe(before);
    await expect(write(await memoryOf('images'), 0, [1])).rejects.toThrow('Fork from here');
    await debugging.client.request('continue', { threadId: 1 });
    await debugging.stopped('step');
    expect(await result('images.abs().sum().item()')).toBe(edited);
  },
);
