import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { data } from 'backstep';

const folder = join(dirname(fileURLToPath(import.meta.url)), 'data');

/**
 * Real handwritten digits, 28 × 28 pixels each, from MNIST.
 * images: float32 [N, 784], 0 is paper and 1 is ink, shifted and scaled to mean 0 and standard deviation 1;
 * labels: int64 [N], from 0 to 9.
 */
export function digits(part: 'train' | 'test') {
  const name = part === 'train' ? 'train' : 't10k';
  const images = read(`${name}-images-idx3-ubyte.gz`).to('float32').div(255).sub(0.1307).div(0.3081);
  const labels = read(`${name}-labels-idx1-ubyte.gz`).to('int64');
  return new data.TensorDataset(images.flatten(1), labels);
}

function read(file: string) {
  const path = join(folder, file);
  if (!existsSync(path)) {
    throw new Error(
      `digits: ${path} is missing — in a clone of Backstep, run: node extension/build/digits.mjs`,
    );
  }
  return data.readIdx(path);
}
