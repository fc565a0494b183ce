import { tensor } from '../../ops/data';
import { indexSelect } from '../../ops/select';
import { where } from '../../ops/where';
import type { Tensor } from '../../tensor/tensor';
import { rounded, sizesOf } from './transform';

interface Turn {
  readonly interpolation?: 'nearest' | 'bilinear';
  readonly expand?: boolean;
  readonly center?: readonly [number, number];
  readonly fill?: number;
}

/** An image turned counter-clockwise by an angle in degrees (torchvision.transforms.functional.rotate). */
export function rotated(
  image: Tensor,
  angle: number,
  { interpolation = 'nearest', expand = false, center, fill = 0 }: Turn,
): Tensor {
  const { height, width } = sizesOf('RandomRotation', image);
  const radians = (-angle * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  // From the middle of the image to the point that stays.
  const [cx, cy] = center ? [center[0] - width / 2, center[1] - height / 2] : [0, 0];
  const shiftX = -cos * cx - sin * cy + cx;
  const shiftY = sin * cx - cos * cy + cy;
  const [outWidth, outHeight] = expand
    ? expandedSize(width, height, cos, sin, shiftX, shiftY)
    : [width, height];
  const places = { x: new Float64Array(outHeight * outWidth), y: new Float64Array(outHeight * outWidth) };
  // In the image's floats and in torchvision's order: that decides where a place lies in the middle of two pixels.
  const f = image.dtype === 'float64' ? (value: number) => value : Math.fround;
  const place = (size: number, byX: number, byY: number, shift: number) => {
    const half = f(size / 2);
    const [ax, ay, a0] = [f(f(byX) / half), f(f(byY) / half), f(f(shift) / half)];
    return (x: number, y: number) => {
      const fraction = f(f(f(x * ax) + f(y * ay)) + a0);
      return f(f(f(f(fraction + 1) * size) - 1) / 2);
    };
  };
  const placeX = place(width, cos, sin, shiftX);
  const placeY = place(height, -sin, cos, shiftY);
  for (let row = 0, at = 0; row < outHeight; row++) {
    for (let column = 0; column < outWidth; column++, at++) {
      const x = column + 0.5 - outWidth / 2;
      const y = row + 0.5 - outHeight / 2;
      places.x[at] = placeX(x, y);
      places.y[at] = placeY(x, y);
    }
  }
  const flat = image.reshape([-1, height * width]);
  const made = interpolation === 'nearest' ? nearest(flat, places) : bilinear(flat, places);
  return made.reshape([...image.shape.slice(0, -2), outHeight, outWidth]);

  function nearest(pixels: Tensor, { x, y }: typeof places): Tensor {
    const columns = x.map(rounded);
    const rows = y.map(rounded);
    const { values, inside } = taken(pixels, columns, rows);
    return where(inside, values, tensor(fill, { dtype: image.dtype }));
  }

  function bilinear(pixels: Tensor, { x, y }: typeof places): Tensor {
    const dtype = image.isFloatingPoint() ? image.dtype : 'float32';
    const [left, top] = [x.map(Math.floor), y.map(Math.floor)];
    let sum: Tensor | null = null;
    let share: Tensor | null = null;
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ]) {
      const weight = x.map(
        (_, i) => (1 - Math.abs(x[i] - left[i] - dx)) * (1 - Math.abs(y[i] - top[i] - dy)),
      );
      const { values, inside } = taken(
        pixels,
        left.map((value) => value + dx),
        top.map((value) => value + dy),
      );
      const weights = tensor(weight, { dtype }).mul(inside.to(dtype));
      const part = values.to(dtype).mul(weights);
      sum = sum ? sum.add(part) : part;
      share = share ? share.add(weights) : weights;
    }
    // As torchvision: what is partly beyond the image counts by its share twice.
    const blended = sum!.mul(share!).add(share!.neg().add(1).mul(fill));
    return image.isFloatingPoint() ? blended : blended.round().to(image.dtype);
  }

  /** The pixels at places, and which places are in the image. */
  function taken(pixels: Tensor, columns: Float64Array, rows: Float64Array) {
    const isIn = (i: number) => columns[i] >= 0 && columns[i] < width && rows[i] >= 0 && rows[i] < height;
    const indices = BigInt64Array.from({ length: columns.length }, (_, i) =>
      isIn(i) ? BigInt(rows[i] * width + columns[i]) : 0n,
    );
    const inside = Uint8Array.from({ length: columns.length }, (_, i) => Number(isIn(i)));
    const values = indexSelect(pixels, 1, tensor(indices, { dtype: 'int64' }));
    return { values, inside: tensor(inside).to('bool') };
  }
}

/** Width and height that hold all of a turned image. */
function expandedSize(
  width: number,
  height: number,
  cos: number,
  sin: number,
  shiftX: number,
  shiftY: number,
): readonly [number, number] {
  const corners = [
    [-1, -1],
    [-1, 1],
    [1, 1],
    [1, -1],
  ].map(([x, y]) => [(x * width) / 2, (y * height) / 2]);
  const extent = (values: readonly number[], middle: number) => {
    // What is smaller than a ten-thousandth of a pixel is rounding.
    const exact = (value: number) => Math.trunc((value + middle) / 1e-4) * 1e-4;
    return Math.ceil(exact(Math.max(...values))) - Math.floor(exact(Math.min(...values)));
  };
  return [
    extent(
      corners.map(([x, y]) => cos * x + sin * y + shiftX),
      width / 2,
    ),
    extent(
      corners.map(([x, y]) => -sin * x + cos * y + shiftY),
      height / 2,
    ),
  ];
}
