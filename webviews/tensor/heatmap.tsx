/** The picture of a tensor's slice: cells, rulers, numbers, and what is under the pointer in words. */
import { useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks';
import type { TensorHead } from '../protocol/tensor';
import type { Theme } from '../ui/theme';
import { columnsOf, placeOf, rowsOf, type Slice } from './axes';
import type { Palette } from './colour';
import { number } from './format';
import { listen, type Stage } from './gestures';
import { drawOverlay, type Place, rulerLeft, rulerTop } from './overlay';
import { type Painter, painterFor } from './painter';
import { stepFor, tilesFor } from './plan';
import type { Scale } from './scale';
import type { Reading, Tiles } from './tiles';
import { cellAt, clamped, paneHeight, type View, visible } from './viewport';

export interface HeatmapProps {
  readonly name: string;
  readonly head: TensorHead;
  readonly slice: Slice;
  readonly tiles: Tiles;
  readonly scale: Scale;
  readonly palette: Palette;
  readonly theme: Theme;
  readonly view: View;
  readonly selection: Place | null;
  readonly hover: Place | null;
  readonly mostHeight: number;
  onView(view: View): void;
  onSelect(place: Place | null): void;
  onHover(place: Place | null): void;
  /** For the buttons beside the picture: what it shows, and how large. */
  onStage?(stage: Stage): void;
}

export function Heatmap(props: HeatmapProps) {
  const { head, slice, name, tiles } = props;
  const box = useRef<HTMLDivElement>(null);
  const cells = useRef<HTMLCanvasElement>(null);
  const over = useRef<HTMLCanvasElement>(null);
  const painter = useRef<Painter | null>(null);
  const [width, setWidth] = useState(0);
  const [density, setDensity] = useState(devicePixelRatio);
  const [paintable, setPaintable] = useState(true);

  const grid = { rows: rowsOf(head.shape, slice), columns: columnsOf(head.shape, slice) };
  const left = rulerLeft(grid.rows);
  const paneWidth = Math.max(1, width - left - 1);
  const pane = { width: paneWidth, height: paneHeight(paneWidth, props.mostHeight, grid) };
  const view = clamped(props.view, pane, grid);
  const stage: Stage = {
    pane,
    grid,
    view,
    left,
    top: rulerTop,
    selection: props.selection,
    onView: props.onView,
    onHover: props.onHover,
    onSelect: props.onSelect,
  };
  const now = useRef(stage);
  now.current = stage;
  props.onStage?.(stage);

  const draw = () => {
    const context = over.current?.getContext('2d');
    if (!cells.current || !over.current || !context || width === 0) return;
    size(cells.current, pane.width, pane.height, density);
    size(over.current, left + pane.width + 1, rulerTop + pane.height + 1, density);
    const cell = cellAt(pane, grid, view);
    const seen = visible(view, pane, grid);
    tiles.want(tilesFor(seen, grid, stepFor(cell.height * density), stepFor(cell.width * density)));
    const across = (column: number) => Math.round((column - view.column) * cell.width * density);
    const down = (row: number) => Math.round((row - view.row) * cell.height * density);
    painter.current?.paint({
      width: cells.current.width,
      height: cells.current.height,
      devicePixelRatio: density,
      scale: props.scale,
      palette: props.palette,
      sprites: tiles.layers().map((tile) => ({
        tile,
        x: across(tile.column),
        y: down(tile.row),
        width: across(tile.column + tile.columns) - across(tile.column),
        height: down(tile.row + tile.rows) - down(tile.row),
      })),
    });
    context.setTransform(density, 0, 0, density, 0, 0);
    drawOverlay(context, { ...props, view, pane, grid, left, top: rulerTop });
  };
  const latest = useRef(draw);
  latest.current = draw;
  const frame = useRef(0);
  const schedule = () => {
    if (frame.current) return;
    frame.current = requestAnimationFrame(() => {
      frame.current = 0;
      latest.current();
    });
  };

  useLayoutEffect(() => {
    if (!box.current || !cells.current) return;
    painter.current = painterFor(cells.current, schedule);
    setPaintable(painter.current !== null);
    const resized = new ResizeObserver(([entry]) => setWidth(Math.floor(entry.contentRect.width)));
    resized.observe(box.current);
    setWidth(Math.floor(box.current.getBoundingClientRect().width));
    const moved = () => setDensity(devicePixelRatio);
    addEventListener('resize', moved);
    const silent = listen(box.current, () => now.current);
    return () => {
      silent();
      removeEventListener('resize', moved);
      resized.disconnect();
      cancelAnimationFrame(frame.current);
      frame.current = 0;
      painter.current?.dispose();
    };
  }, []);
  useEffect(schedule);

  const place = props.hover ?? props.selection;
  const reading =
    place && place.row < grid.rows && place.column < grid.columns
      ? tiles.read(place.row, place.column)
      : null;
  return (
    <div class="heatmap">
      <div
        ref={box}
        class="stage"
        role="application"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: the picture is moved by keys
        tabIndex={0}
        aria-label={`Heatmap of ${name}, ${grid.rows} rows and ${grid.columns} columns. Arrow keys choose a cell, Shift and an arrow pan, plus and minus zoom, 0 shows all.`}
        style={{ height: `${rulerTop + pane.height + 1}px` }}
      >
        <canvas ref={cells} class="cells" style={{ left: `${left}px`, top: `${rulerTop}px` }} />
        <canvas ref={over} class="over" />
        {tiles.waiting && <div class="awaited" />}
      </div>
      {!paintable && <p>This window cannot draw; “As text” shows the values.</p>}
      <p class="reading mono" role="status">
        {place && reading ? say(slice, reading) : <span class="muted">{hint(grid.rows * grid.columns)}</span>}
      </p>
    </div>
  );
}

const hint = (cells: number) =>
  cells === 1 ? 'One element' : 'Point at a cell, or use the arrow keys, to read it';

/** `[12, 7] = 0.0313`; where a texel stands for more elements, their range and what it tells of them. */
export function say(slice: Slice, { value, rows, columns }: Reading): string {
  const place = placeOf(slice, rows, columns);
  if (rows[0] === rows[1] && columns[0] === columns[1]) return `${place} = ${number(value, 6)}`;
  return Number.isFinite(value) ? `${place} mean ${number(value, 6)}` : `${place} contains ${number(value)}`;
}

function size(canvas: HTMLCanvasElement, width: number, height: number, density: number): void {
  const device = { width: Math.round(width * density), height: Math.round(height * density) };
  // Setting a size clears the canvas, also when it is the same.
  if (canvas.width !== device.width) canvas.width = device.width;
  if (canvas.height !== device.height) canvas.height = device.height;
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
}
