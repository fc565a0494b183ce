import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';

const root = fileURLToPath(new URL('../..', import.meta.url));
const better = ['base', 'avx2', 'avx512'];

/** Instruction sets below the one that this machine's addon chose. */
const others = better.slice(0, better.indexOf(native.info.isa));

describe('the kernels of the other instruction sets', () => {
  for (const isa of others) {
    it(`pass the same tests: ${isa}`, { timeout: 300_000 }, () => {
      const files = ['kernels', 'accuracy', 'determinism', 'inspect'].map(
        (name) => `test/native/${name}.test.ts`,
      );
      const { status, stdout, stderr } = spawnSync(
        process.execPath,
        [
          'node_modules/vitest/vitest.mjs',
          'run',
          '--config',
          'test/vitest.config.ts',
          '--reporter=tap-flat',
          ...files,
        ],
        // An outer vitest's settings are not this one's.
        {
          cwd: root,
          encoding: 'utf8',
          env: { PATH: process.env.PATH, BACKSTEP_ISA: isa, BACKSTEP_FEWER_RUNS: '1', NO_COLOR: '1' },
        },
      );
      expect(status, `${stdout}\n${stderr}`).toBe(0);
      expect(stdout).toContain(`kernels (${isa})`);
    });
  }

  it('are chosen by BACKSTEP_ISA, and what it asks for in vain is not', () => {
    const chosen = (isa: string) =>
      spawnSync(process.execPath, ['-p', "require('./dist/backstep.node').info.isa"], {
        cwd: root,
        encoding: 'utf8',
        env: { ...process.env, BACKSTEP_ISA: isa },
      }).stdout.trim();
    for (const isa of [...others, native.info.isa]) expect(chosen(isa)).toBe(isa);
    expect(better).toContain(chosen('sse9'));
  });
});
