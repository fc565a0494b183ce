/** What paints the cells: the graphics card where there is one to be had, else the canvas. */
import type { Palette } from './colour';
import { canvasPainter } from './painterCanvas';
import { webglPainter } from './painterWebgl';
import type { Scale } from './scale';
import type { Tile } from './tiles';

/** A tile and where it goes, in device pixels. */
export interface Sprite {
  readonly tile: Tile;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface Picture {
  /** Device pixels. */
  readonly width: number;
  readonly height: number;
  readonly devicePixelRatio: number;
  /** The lowest layer first. */
  readonly sprites: readonly Sprite[];
  readonly scale: Scale;
  readonly palette: Palette;
}

export interface Painter {
  readonly kind: 'webgl2' | 'canvas';
  paint(picture: Picture): void;
  dispose(): void;
}

/** `again` is called when what was painted has been lost, as after a sleep of the machine. */
export function painterFor(canvas: HTMLCanvasElement, again: () => void): Painter | null {
  return webglPainter(canvas, again) ?? canvasPainter(canvas);
}
