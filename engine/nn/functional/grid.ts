/** Images sampled at places of a grid. */
import { noGrad } from '../../autograd/mode';
import { arange } from '../../ops/creation';
import { stack } from '../../ops/join';
import { where } from '../../ops/where';
import { fail, shapeText } from '../../tensor/errors';
import { elements } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';

/** Options of `gridSample`. */
export interface GridSampleOptions {
  /** 'bilinear' is trilinear for volumes; 'bicubic' is for images only. */
  readonly mode?: 'bilinear' | 'nearest' | 'bicubic';
  /** What lies outside: zeros, the elements at the border, or the image in a mirror. */
  readonly paddingMode?: 'zeros' | 'border' | 'reflection';
  /** Whether -1 and 1 are the centers of the outermost elements, and not their outer edges. */
  readonly alignCorners?: boolean;
}

type Padding = NonNullable<GridSampleOptions['paddingMode']>;

/** An element beside each place of the grid, and its share. */
interface Tap {
  /** Counted in elements; it may lie outside. */
  readonly place: Tensor;
  readonly weight: Tensor | null;
}

/** Places outside of [low, high] thrown back at both ends, as often as needed. */
function reflected(place: Tensor, low: number, high: number): Tensor {
  const span = high - low;
  if (span === 0) return place.mul(0);
  const distance = place.sub(low).abs();
  const flips = noGrad(() => distance.div(span).floor());
  const extra = distance.sub(noGrad(() => flips.mul(span)));
  return where(
    noGrad(() => flips.remainder(2).eq(0)),
    extra,
    extra.neg().add(span),
  ).add(low);
}

function inside(place: Tensor, size: number, paddingMode: Padding, alignCorners: boolean): Tensor {
  if (paddingMode === 'zeros') return place;
  let mirrored = place;
  if (paddingMode === 'reflection')
    mirrored = alignCorners ? reflected(place, 0, size - 1) : reflected(place, -0.5, size - 0.5);
  return placed(mirrored.clamp({ min: 0, max: size - 1 }));
}

/** With the first element for what is no place. */
function placed(place: Tensor): Tensor {
  const isPlace = noGrad(() => place.isfinite());
  return where(isPlace, place, 0);
}

/** Shares of the four elements around a place that is `t` after the second (Keys 1981, a = -0.75). */
function cubicShares(t: Tensor): Tensor[] {
  const a = -0.75;
  const near = (x: Tensor) =>
    x
      .mul(a + 2)
      .sub(a + 3)
      .mul(x)
      .mul(x)
      .add(1);
  const far = (x: Tensor) =>
    x
      .mul(a)
      .sub(5 * a)
      .mul(x)
      .add(8 * a)
      .mul(x)
      .sub(4 * a);
  const rest = t.neg().add(1);
  return [far(t.add(1)), near(t), near(rest), far(rest.add(1))];
}

/** The taps along one axis, from coordinates of -1 to 1. */
function tapsOf(
  coordinate: Tensor,
  size: number,
  { mode = 'bilinear', paddingMode = 'zeros', alignCorners = false }: GridSampleOptions,
): Tap[] {
  const exact = alignCorners
    ? coordinate.add(1).mul((size - 1) / 2)
    : coordinate.add(1).mul(size).sub(1).div(2);
  if (mode === 'bicubic') {
    const left = noGrad(() => exact.floor());
    return cubicShares(exact.sub(left)).map((weight, k) => ({
      place: noGrad(() => inside(left.add(k - 1), size, paddingMode, alignCorners)),
      weight,
    }));
  }
  const place = inside(exact, size, paddingMode, alignCorners);
  if (mode === 'nearest') return [{ place: noGrad(() => place.round()), weight: null }];
  const left = noGrad(() => place.floor());
  const share = place.sub(left);
  return [
    { place: left, weight: share.neg().add(1) },
    { place: noGrad(() => left.add(1)), weight: share },
  ];
}

/**
 * [N, C, H, W] sampled at the places of a grid [N, H', W', 2] of (x, y), -1 to 1 from edge to edge: [N, C, H', W'].
 * Volumes [N, C, D, H, W] with grids [N, D', H', W', 3] of (x, y, z) too (torch.nn.functional.grid_sample).
 */
export function gridSample(input: Tensor, grid: Tensor, options: GridSampleOptions = {}): Tensor {
  const { mode = 'bilinear', paddingMode = 'zeros' } = options;
  const axes = input.ndim - 2;
  const fits = (axes === 2 || axes === 3) && grid.ndim === input.ndim && grid.shape.at(-1) === axes;
  if (!fits || grid.shape[0] !== input.shape[0] || input.shape.slice(2).includes(0)) {
    const values = `input ${shapeText(input.shape)}, grid ${shapeText(grid.shape)}`;
    fail('gridSample', 'the shapes do not fit', values, 'give [N, C, H, W] and [N, H′, W′, 2]');
  }
  if (input.type !== grid.type || !input.isFloatingPoint()) {
    fail('gridSample', 'the dtypes differ', `${input.dtype}, ${grid.dtype}`, 'convert one with .to()');
  }
  if (!['bilinear', 'nearest', 'bicubic'].includes(mode) || (mode === 'bicubic' && axes === 3)) {
    const values = `mode '${mode}', input ${shapeText(input.shape)}`;
    fail('gridSample', 'there is no such mode', values, "give 'bilinear', 'nearest', or 'bicubic' of images");
  }
  if (!['zeros', 'border', 'reflection'].includes(paddingMode)) {
    fail('gridSample', 'there is no such paddingMode', paddingMode, "give 'zeros', 'border' or 'reflection'");
  }
  const [images, channels, ...sizes] = input.shape;
  const places = grid.shape.slice(1, -1);
  const flat = input.flatten(2);
  // The grid has x first, the image has it last.
  const taps = sizes.map((size, axis) =>
    tapsOf(grid.select(-1, axes - 1 - axis).reshape(images, 1, elements(places)), size, options),
  );
  const value = (chosen: readonly Tap[]): Tensor => {
    const { index, isInside } = noGrad(() => positionOf(chosen, sizes));
    const found = flat.gather(2, index.expand(images, channels, elements(places)));
    return chosen.reduce(
      (product, { weight }) => (weight === null ? product : product.mul(weight)),
      paddingMode === 'zeros' ? found.mul(isInside) : found,
    );
  };
  const all = taps.reduce<Tap[][]>(
    (found, own) => found.flatMap((front) => own.map((tap) => [...front, tap])),
    [[]],
  );
  const sum = all.map(value).reduce((total, each) => total.add(each));
  return sum.reshape(images, channels, ...places);
}

/** Row-major positions of elements, at the edge for those outside, and 1 for those inside. */
function positionOf(taps: readonly Tap[], sizes: readonly number[]): { index: Tensor; isInside: Tensor } {
  return taps.reduce<{ index: Tensor; isInside: Tensor } | null>((before, { place }, axis) => {
    const size = sizes[axis];
    const near = place.clamp({ min: 0, max: size - 1 });
    const isInside = near.eq(place).to(place.dtype);
    const index = placed(near).to('int64');
    if (before === null) return { index, isInside };
    return { index: before.index.mul(size).add(index), isInside: before.isInside.mul(isInside) };
  }, null) as { index: Tensor; isInside: Tensor };
}

/**
 * The grid that `gridSample` turns an image of the given size ([N, C, H, W]) with: affine maps [N, 2, 3] to
 * [N, H, W, 2]; [N, 3, 4] and [N, C, D, H, W] to [N, D, H, W, 3] (torch.nn.functional.affine_grid).
 */
export function affineGrid(
  theta: Tensor,
  size: readonly number[],
  { alignCorners = false }: { readonly alignCorners?: boolean } = {},
): Tensor {
  const axes = size.length - 2;
  const fits = theta.ndim === 3 && theta.shape[0] === size[0];
  if (!fits || (axes !== 2 && axes !== 3) || theta.shape[1] !== axes || theta.shape[2] !== axes + 1) {
    const values = `theta ${shapeText(theta.shape)}, size ${shapeText(size)}`;
    fail('affineGrid', 'the shapes do not fit', values, 'give [N, 2, 3] and [N, C, H, W]');
  }
  const sizes = size.slice(2);
  const base = noGrad(() => {
    const { dtype } = theta;
    const lines = sizes.map((each, axis) => {
      const places = arange(each, { dtype })
        .mul(2)
        .sub(each - 1);
      const line = places.div(Math.max(alignCorners ? each - 1 : each, 1));
      return line.reshape(sizes.map((_, other) => (other === axis ? each : 1))).expand(sizes);
    });
    const one = lines[0].mul(0).add(1);
    return stack([...lines.reverse(), one], -1).reshape(elements(sizes), axes + 1);
  });
  return base.matmul(theta.transpose(1, 2)).reshape(size[0], ...sizes, axes);
}
