/** The members of a zip archive, read by range (PKWARE APPNOTE 4.3, 4.5.3; zip64 too). */
import { constants, crc32, inflateRawSync } from 'node:zlib';
import { fail } from '../tensor/errors';
import { quoted, type Source, sectionOf, sourceOf } from './source';

export interface Member {
  readonly name: string;
  /** Bytes once decompressed. */
  readonly size: number;
  /** Its first bytes, at most `length` of them. Costs little also where the member is large. */
  head(length: number): Uint8Array;
  /** All of its bytes; they are decompressed at once, or read by range where they are stored as they are. */
  open(): Source;
}

/** Where a member's bytes are, as the table of contents says. */
interface Place {
  readonly name: string;
  readonly size: number;
  readonly packed: number;
  readonly offset: number;
  readonly method: number;
  /** Checksum of the bytes once decompressed; 0 where none was written, as PyTorch may choose. */
  readonly checksum: number;
  readonly encrypted: boolean;
  /** Where the next member, or the table of contents, begins. */
  limit: number;
}

const END = 0x06054b50;
const END_64 = 0x06064b50;
const LOCATOR_64 = 0x07064b50;
const CENTRAL = 0x02014b50;
const LOCAL = 0x04034b50;
const LONGEST_COMMENT = 0xffff;
const LARGEST_DIRECTORY = 2 ** 28;
/** Deflate cannot do better than this many to one. */
const BEST_RATIO = 1032;
/** As many bytes as one buffer of Node can have at least. */
const LARGEST_INFLATED = 2 ** 32 - 1;

const again = 'get the file again';

/** Whether the bytes begin as an archive does: with a member, or with the end of an empty one. */
export function isZip(source: Source): boolean {
  if (source.size < 22) return false;
  const signature = viewOf(source.read(0, 4)).getUint32(0, true);
  return signature === LOCAL || signature === END;
}

/** The members by their names. Names are only looked up: none is ever a path on this machine. */
export function readZip(op: string, source: Source): ReadonlyMap<string, Member> {
  const { start, size, count } = directoryOf(op, source);
  const bad = (why: string, found: string): never =>
    fail(op, `the table of contents of ${source.name} ${why}`, found, again);
  if (start + size > source.size) bad('lies outside of the file', `bytes ${start} to ${start + size}`);
  if (size > LARGEST_DIRECTORY) bad('is too large', `${size} bytes, at most ${LARGEST_DIRECTORY} are read`);
  if (count * 46 > size) bad('is cut', `${count} members in ${size} bytes`);
  const places = placesIn(source.read(start, size), count, bad);
  const byOffset = [...places].sort((a, b) => a.offset - b.offset);
  byOffset.forEach((place, i) => {
    place.limit = byOffset[i + 1]?.offset ?? start;
    // 30 bytes and the name go before a member's bytes.
    if (place.offset + 30 + place.packed > place.limit) {
      bad('has members that overlap', `${quoted(place.name)}, ${place.packed} bytes from ${place.offset} on`);
    }
  });
  const members = new Map(places.map((place) => [place.name, memberOf(op, source, place)]));
  if (members.size < places.length)
    bad('names a member twice', `${places.length} members, ${members.size} names`);
  return members;
}

function directoryOf(op: string, source: Source): { start: number; size: number; count: number } {
  const length = Math.min(source.size, 22 + LONGEST_COMMENT);
  const from = source.size - length;
  const tail = viewOf(source.read(from, length));
  for (let at = length - 22; at >= 0; at--) {
    if (tail.getUint32(at, true) !== END || at + 22 + tail.getUint16(at + 20, true) !== length) continue;
    if (at >= 20 && tail.getUint32(at - 20, true) === LOCATOR_64) {
      return directory64(op, source, Number(tail.getBigUint64(at - 12, true)));
    }
    const [count, size, start] = [
      tail.getUint16(at + 10, true),
      tail.getUint32(at + 12, true),
      tail.getUint32(at + 16, true),
    ];
    return { start, size, count };
  }
  return fail(op, `${source.name} ends before its table of contents`, `${source.size} bytes`, again);
}

function directory64(op: string, source: Source, at: number): { start: number; size: number; count: number } {
  if (at + 56 <= source.size) {
    const end = viewOf(source.read(at, 56));
    if (end.getUint32(0, true) === END_64) {
      const number = (place: number) => Number(end.getBigUint64(place, true));
      return { start: number(48), size: number(40), count: number(32) };
    }
  }
  return fail(op, `${source.name} has no table of contents where it says`, `byte ${at}`, again);
}

function placesIn(bytes: Uint8Array, count: number, bad: (why: string, found: string) => never): Place[] {
  const view = viewOf(bytes);
  const places: Place[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== CENTRAL)
      bad('is damaged', `member ${i} of ${count}`);
    const nameEnd = at + 46 + view.getUint16(at + 28, true);
    const extraEnd = nameEnd + view.getUint16(at + 30, true);
    const end = extraEnd + view.getUint16(at + 32, true);
    if (end > bytes.length) bad('is cut', `member ${i} of ${count}`);
    const name = new TextDecoder().decode(bytes.subarray(at + 46, nameEnd));
    const wide = extra64(view, nameEnd, extraEnd);
    // Where 32 bits are all ones, the number is the next in the zip64 field; in this order.
    const number = (place: number): number => {
      const short = view.getUint32(place, true);
      if (short !== 0xffffffff) return short;
      const long = wide.shift();
      return long ?? bad('lacks a size', quoted(name));
    };
    const [size, packed, offset] = [number(at + 24), number(at + 20), number(at + 42)];
    const encrypted = (view.getUint16(at + 8, true) & 1) !== 0;
    const [method, checksum] = [view.getUint16(at + 10, true), view.getUint32(at + 16, true)];
    places.push({ name, size, packed, offset, method, checksum, encrypted, limit: 0 });
    at = end;
  }
  return places;
}

function extra64(view: DataView, start: number, end: number): number[] {
  for (let at = start; at + 4 <= end; at += 4 + view.getUint16(at + 2, true)) {
    const last = Math.min(at + 4 + view.getUint16(at + 2, true), end);
    if (view.getUint16(at, true) !== 1) continue;
    return Array.from({ length: Math.min(3, (last - at - 4) >> 3) }, (_, i) =>
      Number(view.getBigUint64(at + 4 + 8 * i, true)),
    );
  }
  return [];
}

function memberOf(op: string, source: Source, place: Place): Member {
  const { name, size, packed, method } = place;
  const what = `member ${quoted(name)} of ${source.name}`;
  /** The bytes as they lie in the archive. */
  const content = (): Source => {
    if (place.encrypted) fail(op, `${what} is encrypted`, 'no password is asked for', 'write it without one');
    if (method !== 0 && method !== 8) {
      fail(op, `${what} is compressed in an unknown way`, `method ${method}`, 'store it, or deflate it');
    }
    if (method === 0 && size !== packed)
      fail(op, `${what} has two sizes`, `${size} and ${packed} bytes`, again);
    if (size > packed * BEST_RATIO + 64) {
      fail(op, `${what} cannot be as large as it says`, `${size} bytes from ${packed}`, again);
    }
    const local = viewOf(source.read(place.offset, 30));
    const start = place.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
    if (local.getUint32(0, true) !== LOCAL || start + packed > place.limit) {
      fail(op, `${what} is not where the table of contents says`, `byte ${place.offset}`, again);
    }
    return sectionOf(source, start, packed);
  };
  return {
    name,
    size,
    head(length) {
      const bytes = content();
      if (method === 0) return bytes.read(0, Math.min(length, size));
      // What begins it can be packed well or badly: a little is tried first.
      for (let taken = Math.min(packed, 1024); ; taken = Math.min(packed, 4 * taken)) {
        const begin = inflated(op, what, bytes.read(0, taken), taken * BEST_RATIO + 64, true);
        if (begin.length >= length || taken === packed) return begin.subarray(0, length);
      }
    },
    open() {
      const bytes = content();
      const right = (sum: number) => {
        if (sum === place.checksum || place.checksum === 0) return;
        const found = `${hex(sum)}, ${hex(place.checksum)} was written`;
        fail(op, `${what} has another checksum than when it was written`, found, again);
      };
      if (method === 0) return summed(bytes, right);
      if (size > LARGEST_INFLATED) {
        fail(op, `${what} is too large to be decompressed`, `${size} bytes`, 'write it without compression');
      }
      const whole = inflated(op, what, bytes.read(0, packed), size, false);
      if (whole.length !== size) {
        fail(op, `${what} has another length than it says`, `${whole.length} bytes, not ${size}`, again);
      }
      right(crc32(whole));
      return sourceOf(whole, source.name);
    },
  };
}

/** A gap of more bytes is not read for the checksum's sake: then nobody knows it. */
const LARGEST_GAP = 2 ** 20;

/** A source that tells the checksum of all its bytes when they were read from the first to the last. */
function summed(source: Source, tell: (checksum: number) => void): Source {
  let position = 0;
  let sum = 0;
  const read: Source['read'] = (start, length) => {
    if (start === 0) [position, sum] = [0, 0];
    const gap = start - position;
    // What describes an array was read before.
    if (gap > 0 && gap <= LARGEST_GAP) sum = crc32(source.read(position, gap), sum);
    const bytes = source.read(start, length);
    if (gap < 0 || gap > LARGEST_GAP) return bytes;
    sum = crc32(bytes, sum);
    position = start + length;
    if (position === source.size) tell(sum);
    return bytes;
  };
  return { ...source, read };
}

function hex(checksum: number): string {
  return checksum.toString(16).padStart(8, '0');
}

/** `partly`: the bytes may end anywhere. */
function inflated(op: string, what: string, bytes: Uint8Array, most: number, partly: boolean): Uint8Array {
  try {
    return inflateRawSync(bytes, {
      maxOutputLength: Math.max(most, 1),
      finishFlush: partly ? constants.Z_SYNC_FLUSH : constants.Z_FINISH,
    });
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail(op, `${what} cannot be decompressed`, why, again);
  }
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}
