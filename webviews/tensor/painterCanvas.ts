/** The same cells without a graphics card: each tile coloured once for a scale, and drawn as an image. */
import { colourAt, type Palette } from './colour';
import type { Painter, Picture } from './painter';
import { position, type Scale } from './scale';
import type { Tile } from './tiles';

export function canvasPainter(canvas: HTMLCanvasElement): Painter | null {
  const context = canvas.getContext('2d');
  if (!context) return null;
  let images = new Map<Float32Array, { image: HTMLCanvasElement; look: string }>();
  return {
    kind: 'canvas',
    paint({ width, height, sprites, scale, palette }: Picture): void {
      context.clearRect(0, 0, width, height);
      context.imageSmoothingEnabled = false;
      const look = `${scale.kind} ${scale.low} ${scale.high} ${palette.scale.join()}`;
      const drawn: typeof images = new Map();
      for (const sprite of sprites) {
        const { values } = sprite.tile;
        const known = images.get(values);
        const image = known?.look === look ? known.image : coloured(sprite.tile, scale, palette);
        drawn.set(values, { image, look });
        context.drawImage(image, sprite.x, sprite.y, sprite.width, sprite.height);
      }
      images = drawn;
    },
    dispose(): void {
      images.clear();
    },
  };
}

function coloured({ values, width, height }: Tile, scale: Scale, palette: Palette): HTMLCanvasElement {
  const canvas = Object.assign(document.createElement('canvas'), { width, height });
  const pixels = new ImageData(width, height);
  values.forEach((value, at) => {
    const colour = Number.isFinite(value)
      ? colourAt(palette, position(scale, value))
      : Number.isNaN(value)
        ? palette.nan
        : value > 0
          ? palette.positiveInfinity
          : palette.negativeInfinity;
    pixels.data.set([...colour, 255], at * 4);
  });
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
  return canvas;
}
