/** A small picture of a tensor, in the colours of the tensor panel. No editor here. */
import { colourAt, paletteOf } from '../../webviews/tensor/colour';
import { position, scaleOf } from '../../webviews/tensor/scale';
import type { CustomRequests } from '../debug/requests';
import type { Ask } from '../panels/view';
import { png } from './png';

/** The picture at most, in pixels. */
const widest = 256;
const highest = 128;
/** A cell at most, in pixels. */
const largestCell = 24;
/** A cell is at most so many times longer than it is short; a picture of one row is so high anyway. */
const longestCell = 6;
const strip = 12;

export interface Thumbnail {
  /** `data:image/png;base64,…` */
  readonly address: string;
  readonly width: number;
  readonly height: number;
  /** What it shows, for those who do not see it. */
  readonly words: string;
}

/** Of the last two axes at the first index of the others; null for what has nothing to show, such as a number. */
export async function thumbnail(
  ask: Ask,
  target: CustomRequests['backstep/tensor']['arguments'],
  isDark: boolean,
): Promise<Thumbnail | null> {
  const { tensor } = await ask('backstep/tensor', target);
  const { handle, shape, statistics } = tensor;
  if (shape.length === 0 || shape.includes(0)) return null;
  const columns = shape[shape.length - 1];
  const rows = shape.length > 1 ? shape[shape.length - 2] : 1;
  const height = Math.min(rows, highest);
  const width = Math.min(columns, widest);
  const { values } = await ask('backstep/tile', {
    handle,
    tile: {
      rowAxis: shape.length > 1 ? shape.length - 2 : null,
      columnAxis: shape.length - 1,
      indices: shape.map(() => 0),
      row: 0,
      column: 0,
      rows,
      columns,
      height,
      width,
    },
  });
  const bytes = Buffer.from(values, 'base64');
  const pixels = new Float32Array(new Uint8Array(bytes).buffer);
  const room = { width: Math.floor(widest / width), height: Math.floor(highest / height) };
  const cell = {
    width: Math.min(room.width, largestCell, room.height * longestCell),
    height: Math.min(room.height, largestCell, Math.max(room.width * longestCell, strip)),
  };
  const picture = { width: width * cell.width, height: height * cell.height };
  const colours = coloursOf(pixels, statistics, isDark);
  const rgb = new Uint8Array(picture.width * picture.height * 3);
  for (let y = 0; y < picture.height; y++) {
    for (let x = 0; x < picture.width; x++) {
      const from = 3 * (Math.floor(y / cell.height) * width + Math.floor(x / cell.width));
      rgb.set(colours.subarray(from, from + 3), 3 * (y * picture.width + x));
    }
  }
  const shown = shape.length > 2 ? `, [${shape.slice(0, -2).fill(0).join(', ')}] of the first axes` : '';
  const words = `Heat map of ${rows} × ${columns} values${shown}`;
  const image = png(picture.width, picture.height, rgb).toString('base64');
  return { address: `data:image/png;base64,${image}`, ...picture, words };
}

/** Zero is near the background: these are the usual ones of dark and light themes. */
const themes = {
  dark: { dark: true, background: [31, 31, 31], foreground: [204, 204, 204] },
  light: { dark: false, background: [255, 255, 255], foreground: [59, 59, 59] },
} as const;

function coloursOf(
  values: Float32Array,
  { min, max }: { min: number; max: number },
  isDark: boolean,
): Uint8Array {
  const scale = scaleOf(min ?? Number.NaN, max ?? Number.NaN);
  const palette = paletteOf(scale.kind, themes[isDark ? 'dark' : 'light']);
  const colours = new Uint8Array(values.length * 3);
  values.forEach((value, index) => {
    const colour = Number.isNaN(value)
      ? palette.nan
      : value === Number.POSITIVE_INFINITY
        ? palette.positiveInfinity
        : value === Number.NEGATIVE_INFINITY
          ? palette.negativeInfinity
          : colourAt(palette, position(scale, value));
    colours.set(colour, index * 3);
  });
  return colours;
}
