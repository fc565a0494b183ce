/** The temporary folder of a run's modules. */
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const prefix = 'backstep-run-';
const staleAfterMs = 60 * 60 * 1000;

/** A new folder. Removes also those that killed processes left behind. */
export function makeFolder(): string {
  removeStale();
  return mkdtempSync(join(tmpdir(), `${prefix}${process.pid}-`));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}

function removeStale(): void {
  for (const name of readdirSync(tmpdir())) {
    if (!name.startsWith(prefix)) continue;
    const folder = join(tmpdir(), name);
    try {
      const old = Date.now() - statSync(folder).mtimeMs > staleAfterMs;
      if (old && !isAlive(Number.parseInt(name.slice(prefix.length), 10))) removeFolder(folder);
    } catch {
      // Somebody else's, or gone since.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
