/** Files, and their text piece by piece. */
import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import { fail } from '../tensor/errors';

/** Bytes that a stream reads at once. */
const PIECE = 2 ** 20;

/** A whole file; an error is one of `op`. */
export function readBytes(op: string, path: string): Buffer {
  return opened(op, path, () => readFileSync(path));
}

/** A whole file in UTF-8, without a mark of its byte order. */
export function readText(op: string, path: string): string {
  const bytes = readBytes(op, path);
  // As long as one text of V8 can be.
  if (bytes.length > 2 ** 29 - 24) {
    fail(op, `${basename(path)} is too large for one text`, `${bytes.length} bytes`, 'read it as a stream');
  }
  return new TextDecoder().decode(bytes);
}

/** The pieces of a file in UTF-8. A caller that goes before the end closes it. */
export function* textPieces(op: string, path: string): Generator<string> {
  const file = opened(op, path, () => openSync(path, 'r'));
  try {
    const decoder = new TextDecoder();
    const bytes = new Uint8Array(PIECE);
    for (;;) {
      const length = opened(op, path, () => readSync(file, bytes));
      if (length === 0) break;
      yield decoder.decode(bytes.subarray(0, length), { stream: true });
    }
    yield decoder.decode();
  } finally {
    closeSync(file);
  }
}

function opened<T>(op: string, path: string, open: () => T): T {
  try {
    return open();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail(op, `${basename(path)} cannot be read`, why, 'check the path');
  }
}
