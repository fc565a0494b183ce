/** Which tiles a picture is made of, at the screen's resolution. */
import type { Grid, Rectangle } from './viewport';

export interface TilePlan extends Rectangle {
  /** Of the picture in texels, at most `side` each way. */
  readonly height: number;
  readonly width: number;
  /** Cells under a texel, down and across. */
  readonly rowStep: number;
  readonly columnStep: number;
}

/** Texels along a tile's side. A MiB a tile: few enough round trips, and none of them long. */
export const side = 512;

/**
 * How many cells go under one texel where a cell is `pixels` device pixels long: as few as give a texel a pixel
 * of its own, so that no texel, and so no NaN, falls between two pixels.
 */
export const stepFor = (pixels: number): number => Math.max(1, Math.ceil(1 / pixels - 1e-6));

/**
 * The tiles that cover `seen`, those nearest to its middle first. They lie on a fixed raster, so that the same
 * tile serves while one pans.
 */
export function tilesFor(seen: Rectangle, grid: Grid, rowStep: number, columnStep: number): TilePlan[] {
  const tiles: TilePlan[] = [];
  const high = side * rowStep;
  const wide = side * columnStep;
  for (let row = Math.floor(seen.row / high) * high; row < seen.row + seen.rows; row += high) {
    for (
      let column = Math.floor(seen.column / wide) * wide;
      column < seen.column + seen.columns;
      column += wide
    ) {
      const rows = Math.min(high, grid.rows - row);
      const columns = Math.min(wide, grid.columns - column);
      tiles.push({
        row,
        column,
        rows,
        columns,
        height: Math.ceil(rows / rowStep),
        width: Math.ceil(columns / columnStep),
        rowStep,
        columnStep,
      });
    }
  }
  const middleRow = seen.row + seen.rows / 2;
  const middleColumn = seen.column + seen.columns / 2;
  const distance = (tile: TilePlan) =>
    Math.hypot(
      (tile.row + tile.rows / 2 - middleRow) / rowStep,
      (tile.column + tile.columns / 2 - middleColumn) / columnStep,
    );
  return tiles.sort((a, b) => distance(a) - distance(b));
}

export const tileKey = ({ row, column, rowStep, columnStep }: TilePlan): string =>
  `${rowStep}×${columnStep} ${row},${column}`;
