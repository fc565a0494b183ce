import { readFileSync } from 'node:fs';
import { formats, memoryUse, OpError } from 'backstep';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { file } from './expected';

/** Opens and reads all. A file is either read, or refused by a sentence that names its format. */
function readOrRefuse(bytes: Uint8Array, name: string): void {
  try {
    const opened = formats.open(bytes, name);
    opened.readAll({ as: 'float32' });
    if ('content' in opened) (opened as formats.CheckpointFile).content();
  } catch (thrown) {
    if (!(thrown instanceof OpError)) throw thrown;
    expect(thrown.message).toMatch(/^(safetensors|npy|npz|pt|formats\.open): .+ — .+ — .+/s);
    expect(thrown.message.length).toBeLessThan(700);
  }
}

const files = [
  'model.safetensors',
  'dtypes.safetensors',
  'fortran-order.npy',
  'deflated.npz',
  'stored.npz',
  'training.pt',
  'views.pt',
  'legacy.pt',
];

describe.each(files)('damaged, %s', (name) => {
  const whole = readFileSync(file(name));

  test('cut anywhere, is refused', () => {
    const step = Math.max(1, Math.floor(whole.length / 200));
    for (let length = 0; length < whole.length; length += step) {
      expect(() => formats.open(whole.subarray(0, length), name).readAll()).toThrow(OpError);
    }
  });

  test('with other bytes in some places, is read or refused, and asks for no memory that it does not fill', () => {
    const place = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    // Half of the damage is where a file describes itself, which is mostly its first and its last bytes.
    const edge = fc.tuple(
      fc.oneof(
        fc.nat(150),
        fc.nat(400).map((n) => Math.max(0, whole.length - 1 - n)),
      ),
      place,
    );
    const before = memoryUse().bytes;
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            place,
            edge.map(([at, [, byte]]) => [at, byte] as const),
          ),
          { minLength: 1, maxLength: 6 },
        ),
        (damage) => {
          const bytes = Buffer.from(whole);
          for (const [at, byte] of damage) if (at < bytes.length) bytes[at] = byte;
          readOrRefuse(bytes, name);
        },
      ),
      { numRuns: 300 },
    );
    expect(memoryUse().peak - before).toBeLessThan(2 ** 27);
  });

  test('with a part left out or twice, is read or refused', () => {
    fc.assert(
      fc.property(fc.nat(whole.length), fc.nat(64), fc.boolean(), (at, length, twice) => {
        const part = twice ? whole.subarray(at, at + length) : new Uint8Array(0);
        readOrRefuse(
          Buffer.concat([whole.subarray(0, twice ? at + length : at), part, whole.subarray(at + length)]),
          name,
        );
      }),
      { numRuns: 150 },
    );
  });
});

test('bytes of no format are refused, whatever their name promises', () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom('x.pt', 'x.npz', 'x.npy', 'x.safetensors', 'x'),
      (bytes, name) => {
        expect(() => formats.open(bytes, name)).toThrow(OpError);
      },
    ),
  );
});
