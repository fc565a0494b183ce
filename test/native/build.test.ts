import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('building the addon', () => {
  it('says what is missing and how to get it, and leaves the addon that is there alone', () => {
    const empty = mkdtempSync(join(tmpdir(), 'backstep-'));
    const { status, stderr } = spawnSync(process.execPath, ['extension/build/native.mjs', '--force'], {
      cwd: root,
      encoding: 'utf8',
      env: { PATH: empty },
    });
    rmSync(empty, { recursive: true });
    expect(status).toBe(1);
    expect(stderr).toMatch(/make.*python3.* missing/);
    expect(stderr).toMatch(process.platform === 'darwin' ? /xcode-select/ : /apt-get install .*make/);
  });
});
