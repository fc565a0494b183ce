import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { tickStep } from '../../webviews/tensor/overlay';
import {
  cellAt,
  cellUnder,
  clamped,
  fittedCell,
  largestZoom,
  paneHeight,
  panned,
  revealing,
  visible,
  whole,
  zoomedAt,
} from '../../webviews/tensor/viewport';

const pane = { width: 800, height: 400 };

describe('the whole picture', () => {
  test('has square cells that fill the pane', () => {
    expect(fittedCell(pane, { rows: 100, columns: 160 })).toEqual({ width: 4, height: 4 });
  });

  test('of few elements does not blow them up', () => {
    expect(fittedCell(pane, { rows: 2, columns: 3 })).toEqual({ width: 56, height: 56 });
  });

  test('of a strip is thick enough to be seen', () => {
    expect(fittedCell(pane, { rows: 1, columns: 100_000 })).toEqual({ width: 0.008, height: 96 });
    expect(fittedCell(pane, { rows: 10, columns: 80 })).toEqual({ width: 10, height: 20 });
    expect(fittedCell(pane, { rows: 64, columns: 10 })).toEqual({ width: 40, height: 6.25 });
  });

  test('takes no more height than it is good for', () => {
    expect(paneHeight(800, 400, { rows: 1, columns: 128 })).toBe(96);
    expect(paneHeight(800, 400, { rows: 128, columns: 784 })).toBe(200);
    expect(paneHeight(800, 400, { rows: 500, columns: 500 })).toBe(400);
  });
});

const anything = fc.record({
  grid: fc.record({ rows: fc.integer({ min: 1, max: 5000 }), columns: fc.integer({ min: 1, max: 5000 }) }),
  pane: fc.record({ width: fc.integer({ min: 50, max: 2000 }), height: fc.integer({ min: 50, max: 1200 }) }),
  view: fc.record({
    zoom: fc.double({ min: 1, max: 1000, noNaN: true }),
    row: fc.double({ min: 0, max: 5000, noNaN: true }),
    column: fc.double({ min: 0, max: 5000, noNaN: true }),
  }),
  x: fc.double({ min: 0, max: 1, noNaN: true }),
  y: fc.double({ min: 0, max: 1, noNaN: true }),
  factor: fc.double({ min: 0.2, max: 5, noNaN: true }),
});

test('zooming keeps the cell under the pointer, unless an edge of the picture comes in', () => {
  fc.assert(
    fc.property(anything, ({ grid, pane, view, x, y, factor }) => {
      const before = clamped(view, pane, grid);
      const point = { x: x * pane.width, y: y * pane.height };
      const after = zoomedAt(before, pane, grid, factor, point.x, point.y);
      const at = (which: typeof before) => {
        const cell = cellAt(pane, grid, which);
        return { row: which.row + point.y / cell.height, column: which.column + point.x / cell.width, cell };
      };
      const free = (first: number, cells: number, shown: number) =>
        first > 1e-6 && first < cells - shown - 1e-6;
      const from = at(before);
      const to = at(after);
      if (free(after.row, grid.rows, pane.height / to.cell.height)) expect(to.row).toBeCloseTo(from.row, 5);
      if (free(after.column, grid.columns, pane.width / to.cell.width))
        expect(to.column).toBeCloseTo(from.column, 5);
    }),
  );
});

test('no gesture leaves the picture', () => {
  fc.assert(
    fc.property(anything, ({ grid, pane, view, x, y, factor }) => {
      const zoomed = zoomedAt(clamped(view, pane, grid), pane, grid, factor, x * pane.width, y * pane.height);
      const moved = panned(zoomed, pane, grid, (x - 0.5) * 5000, (y - 0.5) * 5000);
      expect(moved.zoom).toBeGreaterThanOrEqual(1);
      expect(moved.zoom).toBeLessThanOrEqual(largestZoom(pane, grid) * (1 + 1e-12));
      const seen = visible(moved, pane, grid);
      expect(seen.rows).toBeGreaterThanOrEqual(1);
      expect(seen.columns).toBeGreaterThanOrEqual(1);
      expect(seen.row + seen.rows).toBeLessThanOrEqual(grid.rows);
      expect(seen.column + seen.columns).toBeLessThanOrEqual(grid.columns);
    }),
  );
});

test('dragging moves the cells with the pointer', () => {
  const grid = { rows: 100, columns: 200 };
  const view = { zoom: 5, row: 10, column: 20 };
  const cell = cellAt(pane, grid, view);
  const moved = panned(view, pane, grid, 3 * cell.width, -2 * cell.height);
  expect(moved.column).toBeCloseTo(17, 9);
  expect(moved.row).toBeCloseTo(12, 9);
});

test('a chosen cell is brought into sight, and the picture stays if it is in sight', () => {
  const grid = { rows: 100, columns: 200 };
  const view = { zoom: 10, row: 0, column: 0 };
  const seen = visible(view, pane, grid);
  expect(revealing(view, pane, grid, 1, 1)).toEqual(view);
  const shown = revealing(view, pane, grid, 50, 120);
  const cell = cellAt(pane, grid, shown);
  expect((50 + 1 - shown.row) * cell.height).toBeCloseTo(pane.height, 6);
  expect((120 + 1 - shown.column) * cell.width).toBeCloseTo(pane.width, 6);
  expect(seen.row + seen.rows).toBeLessThan(50);
});

test('the cell under a point is found, and none beside the picture', () => {
  const grid = { rows: 4, columns: 4 };
  expect(cellUnder(whole, pane, grid, 57, 10)).toEqual({ row: 0, column: 1 });
  expect(cellUnder(whole, pane, grid, 500, 10)).toBeNull();
  expect(cellUnder(whole, pane, grid, -1, 10)).toBeNull();
});

test('ruler marks are at 1, 2 or 5 times a power of ten', () => {
  expect([0.2, 1, 1.5, 2.1, 5, 7, 11, 230].map(tickStep)).toEqual([1, 1, 2, 5, 5, 10, 20, 500]);
});
