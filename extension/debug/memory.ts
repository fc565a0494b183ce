/** The bytes of tensors: their elements in row-major order, whatever their strides. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Current, Handlers } from './handlers';

export function memoryHandlers({ stopped, program }: Current): Handlers {
  return {
    async readMemory({ memoryReference, offset = 0, count }: DebugProtocol.ReadMemoryArguments) {
      const place = stopped({ memoryReference }).memory(memoryReference);
      const { bytes } = await program().channel.request('tensor/bytes', { place, start: offset, count });
      return {
        address: `0x${offset.toString(16)}`,
        data: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
        ...(bytes.byteLength < count && { unreadableBytes: count - bytes.byteLength }),
      };
    },
  };
}
