/** Pointer, wheel and keys over the picture, as changes of its view and of the chosen cell. */
import type { Place } from './overlay';
import {
  cellAt,
  cellUnder,
  type Grid,
  type Pane,
  panned,
  revealing,
  type View,
  visible,
  whole,
  zoomedAt,
} from './viewport';

export interface Stage {
  readonly pane: Pane;
  readonly grid: Grid;
  readonly view: View;
  readonly left: number;
  readonly top: number;
  readonly selection: Place | null;
  onView(view: View): void;
  onHover(place: Place | null): void;
  onSelect(place: Place | null): void;
}

export const keyZoom = 1.5;
const clickSlack = 4; // CSS pixels that a click may move by

/** Listens on `element`; `stage` gives what is true now. Returns a function that ends it. */
export function listen(element: HTMLElement, stage: () => Stage): () => void {
  const pointers = new Map<number, { x: number; y: number }>();
  let start: { x: number; y: number } | null = null;
  let dragging = false;

  const at = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const box = element.getBoundingClientRect();
    const { left, top } = stage();
    return { x: clientX - box.left - left, y: clientY - box.top - top };
  };
  const spread = () => {
    const [a, b] = [...pointers.values()];
    return { length: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  };

  const down = (event: PointerEvent) => {
    if (event.button !== 0) return;
    pointers.set(event.pointerId, at(event));
    start = at(event);
    dragging = pointers.size > 1;
    element.setPointerCapture(event.pointerId);
  };
  const move = (event: PointerEvent) => {
    const now = stage();
    const to = at(event);
    const from = pointers.get(event.pointerId);
    if (!from) {
      now.onHover(cellUnder(now.view, now.pane, now.grid, to.x, to.y));
      return;
    }
    if (pointers.size === 2) {
      const before = spread();
      pointers.set(event.pointerId, to);
      const after = spread();
      const moved = panned(now.view, now.pane, now.grid, after.x - before.x, after.y - before.y);
      now.onView(
        zoomedAt(moved, now.pane, now.grid, after.length / Math.max(1, before.length), after.x, after.y),
      );
      return;
    }
    if (!dragging && start && Math.hypot(to.x - start.x, to.y - start.y) < clickSlack) return;
    if (!dragging) now.onHover(null);
    dragging = true;
    pointers.set(event.pointerId, to);
    now.onView(panned(now.view, now.pane, now.grid, to.x - from.x, to.y - from.y));
  };
  const up = (event: PointerEvent) => {
    if (!pointers.delete(event.pointerId)) return;
    const now = stage();
    const to = at(event);
    if (!dragging && event.type === 'pointerup')
      now.onSelect(cellUnder(now.view, now.pane, now.grid, to.x, to.y));
    if (pointers.size === 0) dragging = false;
  };
  const leave = () => stage().onHover(null);
  const wheel = (event: WheelEvent) => {
    const now = stage();
    const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? 16 : 1;
    const delta = Math.max(-120, Math.min(120, event.deltaY * lines));
    // Pinches arrive as small wheel turns with ctrlKey.
    const factor = Math.exp(-delta * (event.ctrlKey ? 0.012 : 0.0035));
    const { x, y } = at(event);
    const zoomed = zoomedAt(now.view, now.pane, now.grid, factor, x, y);
    // At the end of the zoom the wheel scrolls the page, so that nobody is held here.
    if (zoomed.zoom === now.view.zoom && !event.ctrlKey) return;
    event.preventDefault();
    now.onView(zoomed);
  };
  const key = (event: KeyboardEvent) => {
    if (event.altKey || event.metaKey) return;
    if (press(event, stage())) event.preventDefault();
  };

  element.addEventListener('pointerdown', down);
  element.addEventListener('pointermove', move);
  element.addEventListener('pointerup', up);
  element.addEventListener('pointercancel', up);
  element.addEventListener('pointerleave', leave);
  element.addEventListener('wheel', wheel, { passive: false });
  element.addEventListener('keydown', key);
  return () => {
    element.removeEventListener('pointerdown', down);
    element.removeEventListener('pointermove', move);
    element.removeEventListener('pointerup', up);
    element.removeEventListener('pointercancel', up);
    element.removeEventListener('pointerleave', leave);
    element.removeEventListener('wheel', wheel);
    element.removeEventListener('keydown', key);
  };
}

const arrows: Record<string, readonly [number, number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** True if the key means something here. */
export function press(event: Pick<KeyboardEvent, 'key' | 'shiftKey' | 'ctrlKey'>, stage: Stage): boolean {
  const { pane, grid, view, selection } = stage;
  const { key } = event;
  if (event.ctrlKey && key !== 'Home' && key !== 'End') return false;
  const arrow = arrows[key];
  if (arrow && event.shiftKey) {
    stage.onView(panned(view, pane, grid, (-arrow[1] * pane.width) / 5, (-arrow[0] * pane.height) / 5));
    return true;
  }
  const seen = visible(view, pane, grid);
  const from = selection ?? { row: seen.row, column: seen.column };
  const choose = (row: number, column: number) => {
    const place = {
      row: Math.min(grid.rows - 1, Math.max(0, row)),
      column: Math.min(grid.columns - 1, Math.max(0, column)),
    };
    stage.onSelect(place);
    const shown = revealing(view, pane, grid, place.row, place.column);
    if (shown.row !== view.row || shown.column !== view.column) stage.onView(shown);
    return true;
  };
  if (arrow)
    return selection ? choose(from.row + arrow[0], from.column + arrow[1]) : choose(from.row, from.column);
  switch (key) {
    case '+':
    case '=':
      return zoom(stage, keyZoom);
    case '-':
    case '_':
      return zoom(stage, 1 / keyZoom);
    case '0':
      stage.onView(whole);
      return true;
    case 'Home':
      return choose(event.ctrlKey ? 0 : from.row, 0);
    case 'End':
      return choose(event.ctrlKey ? grid.rows - 1 : from.row, grid.columns - 1);
    case 'PageUp':
      return choose(from.row - seen.rows, from.column);
    case 'PageDown':
      return choose(from.row + seen.rows, from.column);
    case 'Escape':
      if (!selection) return false;
      stage.onSelect(null);
      return true;
    default:
      return false;
  }
}

/** Zooms about the chosen cell if it is seen, else about the middle. */
export function zoom(stage: Stage, factor: number): true {
  const { pane, grid, view, selection } = stage;
  const cell = cellAt(pane, grid, view);
  let x = Math.min(pane.width, grid.columns * cell.width) / 2;
  let y = Math.min(pane.height, grid.rows * cell.height) / 2;
  if (selection) {
    const chosen = {
      x: (selection.column + 0.5 - view.column) * cell.width,
      y: (selection.row + 0.5 - view.row) * cell.height,
    };
    if (chosen.x >= 0 && chosen.y >= 0 && chosen.x <= pane.width && chosen.y <= pane.height)
      ({ x, y } = chosen);
  }
  stage.onView(zoomedAt(view, pane, grid, factor, x, y));
  return true;
}
