// Reads damaged copies of one file: each is read, or refused by a sentence. Prints how many of each, and the most
// memory that this process ever had, in KiB.
//   node mutate.mjs FILE SEED RUNS
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { data, formats, OpError } from 'backstep';
import fc from 'fast-check';

const [path, seed, numRuns] = process.argv.slice(2);
const name = basename(path);
const whole = readFileSync(path);

/** Readers of whole files find it here, in the folder of this process. */
const copy = `damaged${extname(path)}`;
const inFile = (read) => (bytes) => {
  writeFileSync(copy, bytes);
  return read(copy);
};
const readers = {
  '.png': (bytes) => data.decodeImage(bytes, {}, name),
  '.jpg': (bytes) => data.decodeImage(bytes, {}, name),
  '.gz': (bytes) => data.parseIdx(bytes, name),
  '.parquet': inFile((file) => data.readParquet(file)),
  '.csv': inFile((file) => [data.readCsv(file), ...new data.CsvStream(file)]),
  '.jsonl': inFile((file) => [data.readJsonl(file), ...new data.JsonlStream(file)]),
};
const tensors = (bytes) => {
  const file = formats.open(bytes, name);
  file.readAll({ as: 'float32' });
  return file.content?.();
};
const read = readers[extname(path)] ?? tensors;

const place = fc.nat(Math.max(whole.length - 1, 0));
const byte = fc.oneof(fc.nat(255), fc.constantFrom(0, 1, 0x7f, 0x80, 0xff));
const change = fc.oneof(
  fc.tuple(place, byte).map(
    ([at, value]) =>
      (bytes) =>
        void bytes.fill(value, at, at + 1),
  ),
  // Sizes and places are words of four or eight bytes.
  fc.tuple(place, fc.constantFrom(4, 8), byte).map(
    ([at, length, value]) =>
      (bytes) =>
        void bytes.subarray(at, at + length).fill(value),
  ),
);
const cut = fc.tuple(place, fc.nat(64), fc.constantFrom('keep', 'keep', 'keep', 'drop', 'twice', 'end'));
const damaged = fc
  .tuple(fc.array(change, { minLength: 1, maxLength: 5 }), cut)
  .map(([changes, [at, length, how]]) => {
    const bytes = Buffer.from(whole);
    for (const one of changes) one(bytes);
    if (how === 'end') return bytes.subarray(0, at);
    if (how === 'drop') return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
    if (how === 'twice') return Buffer.concat([bytes.subarray(0, at + length), bytes.subarray(at)]);
    return bytes;
  });

let [good, refused] = [0, 0];
await fc.assert(
  fc.asyncProperty(damaged, async (bytes) => {
    try {
      await read(bytes);
      good++;
    } catch (thrown) {
      if (!(thrown instanceof OpError)) throw thrown;
      if (!/^[\w.]+: .+ — .+ — .+/s.test(thrown.message) || thrown.message.length > 900) throw thrown;
      refused++;
    }
  }),
  { seed: Number(seed), numRuns: Number(numRuns) },
);
console.log(JSON.stringify({ good, refused, most: process.resourceUsage().maxRSS }));
