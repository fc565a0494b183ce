/** The sample of a convolutional network, run as a person runs it. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import { distFolder } from '../../engine/runtime/files';

const cli = join(distFolder(import.meta.url), 'cli.js');
const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const run = promisify(execFile);

beforeAll(() => run(process.execPath, [join(root, 'extension/build/digits.mjs')]));

test('cnn: reads at least 97 % of the test digits after five epochs', async () => {
  const { stdout } = await run(process.execPath, [cli, 'run', join(root, 'extension/samples/cnn/cnn.ts')]);
  const epochs = [...stdout.matchAll(/epoch (\d): loss ([\d.]+), test accuracy ([\d.]+) %/g)].map((match) =>
    match.slice(1).map(Number),
  );
  expect(epochs.map(([epoch]) => epoch)).toEqual([1, 2, 3, 4, 5]);
  const losses = epochs.map(([, loss]) => loss);
  expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  expect(epochs[4][2]).toBeGreaterThanOrEqual(97);
}, 300_000);
