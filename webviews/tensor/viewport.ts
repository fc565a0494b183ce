/** Pan and zoom over a grid of cells. All lengths are CSS pixels, all places are cells from the grid's corner. */

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}
/** The part of the screen that the picture may fill, without its rulers. */
export interface Pane {
  readonly width: number;
  readonly height: number;
}
export interface View {
  /** 1 shows the whole grid. */
  readonly zoom: number;
  /** The cell in the pane's corner, with its fraction. */
  readonly row: number;
  readonly column: number;
}
export interface Cell {
  readonly width: number;
  readonly height: number;
}
/** A rectangle of whole cells. */
export interface Rectangle {
  readonly row: number;
  readonly column: number;
  readonly rows: number;
  readonly columns: number;
}

export const whole: View = { zoom: 1, row: 0, column: 0 };

const largestCell = 96;
const largestFittedCell = 56;
/** How thick a row or a column alone may be. */
const largestStrip = largestCell;
const leastPaneHeight = largestCell;

/**
 * Cells are square, but those of a strip: a picture more than twice as high as wide is stretched to a square, and
 * one more than four times as wide as high to that, so that they can be seen.
 */
export function fittedCell(pane: Pane, { rows, columns }: Grid): Cell {
  const side = Math.min(pane.width / columns, pane.height / rows);
  if (rows > 2 * columns) {
    const width = Math.max(side, Math.min(pane.width, side * rows) / columns);
    return { width: Math.min(largestStrip, width), height: Math.min(largestFittedCell, side) };
  }
  if (columns > 4 * rows) {
    const height = Math.max(side, Math.min(pane.height, (side * columns) / 4) / rows);
    return { width: Math.min(largestFittedCell, side), height: Math.min(largestStrip, height) };
  }
  return { width: Math.min(largestFittedCell, side), height: Math.min(largestFittedCell, side) };
}

export function cellAt(pane: Pane, grid: Grid, { zoom }: View): Cell {
  const fitted = fittedCell(pane, grid);
  return {
    width: Math.min(largestCell, fitted.width * zoom),
    height: Math.min(largestCell, fitted.height * zoom),
  };
}

/** How high a pane is good for a grid, where `width` by at most `most` is free. */
export function paneHeight(width: number, most: number, grid: Grid): number {
  const cell = fittedCell({ width, height: most }, grid);
  return Math.ceil(Math.min(most, Math.max(leastPaneHeight, cell.height * grid.rows)));
}

export function largestZoom(pane: Pane, grid: Grid): number {
  const fitted = fittedCell(pane, grid);
  return Math.max(1, largestCell / Math.min(fitted.width, fitted.height));
}

/** Keeps the zoom in its limits and the grid in the pane. */
export function clamped(view: View, pane: Pane, grid: Grid): View {
  const zoom = Math.min(largestZoom(pane, grid), Math.max(1, Number.isFinite(view.zoom) ? view.zoom : 1));
  const cell = cellAt(pane, grid, { ...view, zoom });
  const within = (at: number, cells: number, shown: number) =>
    Math.min(Math.max(0, cells - shown), Math.max(0, at || 0));
  return {
    zoom,
    row: within(view.row, grid.rows, pane.height / cell.height),
    column: within(view.column, grid.columns, pane.width / cell.width),
  };
}

/** Zooms with the cell under (x, y) staying where it is. */
export function zoomedAt(view: View, pane: Pane, grid: Grid, factor: number, x: number, y: number): View {
  const before = cellAt(pane, grid, view);
  const { zoom } = clamped({ ...view, zoom: view.zoom * factor }, pane, grid);
  const after = cellAt(pane, grid, { ...view, zoom });
  const row = view.row + y / before.height - y / after.height;
  const column = view.column + x / before.width - x / after.width;
  return clamped({ zoom, row, column }, pane, grid);
}

/** Moves the picture by (x, y): to the right and down where they are positive. */
export function panned(view: View, pane: Pane, grid: Grid, x: number, y: number): View {
  const cell = cellAt(pane, grid, view);
  return clamped(
    { ...view, row: view.row - y / cell.height, column: view.column - x / cell.width },
    pane,
    grid,
  );
}

/** Pans as little as it takes to show a cell whole. */
export function revealing(view: View, pane: Pane, grid: Grid, row: number, column: number): View {
  const cell = cellAt(pane, grid, view);
  const near = (at: number, first: number, shown: number) =>
    at < first ? at : at + 1 > first + shown ? at + 1 - shown : first;
  return clamped(
    {
      ...view,
      row: near(row, view.row, pane.height / cell.height),
      column: near(column, view.column, pane.width / cell.width),
    },
    pane,
    grid,
  );
}

/** The cells that are seen, also those seen in part. */
export function visible(view: View, pane: Pane, grid: Grid): Rectangle {
  const cell = cellAt(pane, grid, view);
  const span = (first: number, shown: number, cells: number): [number, number] => {
    const start = Math.min(Math.max(0, Math.floor(first)), Math.max(0, cells - 1));
    return [start, Math.max(1, Math.min(cells, Math.ceil(first + shown - 1e-9)) - start)];
  };
  const [row, rows] = span(view.row, pane.height / cell.height, grid.rows);
  const [column, columns] = span(view.column, pane.width / cell.width, grid.columns);
  return { row, column, rows, columns };
}

/** The cell under a point of the pane; null beside the grid. */
export function cellUnder(
  view: View,
  pane: Pane,
  grid: Grid,
  x: number,
  y: number,
): { row: number; column: number } | null {
  if (x < 0 || y < 0 || x >= pane.width || y >= pane.height) return null;
  const cell = cellAt(pane, grid, view);
  const row = Math.floor(view.row + y / cell.height);
  const column = Math.floor(view.column + x / cell.width);
  return row < grid.rows && column < grid.columns ? { row, column } : null;
}
