import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { isShown } from './evidence';
import { execute, inParallel, type Ran } from './execute';
import { programs } from './programs/manifest';

const here = dirname(fileURLToPath(import.meta.url));
const files = (folder: string) =>
  readdirSync(join(here, 'programs', folder)).map((name) => basename(name, '.ts'));

let ran: Ran[];
beforeAll(async () => {
  ran = await inParallel(programs, 2, execute);
}, 180_000);

describe('the set of programs', () => {
  it('knows every file, and holds a third of each kind out', () => {
    const own = programs.filter(({ name }) => !name.includes('/'));
    expect(own.map(({ name }) => name).sort()).toEqual([...files('faulty'), ...files('healthy')].sort());
    for (const isFaulty of [true, false]) {
      const kind = programs.filter((program) => program.isFaulty === isFaulty);
      expect(kind.filter(({ heldOut }) => heldOut).length).toBeGreaterThanOrEqual(
        Math.floor(kind.length / 3) - 1,
      );
    }
  });

  it('shows each fault, and that each healthy program learns, without any detector', () => {
    const silent = ran.filter(({ program, output }) => !isShown(program.shows, output));
    expect(silent.map(({ program, output }) => [program.name, program.shows, output.slice(-400)])).toEqual(
      [],
    );
  });
});
