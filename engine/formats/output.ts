/** Writing a file so that its name never stands for half of it. */
import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { fail } from '../tensor/errors';

/**
 * Writes a file beside `path` and gives it that name once all of it is written: a failure, or a crash, leaves what
 * was there before.
 */
export function writeWhole(path: string, write: (put: (bytes: Uint8Array) => void) => void): void {
  const partial = `${path}.${process.pid}.partial`;
  const descriptor = attempt(path, () => openSync(partial, 'w'));
  try {
    try {
      write((bytes) => {
        for (let at = 0; at < bytes.length; ) at += attempt(path, () => writeSync(descriptor, bytes, at));
      });
    } finally {
      closeSync(descriptor);
    }
    attempt(path, () => renameSync(partial, path));
  } catch (thrown) {
    rmSync(partial, { force: true });
    throw thrown;
  }
}

function attempt<R>(path: string, action: () => R): R {
  try {
    return action();
  } catch (thrown) {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    return fail('formats.save', `${path} cannot be written`, why, 'check the folder and the space left');
  }
}
