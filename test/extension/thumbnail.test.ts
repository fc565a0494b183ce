import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { CustomRequests } from '../../extension/debug/requests';
import type { Ask } from '../../extension/panels/view';
import { png } from '../../extension/workbench/png';
import { thumbnail } from '../../extension/workbench/thumbnail';

/** Width, height and pixels (three bytes each) of a PNG of one chunk of data. */
function decoded(file: Buffer) {
  expect(file.subarray(1, 4).toString()).toBe('PNG');
  const width = file.readUInt32BE(16);
  const height = file.readUInt32BE(20);
  const length = file.readUInt32BE(33);
  const rows = inflateSync(file.subarray(41, 41 + length));
  const pixel = (x: number, y: number) => [
    ...rows.subarray(y * (1 + 3 * width) + 1 + 3 * x, y * (1 + 3 * width) + 4 + 3 * x),
  ];
  return { width, height, pixel };
}

describe('a small picture of a tensor', () => {
  const tiles: CustomRequests['backstep/tile']['arguments'][] = [];
  /** A session whose tensor has this shape; its tile, these values. */
  const asking = (shape: number[], values: number[]): Ask =>
    (async (request: string, args: never) => {
      if (request === 'backstep/tile') {
        tiles.push(args);
        const { tile } = args as CustomRequests['backstep/tile']['arguments'];
        const filled = Float32Array.from(
          { length: tile.height * tile.width },
          (_, index) => values[index % values.length],
        );
        return {
          height: tile.height,
          width: tile.width,
          values: Buffer.from(filled.buffer).toString('base64'),
        };
      }
      return { tensor: { handle: 3, shape, statistics: { min: -1, max: 1 } } };
    }) as unknown as Ask;
  const picture = async (shape: number[], values: number[], isDark = true) => {
    const found = await thumbnail(asking(shape, values), { expression: 'x' }, isDark);
    const { address, words } = found!;
    expect(address).toMatch(/^data:image\/png;base64,/);
    return { ...decoded(Buffer.from(address.split(',')[1], 'base64')), words };
  };

  it('has cells that are large enough to be seen, in the colours of the panel, with another for NaN', async () => {
    const { width, height, pixel, words } = await picture([2, 4], [-1, 0, 1, Number.NaN]);
    expect([width, height]).toEqual([4 * 24, 2 * 24]);
    const [negative, zero, positive, nan] = [0, 1, 2, 3].map((column) => pixel(column * 24 + 12, 12));
    expect(pixel(3, 40)).toEqual(negative);
    expect(negative[2]).toBeGreaterThan(negative[0]);
    expect(positive[0]).toBeGreaterThan(positive[2]);
    expect(Math.max(...zero) - Math.min(...zero)).toBeLessThan(12);
    expect(nan).toEqual([255, 61, 242]);
    expect(words).toBe('Heat map of 2 × 4 values');
  });

  it('has zero near the background of dark and of light themes', async () => {
    const dark = await picture([1, 1], [0]);
    const light = await picture([1, 1], [0], false);
    expect(Math.max(...dark.pixel(0, 0))).toBeLessThan(80);
    expect(Math.min(...light.pixel(0, 0))).toBeGreaterThan(200);
  });

  it('asks for no more pixels than it has, of the last two axes', async () => {
    const { words } = await picture([5, 1000, 30000], [0]);
    expect(tiles.at(-1)).toMatchObject({
      handle: 3,
      tile: {
        rowAxis: 1,
        columnAxis: 2,
        indices: [0, 0, 0],
        rows: 1000,
        columns: 30000,
        height: 128,
        width: 256,
      },
    });
    expect(words).toBe('Heat map of 1000 × 30000 values, [0] of the first axes');
    const strip = await picture([1000], [0]);
    expect([strip.width, strip.height]).toEqual([256, 12]);
    const tall = await picture([64, 10], [0]);
    expect([tall.width, tall.height]).toEqual([120, 128]);
  });

  it('is none of a number, or of nothing', async () => {
    expect(await thumbnail(asking([], [1]), { expression: 'x' }, true)).toBeNull();
    expect(await thumbnail(asking([0, 3], []), { expression: 'x' }, true)).toBeNull();
  });
});

it('a PNG says its checksums as the standard has them', () => {
  const file = png(1, 1, Uint8Array.from([1, 2, 3]));
  // The last chunk holds nothing and is the same in every PNG.
  expect(file.subarray(-12).toString('hex')).toBe('0000000049454e44ae426082');
});
