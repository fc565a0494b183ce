/** Archives that no honest program writes. */
import { crc32, inflateRawSync } from 'node:zlib';

export interface Part {
  readonly name: string;
  /** As it lies in the archive. */
  readonly packed: Uint8Array;
  /** 0: stored. 8: deflated. */
  readonly method?: number;
  /** What the table of contents says; by default the truth about stored bytes. */
  readonly size?: number;
  readonly packedSize?: number;
  readonly flags?: number;
  /** By default the truth, where it can be known. */
  readonly checksum?: number;
  /** Of the local header that the table of contents points to, where it is another part's. */
  readonly offset?: number;
}

export interface Directory {
  readonly count?: number;
  readonly size?: number;
  readonly start?: number;
}

export function archive(parts: readonly Part[], directory: Directory = {}): Uint8Array {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const part of parts) {
    const name = Buffer.from(part.name);
    const [size, packed] = [part.size ?? part.packed.length, part.packedSize ?? part.packed.length];
    const local = Buffer.alloc(30);
    local.writeUInt32LE(0x04034b50, 0);
    local.writeUInt16LE(name.length, 26);
    const central = Buffer.alloc(46);
    central.writeUInt32LE(0x02014b50, 0);
    central.writeUInt16LE(part.flags ?? 0, 8);
    central.writeUInt16LE(part.method ?? 0, 10);
    central.writeUInt32LE(part.checksum ?? checksumOf(part), 16);
    central.writeUInt32LE(packed, 20);
    central.writeUInt32LE(size, 24);
    central.writeUInt16LE(name.length, 28);
    central.writeUInt32LE(part.offset ?? offset, 42);
    locals.push(local, name, Buffer.from(part.packed));
    centrals.push(central, name);
    offset += 30 + name.length + part.packed.length;
  }
  const table = Buffer.concat(centrals);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(directory.count ?? parts.length, 10);
  end.writeUInt32LE(directory.size ?? table.length, 12);
  end.writeUInt32LE(directory.start ?? offset, 16);
  return Buffer.concat([...locals, table, end]);
}

function checksumOf({ packed, method = 0 }: Part): number {
  try {
    return crc32(method === 8 ? inflateRawSync(packed) : packed);
  } catch {
    return 0;
  }
}
