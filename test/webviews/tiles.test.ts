import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { side, stepFor, type TilePlan, tilesFor } from '../../webviews/tensor/plan';
import { Tiles } from '../../webviews/tensor/tiles';

describe('the plan of tiles', () => {
  test('gives every cell a texel where cells are at least a pixel', () => {
    expect(stepFor(1)).toBe(1);
    expect(stepFor(37)).toBe(1);
  });

  test('puts as many cells under a texel as make a pixel', () => {
    expect(stepFor(0.5)).toBe(2);
    expect(stepFor(0.4)).toBe(3);
    expect(stepFor(0.001)).toBe(1000);
  });

  test('is one tile for a small tensor', () => {
    const grid = { rows: 128, columns: 500 };
    expect(tilesFor({ row: 3, column: 40, rows: 10, columns: 20 }, grid, 1, 1)).toEqual([
      { row: 0, column: 0, rows: 128, columns: 500, height: 128, width: 500, rowStep: 1, columnStep: 1 },
    ]);
  });

  test('covers what is seen, within the tensor, on a fixed raster, nearest to the middle first', () => {
    const seen = fc.record({
      row: fc.integer({ min: 0, max: 4000 }),
      column: fc.integer({ min: 0, max: 4000 }),
      rows: fc.integer({ min: 1, max: 999 }),
      columns: fc.integer({ min: 1, max: 999 }),
    });
    const grid = { rows: 5000, columns: 5000 };
    fc.assert(
      fc.property(
        seen,
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (seen, rowStep, columnStep) => {
          const tiles = tilesFor(seen, grid, rowStep, columnStep);
          const corners = [
            [seen.row, seen.column],
            [seen.row + seen.rows - 1, seen.column + seen.columns - 1],
          ];
          for (const [row, column] of corners) {
            const covering = tiles.filter(
              (tile) =>
                row >= tile.row &&
                row < tile.row + tile.rows &&
                column >= tile.column &&
                column < tile.column + tile.columns,
            );
            expect(covering).toHaveLength(1);
          }
          for (const tile of tiles) {
            expect(tile.row % (side * rowStep)).toBe(0);
            expect(tile.row + tile.rows).toBeLessThanOrEqual(grid.rows);
            expect(tile.column + tile.columns).toBeLessThanOrEqual(grid.columns);
            expect(tile.height).toBeLessThanOrEqual(1024);
            expect(tile.width).toBeLessThanOrEqual(1024);
            expect(tile.height).toBeLessThanOrEqual(tile.rows);
            expect(tile.width).toBeLessThanOrEqual(tile.columns);
          }
        },
      ),
    );
  });
});

/** A host whose answers come when the test says. */
function slowHost() {
  const asked: { plan: TilePlan; answer(values: Float32Array): void; fail(error: Error): void }[] = [];
  const fetch = (plan: TilePlan) =>
    new Promise<Float32Array>((answer, fail) => {
      asked.push({ plan, answer, fail });
    });
  return { asked, fetch };
}
const grid = { rows: 4 * side, columns: 4 * side };
const everything = { row: 0, column: 0, ...grid };
const filled = (plan: TilePlan, value: number) => new Float32Array(plan.height * plan.width).fill(value);
const settled = () => new Promise((resolve) => setTimeout(resolve));

describe('tiles', () => {
  test('are asked for two at a time', async () => {
    const { asked, fetch } = slowHost();
    const tiles = new Tiles(() => {});
    tiles.show('v1', 'g', fetch);
    tiles.want(tilesFor(everything, grid, 1, 1));
    expect(asked).toHaveLength(2);
    asked[0].answer(filled(asked[0].plan, 1));
    await settled();
    expect(asked).toHaveLength(3);
  });

  test('that went out of sight before their turn are never asked for', async () => {
    const { asked, fetch } = slowHost();
    const tiles = new Tiles(() => {});
    tiles.show('v1', 'g', fetch);
    tiles.want(tilesFor(everything, grid, 1, 1));
    const corner = { row: 0, column: 0, rows: 5, columns: 5 };
    tiles.want(tilesFor(corner, grid, 1, 1));
    for (const each of [...asked]) each.answer(filled(each.plan, 1));
    await settled();
    for (const each of asked.slice(2)) each.answer(filled(each.plan, 1));
    await settled();
    expect(asked).toHaveLength(3);
    expect(tiles.complete).toBe(true);
  });

  test('of an earlier version are dropped when they come late', async () => {
    const { asked, fetch } = slowHost();
    const tiles = new Tiles(() => {});
    const plan = tilesFor({ row: 0, column: 0, rows: 2, columns: 2 }, { rows: 2, columns: 2 }, 1, 1);
    tiles.show('v1', 'g', fetch);
    tiles.want(plan);
    tiles.show('v2', 'g', fetch);
    tiles.want(plan);
    asked[1].answer(filled(plan[0], 2));
    await settled();
    asked[0].answer(filled(plan[0], 1));
    await settled();
    expect(tiles.read(0, 0)?.value).toBe(2);
    expect(tiles.layers()).toHaveLength(1);
  });

  test('of the earlier version stay on the screen until the new ones have come, but are not read', async () => {
    const { asked, fetch } = slowHost();
    const changed = vi.fn();
    const tiles = new Tiles(changed);
    const plan = tilesFor({ row: 0, column: 0, rows: 2, columns: 2 }, { rows: 2, columns: 2 }, 1, 1);
    tiles.show('v1', 'g', fetch);
    tiles.want(plan);
    asked[0].answer(filled(plan[0], 1));
    await settled();
    expect(changed).toHaveBeenCalledTimes(1);
    tiles.show('v2', 'g', fetch);
    tiles.want(plan);
    expect(tiles.layers().map(({ values }) => values[0])).toEqual([1]);
    expect(tiles.read(0, 0)).toBeNull();
    asked[1].answer(filled(plan[0], 2));
    await settled();
    expect(tiles.layers().map(({ values }) => values[0])).toEqual([2]);
  });

  test('of other axes do not stay', async () => {
    const { asked, fetch } = slowHost();
    const tiles = new Tiles(() => {});
    const plan = tilesFor({ row: 0, column: 0, rows: 2, columns: 2 }, { rows: 2, columns: 2 }, 1, 1);
    tiles.show('v1 rows 0', 'rows 0', fetch);
    tiles.want(plan);
    asked[0].answer(filled(plan[0], 1));
    await settled();
    tiles.show('v1 rows 1', 'rows 1', fetch);
    tiles.want(plan);
    expect(tiles.layers()).toEqual([]);
  });

  test('that failed say why after a moment, keep the others, and are asked for again on a retry', async () => {
    vi.useFakeTimers();
    try {
      const { asked, fetch } = slowHost();
      const tiles = new Tiles(() => {});
      tiles.show('v1', 'g', fetch);
      const plan = tilesFor({ row: 0, column: 0, rows: 2, columns: 2 }, { rows: 2, columns: 2 }, 1, 1);
      tiles.want(plan);
      asked[0].fail(new Error('tile: the program has moved on'));
      await vi.advanceTimersByTimeAsync(10);
      expect(tiles.problem).toBeNull();
      await vi.advanceTimersByTimeAsync(1000);
      expect(tiles.problem).toBe('tile: the program has moved on');
      expect(asked).toHaveLength(1);
      tiles.retry();
      expect(tiles.problem).toBeNull();
      asked[1].answer(filled(plan[0], 3));
      await vi.advanceTimersByTimeAsync(10);
      expect(tiles.read(1, 1)?.value).toBe(3);
    } finally {
      vi.useRealTimers();
    }
  });

  test('that failed just before the program stopped again are asked for without a word', async () => {
    vi.useFakeTimers();
    try {
      const { asked, fetch } = slowHost();
      const tiles = new Tiles(() => {});
      tiles.show('v1', 'g', fetch);
      tiles.want(tilesFor({ row: 0, column: 0, rows: 2, columns: 2 }, { rows: 2, columns: 2 }, 1, 1));
      asked[0].fail(new Error('tile: the program has moved on'));
      await vi.advanceTimersByTimeAsync(10);
      tiles.retry();
      await vi.advanceTimersByTimeAsync(1000);
      expect(tiles.problem).toBeNull();
      expect(asked).toHaveLength(2);
    } finally {
      vi.useRealTimers();
    }
  });

  test('with the wrong number of values are an error, not a skewed picture', async () => {
    vi.useFakeTimers();
    try {
      const tiles = new Tiles(() => {});
      tiles.show('v1', 'g', () => Promise.resolve(new Float32Array(3)));
      tiles.want(tilesFor({ row: 0, column: 0, rows: 2, columns: 2 }, { rows: 2, columns: 2 }, 1, 1));
      await vi.advanceTimersByTimeAsync(1000);
      expect(tiles.problem).toContain('3 for 4');
    } finally {
      vi.useRealTimers();
    }
  });

  test('are not asked for while there is no program to ask', () => {
    const { asked, fetch } = slowHost();
    const tiles = new Tiles(() => {});
    tiles.show('v1', 'g', fetch);
    tiles.show('v1', 'g', null);
    tiles.want(tilesFor(everything, grid, 1, 1));
    expect(asked).toHaveLength(0);
  });

  test('tell which elements lie under a texel', async () => {
    const { asked, fetch } = slowHost();
    const tiles = new Tiles(() => {});
    const ten = { rows: 1, columns: 10 };
    tiles.show('v1', 'g', fetch);
    tiles.want(tilesFor({ row: 0, column: 0, ...ten }, ten, 1, 3));
    asked[0].answer(Float32Array.of(10, 11, 12, 13)); // texels of 2, 3, 2 and 3 elements
    await settled();
    expect(Array.from({ length: 10 }, (_, column) => tiles.read(0, column)?.value)).toEqual([
      10, 10, 11, 11, 11, 12, 12, 13, 13, 13,
    ]);
    expect(tiles.read(0, 3)).toEqual({ value: 11, rows: [0, 0], columns: [2, 4] });
    expect(tiles.read(0, 9)).toEqual({ value: 13, rows: [0, 0], columns: [7, 9] });
  });
});
