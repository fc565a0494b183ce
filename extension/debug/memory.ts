/** The bytes of tensors: their elements in row-major order, whatever their strides. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from './errors';
import type { Current, Handlers } from './handlers';

export function memoryHandlers({ stopped, program, changed }: Current): Handlers {
  return {
    async readMemory({ memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments) {
      const at = stopped({ memoryReference });
      const place = at.memory(memoryReference);
      const { bytes } = await program().channel.request('tensor/bytes', { place, start: offset, count });
      at.showsMemory(memoryReference, offset + count);
      return {
        address: `0x${offset.toString(16)}`,
        data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
        ...(bytes.byteLength < count && { unreadableBytes: count - bytes.byteLength }),
      };
    },

    async writeMemory(
      { memoryReference, offset = 0, data, allowPartial = false }: DebugProtocol.WriteMemoryArguments,
      after,
    ) {
      const at = stopped({ memoryReference });
      const place = at.memory(memoryReference);
      if (!/^[A-Za-z0-9+/]*={0,2}$/.test(data))
        throw new UserError('writeMemory: the data is no base64 — encode the bytes so, as the protocol says');
      const { remote } = at.thread;
      const view = await remote.instances('tensor', 'writeBytes', place, offset, data, allowPartial);
      const { written } = await remote.plain<{ written: number }>(view);
      after(() => changed(at));
      return { bytesWritten: written };
    },
  };
}
