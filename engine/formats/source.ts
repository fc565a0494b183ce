/** Bytes of a file, read where and when they are needed. */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { fail } from '../tensor/errors';

export interface Source {
  /** What errors call it: the file's name without its folders. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /**
   * Bytes `start` to `start + length`, which the caller has checked to lie within `size`; the caller may change
   * them.
   */
  read(start: number, length: number): Uint8Array;
  close(): void;
}

/** Opens a file for reading by range. It stays open, and the same, until `close`. */
export function openSource(path: string): Source {
  const name = basename(path);
  const descriptor = opened(path);
  const { size } = fstatSync(descriptor);
  let closed = false;
  return {
    name,
    size,
    read(start, length) {
      if (closed) fail('formats', `${name} was closed`, `${length} bytes were asked for`, 'open it again');
      const bytes = new Uint8Array(length);
      let done = 0;
      while (done < length) {
        const got = readSync(descriptor, bytes, done, length - done, start + done);
        if (got === 0) {
          const found = `it ends at byte ${start + done}, and had ${size} when it was opened`;
          fail('formats', `${name} was cut while it was read`, found, 'write it again, then open it again');
        }
        done += got;
      }
      return bytes;
    },
    close() {
      if (!closed) closeSync(descriptor);
      closed = true;
    },
  };
}

function opened(path: string): number {
  try {
    const descriptor = openSync(path, 'r');
    if (fstatSync(descriptor).isFile()) return descriptor;
    closeSync(descriptor);
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    fail('formats', `${path} cannot be opened`, why, 'check the path');
  }
  return fail('formats', `${path} is no file`, 'a folder, a pipe or a device', 'give the path of a file');
}

/** Bytes in memory, read as a file is. They are never changed. */
export function sourceOf(content: Uint8Array, name: string): Source {
  // A Buffer's own slice() would be no copy.
  const bytes = new Uint8Array(content.buffer, content.byteOffset, content.length);
  const read: Source['read'] = (start, length) => bytes.slice(start, start + length);
  return { name, size: bytes.length, read, close: () => {} };
}

/** Part of a source, as one of its own. */
export function sectionOf(source: Source, start: number, size: number): Source {
  return { name: source.name, size, read: (at, length) => source.read(start + at, length), close: () => {} };
}

/** What may be quoted in an error of a text that a file holds: short, and without control characters. */
export function quoted(text: string): string {
  const shown = text.length > 80 ? `${text.slice(0, 77)}…` : text;
  return JSON.stringify(shown).replace(/[\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '�');
}
