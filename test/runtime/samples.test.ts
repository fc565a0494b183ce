/** The samples, run as a person runs them. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { distFolder } from '../../engine/runtime/files';

const cli = join(distFolder(import.meta.url), 'cli.js');
const samples = join(dirname(fileURLToPath(import.meta.url)), '../../extension/samples');

/** The lines that a sample prints. It fails where the sample does. */
async function run(sample: string, ...args: string[]): Promise<string[]> {
  const program = join(samples, sample, `${sample}.ts`);
  const { stdout } = await promisify(execFile)(process.execPath, [cli, 'run', program, ...args]);
  return stdout.replace(/\n$/, '').split('\n');
}

/** The numbers after `word` in the lines, such as each epoch's loss. */
const numbers = (lines: string[], word: string) =>
  lines.flatMap((line) => new RegExp(`${word} (-?[\\d.]+)`).exec(line)?.[1] ?? []).map(Number);

test('graph: z = x + y + x·y at 2 and 3 has the gradients 4 and 3', async () => {
  expect(await run('graph')).toEqual([
    'z = x + y + x·y = 11',
    'dz/dx = 1 + y = 4',
    'dz/dy = 1 + x = 3',
    'above 1, d(x³)/dx = 3·x² = 12',
    'x has no gradient from a copy that is cut off',
  ]);
});

test('network: two layers with sigmoids learn the exclusive or', async () => {
  const lines = await run('network');
  expect(lines.join('\n')).toMatch(/\(fc1\) Linear .* \[4, 8\] +24\n/);
  expect(numbers(lines, 'loss').at(-1)).toBeLessThan(0.01);
  const answers = lines.filter((line) => line.includes('xor')).map((line) => line.slice(0, 11));
  expect(answers).toEqual(['0 xor 0 = 0', '0 xor 1 = 1', '1 xor 0 = 1', '1 xor 1 = 0']);
}, 60_000);

test('training: the loss falls epoch by epoch, and the rows are told apart', async () => {
  const lines = await run('training');
  const losses = numbers(lines, 'loss');
  expect(losses.length).toBe(10);
  expect(losses[0]).toBeGreaterThan(0.3);
  expect(losses[9]).toBeLessThan(0.1);
  expect(numbers(lines, 'accuracy')[0]).toBeGreaterThan(97);
}, 60_000);

test('sequences: a GRU over packed sequences gives each what it gives it alone', async () => {
  const same = '  alone it gives the same: true';
  expect(await run('sequences')).toEqual([
    'output [3,5,20], hidden [1,3,20]',
    'sequence 0: 5 steps, hidden is its last output: true, after its end: 0',
    same,
    'sequence 1: 3 steps, hidden is its last output: true, after its end: 0',
    same,
    'sequence 2: 4 steps, hidden is its last output: true, after its end: 0',
    same,
    'steps that the gradient reaches: 5,3,4',
  ]);
}, 60_000);

test('gpt: the loss falls far below that of a guess, and it writes', async () => {
  const lines = await run('gpt', '100');
  const [guess] = numbers(lines, '=');
  const losses = numbers(lines, 'loss');
  expect(guess).toBeGreaterThan(4);
  expect(losses[0]).toBeGreaterThan(guess - 0.5);
  expect(losses[2]).toBeLessThan(guess - 1.5);
  const written = lines.slice(lines.findIndex((line) => line.startsWith('export class '))).join('\n');
  expect([...written]).toHaveLength('export class '.length + 200);
}, 120_000);
