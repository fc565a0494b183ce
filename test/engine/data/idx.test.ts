import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { data } from 'backstep';
import { describe, expect, test } from 'vitest';

const bytes = (...values: number[]) => Uint8Array.from(values);
const pixels = bytes(0, 0, 8, 2, 0, 0, 0, 2, 0, 0, 0, 3, 1, 2, 3, 253, 254, 255);

describe('an IDX file', () => {
  test('of bytes is a uint8 tensor of the file’s shape', () => {
    const values = data.parseIdx(pixels);
    expect([values.dtype, values.shape]).toEqual(['uint8', [2, 3]]);
    expect(values.tolist()).toEqual([
      [1, 2, 3],
      [253, 254, 255],
    ]);
  });

  test('may be compressed', () => {
    expect(data.parseIdx(gzipSync(pixels)).shape).toEqual([2, 3]);
  });

  test('is big-endian', () => {
    const one = (type: number, ...values: number[]) =>
      data.parseIdx(bytes(0, 0, type, 1, 0, 0, 0, 1, ...values));
    const read = [
      one(0x09, 0xff),
      one(0x0b, 0xff, 0xfe),
      one(0x0c, 0, 1, 0, 0),
      one(0x0d, 0xbf, 0x80, 0, 0),
      one(0x0e, 0x3f, 0xe0, 0, 0, 0, 0, 0, 0),
    ];
    expect(read.map((values) => [values.dtype, values.item()])).toEqual([
      ['int8', -1],
      ['int32', -2],
      ['int32', 65536],
      ['float32', -1],
      ['float64', 0.5],
    ]);
  });

  test('may be empty', () => {
    expect(data.parseIdx(bytes(0, 0, 8, 1, 0, 0, 0, 0)).shape).toEqual([0]);
  });

  test('is read by its path, which errors name', () => {
    const folder = mkdtempSync(join(tmpdir(), 'idx-'));
    try {
      const file = join(folder, 'pixels-idx2-ubyte');
      writeFileSync(file, pixels);
      expect(data.readIdx(file).shape).toEqual([2, 3]);
      expect(() => data.readIdx(join(folder, 'none'))).toThrow('readIdx: none cannot be read — ENOENT');
      writeFileSync(file, pixels.subarray(1));
      expect(() => data.readIdx(file)).toThrow(
        `readIdx: ${file} is no IDX file — it starts with "00 08 02 00"`,
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  const malformed: [string, Uint8Array, string][] = [
    [
      'another format',
      bytes(0x89, 0x50, 0x4e, 0x47),
      'readIdx: the file is no IDX file — it starts with "89 50 4e 47", two zero bytes are expected',
    ],
    ['nothing', bytes(), 'readIdx: the file is no IDX file — it starts with ""'],
    [
      'an unknown element type',
      bytes(0, 0, 7, 1, 0, 0, 0, 0),
      'readIdx: the file has an unknown element type — 0x07',
    ],
    [
      'a cut header',
      bytes(0, 0, 8, 3, 0, 0, 0, 1),
      'has another length than it says — 8 bytes, for a header of 16 bytes',
    ],
    [
      'a cut end',
      pixels.subarray(0, 17),
      'has another length than it says — 17 bytes, for shape [2, 3], 18 bytes in all',
    ],
    ['more than it says', bytes(...pixels, 0), 'has another length than it says — 19 bytes'],
    [
      'a huge shape',
      bytes(0, 0, 14, 2, 255, 255, 255, 255, 255, 255, 255, 255),
      'has another length than it says — 12 bytes',
    ],
    [
      'more in gzip than it says',
      gzipSync(Buffer.concat([pixels, Buffer.alloc(2 ** 24)])),
      'has another length than it says — more bytes, for shape [2, 3], 18 bytes in all',
    ],
    ['less in gzip than it says', gzipSync(pixels.subarray(0, 15)), 'than it says — 15 bytes, for shape'],
    ['another format in gzip', gzipSync(bytes(1, 2, 3, 4)), 'is no IDX file — it starts with "01 02 03 04"'],
    [
      'cut gzip',
      gzipSync(pixels).subarray(0, 20),
      'readIdx: the file cannot be decompressed — unexpected end of file',
    ],
  ];
  for (const [what, content, message] of malformed) {
    test(`with ${what} is refused`, () => expect(() => data.parseIdx(content)).toThrow(message));
  }
});
