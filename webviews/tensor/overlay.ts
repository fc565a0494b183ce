/** What is written over the cells: rulers, numbers, the cell under the pointer and the chosen one. */
import { css, type Theme } from '../ui/theme';
import { colourAt, inkOn, type Palette } from './colour';
import { fitted } from './format';
import { position, type Scale } from './scale';
import type { Tiles } from './tiles';
import { type Cell, cellAt, type Grid, type Pane, type View, visible } from './viewport';

export interface Place {
  readonly row: number;
  readonly column: number;
}

export interface Overlay {
  readonly pane: Pane;
  readonly grid: Grid;
  readonly view: View;
  /** Widths of the rulers, in CSS pixels. */
  readonly left: number;
  readonly top: number;
  readonly tiles: Tiles;
  readonly scale: Scale;
  readonly palette: Palette;
  readonly theme: Theme;
  readonly hover: Place | null;
  readonly selection: Place | null;
}

export const rulerTop = 20;
const letter = 6.7; // width of a monospaced letter of 11 px
export const rulerLeft = (rows: number): number =>
  Math.ceil(String(Math.max(0, rows - 1)).length * letter) + 10;

const numbersFromWidth = 44;
const numbersFromHeight = 15;
const linesFrom = 20;

/** `context` is scaled to CSS pixels. */
export function drawOverlay(context: CanvasRenderingContext2D, overlay: Overlay): void {
  const { pane, grid, view, left, top, theme } = overlay;
  const cell = cellAt(pane, grid, view);
  const x = (column: number) => left + (column - view.column) * cell.width;
  const y = (row: number) => top + (row - view.row) * cell.height;
  // The frame lies a pixel outside of the pane.
  context.clearRect(0, 0, left + pane.width + 2, top + pane.height + 2);
  context.font = `11px ${theme.mono}`;
  rulers(context, overlay, cell, x, y);
  context.save();
  context.beginPath();
  context.rect(left, top, pane.width, pane.height);
  context.clip();
  if (cell.width >= linesFrom && cell.height >= linesFrom) lines(context, overlay, x, y);
  if (cell.width >= numbersFromWidth && cell.height >= numbersFromHeight)
    numbers(context, overlay, cell, x, y);
  if (overlay.hover) outline(context, overlay, cell, x, y, overlay.hover, false);
  if (overlay.selection) outline(context, overlay, cell, x, y, overlay.selection, true);
  context.restore();
  context.strokeStyle = css(theme.border);
  context.lineWidth = 1;
  const right = Math.min(left + pane.width, x(grid.columns));
  const bottom = Math.min(top + pane.height, y(grid.rows));
  context.strokeRect(left - 0.5, top - 0.5, right - left + 0.5, bottom - top + 0.5);
}

type Along = (index: number) => number;

function rulers(context: CanvasRenderingContext2D, overlay: Overlay, cell: Cell, x: Along, y: Along): void {
  const { pane, grid, view, left, top, theme, selection } = overlay;
  const seen = visible(view, pane, grid);
  const label = (text: number, at: number, across: boolean, chosen: boolean) => {
    context.fillStyle = css(chosen ? theme.foreground : theme.muted);
    if (across) context.fillText(String(text), at, top - 6);
    else context.fillText(String(text), left - 6, at);
  };
  const widest = String(seen.column + seen.columns).length * letter + 16;
  const columnStep = tickStep(widest / cell.width);
  const rowStep = tickStep(20 / cell.height);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'center';
  // The chosen cell's index is always there; a tick that it would run into gives way.
  const near = (index: number, chosen: number | undefined, length: number, room: number) =>
    chosen !== undefined && index !== chosen && Math.abs(index - chosen) * length < room;
  for (const column of ticks(seen.column, seen.columns, columnStep, selection?.column)) {
    if (near(column, selection?.column, cell.width, widest)) continue;
    const half = (String(column).length * letter) / 2;
    const middle = Math.min(Math.max(x(column + 0.5), left + half), left + pane.width - half);
    label(column, middle, true, column === selection?.column);
  }
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const row of ticks(seen.row, seen.rows, rowStep, selection?.row)) {
    if (near(row, selection?.row, cell.height, 16)) continue;
    const middle = y(row + 0.5);
    if (middle >= top && middle <= top + pane.height)
      label(row, Math.max(middle, top + 6), false, row === selection?.row);
  }
}

/** 1, 2 or 5 times a power of ten, at least `least`. */
export function tickStep(least: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, least)));
  return [1, 2, 5, 10].map((each) => each * power).find((step) => step >= least) ?? 10 * power;
}

function ticks(first: number, shown: number, step: number, chosen: number | undefined): number[] {
  const list: number[] = [];
  for (let index = Math.ceil(first / step) * step; index < first + shown; index += step) list.push(index);
  if (chosen !== undefined && chosen >= first && chosen < first + shown && !list.includes(chosen))
    list.push(chosen);
  return list;
}

function lines(context: CanvasRenderingContext2D, overlay: Overlay, x: Along, y: Along): void {
  const { pane, grid, view, theme } = overlay;
  const seen = visible(view, pane, grid);
  context.fillStyle = css(theme.background, 0.6);
  for (let column = seen.column + 1; column < seen.column + seen.columns; column++) {
    context.fillRect(Math.round(x(column)), y(seen.row), 1, y(seen.row + seen.rows) - y(seen.row));
  }
  for (let row = seen.row + 1; row < seen.row + seen.rows; row++) {
    context.fillRect(x(seen.column), Math.round(y(row)), x(seen.column + seen.columns) - x(seen.column), 1);
  }
}

function numbers(context: CanvasRenderingContext2D, overlay: Overlay, cell: Cell, x: Along, y: Along): void {
  const { pane, grid, view, tiles, scale, palette } = overlay;
  const seen = visible(view, pane, grid);
  const characters = Math.floor((cell.width - 4) / letter);
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  for (let row = seen.row; row < seen.row + seen.rows; row++) {
    for (let column = seen.column; column < seen.column + seen.columns; column++) {
      const reading = tiles.read(row, column);
      if (!reading || reading.rows[0] !== reading.rows[1] || reading.columns[0] !== reading.columns[1])
        continue;
      const { value } = reading;
      const middle = { x: x(column + 0.5), y: y(row + 0.5) };
      const text = fitted(value, characters);
      if (!Number.isFinite(value)) {
        // Stripes lie under it: a plate makes it readable.
        const half = (text.length * letter) / 2 + 3;
        context.fillStyle = css(overlay.theme.background);
        context.fillRect(middle.x - half, middle.y - 8, 2 * half, 16);
        context.fillStyle = css(overlay.theme.foreground);
      } else {
        context.fillStyle = css(inkOn(colourAt(palette, position(scale, value))));
      }
      context.fillText(text, middle.x, middle.y);
    }
  }
}

/** The cell's frame, and for the chosen one a cross through the picture where cells are small. */
function outline(
  context: CanvasRenderingContext2D,
  { pane, grid, left, top, theme }: Overlay,
  cell: Cell,
  x: Along,
  y: Along,
  { row, column }: Place,
  chosen: boolean,
): void {
  if (row >= grid.rows || column >= grid.columns) return;
  const width = Math.max(cell.width, 5);
  const height = Math.max(cell.height, 5);
  const box = { x: x(column + 0.5) - width / 2, y: y(row + 0.5) - height / 2 };
  if (chosen && Math.min(cell.width, cell.height) < 16) {
    context.fillStyle = css(theme.foreground, 0.45);
    const right = Math.min(left + pane.width, x(grid.columns));
    const bottom = Math.min(top + pane.height, y(grid.rows));
    const middle = { x: Math.round(x(column + 0.5)), y: Math.round(y(row + 0.5)) };
    context.fillRect(left, middle.y, box.x - left - 2, 1);
    context.fillRect(box.x + width + 2, middle.y, right - box.x - width - 2, 1);
    context.fillRect(middle.x, top, 1, box.y - top - 2);
    context.fillRect(middle.x, box.y + height + 2, 1, bottom - box.y - height - 2);
  }
  context.lineWidth = chosen ? 4 : 3;
  context.strokeStyle = css(theme.background);
  context.strokeRect(box.x, box.y, width, height);
  context.lineWidth = chosen ? 2 : 1;
  context.strokeStyle = css(chosen ? theme.focus : theme.foreground);
  context.strokeRect(box.x, box.y, width, height);
}
