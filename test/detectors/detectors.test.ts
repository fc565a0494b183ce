import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { isShown } from './evidence';
import { executeAll, type Ran } from './execute';
import { blamesLine, heldOut, type Program, programs, programsFolder } from './manifest';
import { scoreOf } from './score';
import { table } from './table';

const files = (folder: string) =>
  readdirSync(`${programsFolder}/${folder}`).map((name) => basename(name, '.ts'));

/** `file:line` of the line that is to be corrected. */
function blamed({ name, path }: Program): string {
  const lines = readFileSync(path, 'utf8').split('\n');
  return `${name}.ts:${lines.findIndex((line) => line.includes('// @blame')) + 1}`;
}

let ran: Ran[];
beforeAll(async () => {
  ran = await executeAll();
}, 600_000);

describe('the set of programs', () => {
  it('knows every file, and names what is held out as it is called', () => {
    const own = programs.filter(({ name }) => !name.includes('/'));
    expect(own.map(({ name }) => name).sort()).toEqual([...files('faulty'), ...files('healthy')].sort());
    expect(heldOut.filter((name) => !own.some((program) => program.name === name))).toEqual([]);
    expect(blamesLine.filter((name) => !own.some((program) => program.name === name))).toEqual([]);
  });

  it('says in every faulty program what is wrong, and where', () => {
    for (const { path, isFaulty } of programs) {
      if (!isFaulty) continue;
      const text = readFileSync(path, 'utf8');
      expect(text, path).toMatch(/^\/\/ Fault: .+\n/);
      expect(text.match(/\/\/ .*@blame$/gm), path).toHaveLength(1);
    }
  });

  it('shows each fault, and that each healthy program learns, without any detector', () => {
    const silent = ran.filter(({ program, output }) => !isShown(program.shows, output));
    expect(silent.map(({ program, output }) => [program.name, program.shows, output.slice(-400)])).toEqual(
      [],
    );
  });
});

describe('the detectors', () => {
  it('recognize four of five faulty programs, and four of five of their alarms are right', () => {
    const all = scoreOf(ran);
    expect(all.recall, table(ran)).toBeGreaterThanOrEqual(0.8);
    expect(all.precision, table(ran)).toBeGreaterThanOrEqual(0.8);
    expect(all.precisionOfFindings, table(ran)).toBeGreaterThanOrEqual(0.8);
  });

  it('find NaN, infinities and lossy casts on the line that is to be corrected', () => {
    const kinds = ['nan', 'inf', 'dtypeDowncast'];
    const numeric = ran.filter(({ program }) => program.blamesLine);
    const first = numeric.map(({ found }) => found.find(({ detector }) => kinds.includes(detector))?.place);
    expect(numeric.length).toBeGreaterThan(5);
    expect(first).toEqual(numeric.map(({ program }) => blamed(program)));
  });
});
