import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { data, Generator, manualSeed, type Tensor } from 'backstep';
import { afterAll, describe, expect, test } from 'vitest';

const folder = mkdtempSync(join(tmpdir(), 'resume-'));
afterAll(() => rmSync(folder, { recursive: true }));
const program = fileURLToPath(new URL('programs/resume.mjs', import.meta.url));
const run = (...args: string[]) =>
  JSON.parse(execFileSync(process.execPath, [program, ...args], { encoding: 'utf8' }));

describe('a loader in another process goes on with the very batches that were left', () => {
  const configurations = ['shuffled', 'workers', 'generator', 'weighted', 'stream', 'stream by workers'];
  // Two processes each, and threads for each stop.
  test.each(configurations)('%s', { timeout: 60_000 }, (configuration) => {
    const all: { epoch: number; batch: unknown; state: data.LoaderState }[] = run(configuration);
    const states = join(folder, `${configuration}.json`);
    writeFileSync(states, JSON.stringify(all.map(({ state }) => state)));
    const left: unknown[][][] = run(configuration, states);
    expect(left.length).toBe(all.length);
    all.forEach(({ epoch }, stop) => {
      const ofEpoch = (wanted: number) =>
        all.flatMap((one, i) => (one.epoch === wanted && i > stop ? [one.batch] : []));
      expect(left[stop][0]).toEqual(ofEpoch(epoch));
      // What draws the order of the next epoch is in the state where the loader was given it.
      if (configuration === 'generator' && epoch === 0) expect(left[stop][1]).toEqual(ofEpoch(1));
    });
  });
});

describe('a state', () => {
  const loaderOf = (options: data.DataLoaderOptions<number, Tensor> = {}) =>
    new data.DataLoader<number, Tensor>([0, 1, 2, 3, 4, 5], { shuffle: true, ...options });
  const read = (loader: Iterable<Tensor>) => Array.from(loader, (batch) => batch.item());

  test('after a loop was left is the place after its last batch; a new loop begins anew', () => {
    const loader = loaderOf();
    const begun: number[] = [];
    for (const batch of loader) if (begun.push(batch.item()) === 2) break;
    const state = loader.state();
    expect(read(loader).length).toBe(6);
    loader.loadState(state);
    expect(loader.state()).toEqual(state);
    const rest = read(loader);
    expect([...begun, ...rest].sort()).toEqual([0, 1, 2, 3, 4, 5]);
    expect(loader.state().epoch).toBe(null);
  });

  test('before a loop, and after one that ended, is the beginning of the next', () => {
    const generator = new Generator(1);
    const loader = loaderOf({ generator });
    read(loader);
    const state = loader.state();
    const next = read(loader);
    generator.manualSeed(77);
    loader.loadState(state);
    expect(read(loader)).toEqual(next);
  });

  test('leaves the default generator to the program', () => {
    manualSeed(6);
    const loader = loaderOf();
    for (const _ of loader) break;
    const state = loader.state();
    const generator = manualSeed(8);
    loader.loadState(state);
    read(loader);
    expect(generator.getState()).toEqual({ seed: 8, offset: 0 });
  });

  test('of another dataset is refused', () => {
    const state = loaderOf().state();
    expect(() => new data.DataLoader([1, 2]).loadState(state)).toThrow(
      'DataLoader.loadState: the dataset has another length than when the state was saved — 2 samples, not 6',
    );
  });

  test('of a sampler that counts its epochs has the epoch', () => {
    const sampler = new data.DistributedSampler({ length: 6 }, { numReplicas: 2, rank: 1 });
    const loader = loaderOf({ shuffle: false, sampler });
    sampler.setEpoch(3);
    const begun: number[] = [];
    for (const batch of loader) if (begun.push(batch.item()) === 1) break;
    const state = JSON.parse(JSON.stringify(loader.state())) as data.LoaderState;
    sampler.setEpoch(0);
    loader.loadState(state);
    const rest = read(loader);
    sampler.setEpoch(3);
    expect([...begun, ...rest]).toEqual([...sampler]);
  });
});
