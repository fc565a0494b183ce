/** Differences of neighbours along an axis, and what is under a curve. */
import { bool } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { zeros } from './creation';
import { dispatch, requireTensor } from './dispatch';
import { cat } from './join';
import { methods } from './methods';
import { requireOptions } from './options';
import { define } from './row';

interface Along {
  readonly dim: number;
}

/** All but the last element along an axis, and all but the first. */
function neighbours(input: Tensor, dim: number): [Tensor, Tensor] {
  const count = Math.max(input.shape[dim] - 1, 0);
  return [input.narrow(dim, 0, count), input.narrow(dim, Math.min(1, input.shape[dim]), count)];
}

const diffRow = define('diff', {
  operands: ['input'],
  composed: true,
  forward: ([input]: readonly [Tensor], { dim }: Along) => {
    const [before, after] = neighbours(input, dim);
    return input.type === bool ? after.logicalXor(before) : after.sub(before);
  },
  gradient: {
    input: ({ grad, inputShape, dim }) => {
      if (inputShape[dim] === 0) return zeros(inputShape, { dtype: grad.dtype });
      const edge = zeros(
        inputShape.map((size, axis) => (axis === dim ? 1 : size)),
        { dtype: grad.dtype },
      );
      return cat([edge, grad], dim).sub(cat([grad, edge], dim));
    },
  },
});

/** Options of `diff`. */
export interface DiffOptions {
  /** How often differences are taken; 1 by default. */
  readonly n?: number;
  /** -1, the last, by default. */
  readonly dim?: number;
  /** What comes before the first element. */
  readonly prepend?: Tensor;
  /** What comes after the last element. */
  readonly append?: Tensor;
}

/** Each element less the one before it; of bools, whether they differ (torch.diff). */
export function diff(input: Tensor, options: DiffOptions = {}): Tensor {
  requireTensor('diff', 'the input', input);
  requireOptions('diff', options, '{ n: 2 }');
  const { n = 1, dim = -1, prepend, append } = options;
  if (input.ndim === 0)
    fail('diff', 'the tensor has no axes', shapeText(input.shape), 'give one of at least one');
  if (!Number.isInteger(n) || n < 0)
    fail('diff', 'n is no number of times', String(n), 'give an integer of at least 0');
  const axis = axisOf('diff', dim, input.ndim);
  const parts = [prepend, input, append].filter((part) => part !== undefined);
  let values = parts.length === 1 ? input : cat(parts, axis);
  for (let step = 0; step < n; step++) values = dispatch(diffRow, [values], { dim: axis });
  return values;
}

/** Options of `trapezoid`. */
export interface TrapezoidOptions {
  /** Places of the values, increasing: of the shape of `y`, or of its axis `dim` alone. */
  readonly x?: Tensor;
  /** Distance between two values where there is no x; 1 by default. */
  readonly dx?: number;
  /** -1, the last, by default. */
  readonly dim?: number;
}

/** What is under the curve between each two neighbours. */
function areas(op: string, y: Tensor, options: TrapezoidOptions): Tensor {
  requireTensor(op, 'y', y);
  requireOptions(op, options, '{ x } or { dx: 0.5 }');
  const { x, dx = 1, dim = -1 } = options;
  if (y.ndim === 0) fail(op, 'the tensor has no axes', shapeText(y.shape), 'give one of at least one');
  const axis = axisOf(op, dim, y.ndim);
  const floats = y.isFloatingPoint() ? y : y.float();
  const [before, after] = neighbours(floats, axis);
  const heights = before.add(after).div(2);
  if (x === undefined) return heights.mul(dx);
  if (x.ndim !== 1) return heights.mul(x.diff({ dim: axis - y.ndim }));
  if (x.shape[0] !== y.shape[axis]) {
    const shapes = `x ${shapeText(x.shape)}, y ${shapeText(y.shape)} along axis ${axis}`;
    fail(op, 'there is not one place for each value', shapes, 'give x as many elements as the axis');
  }
  // Axes behind the one that x has.
  return heights.mul(x.diff().reshape(-1, ...y.shape.slice(axis + 1).map(() => 1)));
}

/** ∫ y dx along `dim` by the trapezoidal rule; integers become float32 (torch.trapezoid). */
export function trapezoid(y: Tensor, options: TrapezoidOptions = {}): Tensor {
  return areas('trapezoid', y, options).sum(options.dim ?? -1);
}

export { trapezoid as trapz };

/** As {@link trapezoid}, up to each element but the first (torch.cumulative_trapezoid). */
export function cumulativeTrapezoid(y: Tensor, options: TrapezoidOptions = {}): Tensor {
  return areas('cumulativeTrapezoid', y, options).cumsum(options.dim ?? -1);
}

/** Options of `gradient`. */
export interface GradientOptions {
  /**
   * The distance between neighbours, for all axes or for each of `dim`; or the places along each axis, one tensor
   * of one axis each. 1 by default.
   */
  readonly spacing?: number | readonly (number | Tensor)[];
  /** Axes to differentiate along; all by default. */
  readonly dim?: number | readonly number[];
  /** Order of the estimate at both ends, 1 (default) or 2. */
  readonly edgeOrder?: 1 | 2;
}

/** Estimates the partial derivatives of samples by central differences, one tensor an axis (torch.gradient). */
export function gradient(input: Tensor, options: GradientOptions = {}): Tensor[] {
  requireTensor('gradient', 'the input', input);
  requireOptions('gradient', options, '{ spacing: 0.5 }');
  const { spacing = 1, dim, edgeOrder = 1 } = options;
  const dims = (dim === undefined ? input.shape.map((_, axis) => axis) : [dim].flat()).map((each) =>
    axisOf('gradient', each, input.ndim),
  );
  const spacings = Array.isArray(spacing) ? spacing : dims.map(() => spacing as number);
  if (spacings.length !== dims.length) {
    const counts = `${spacings.length} for ${dims.length} axes`;
    fail('gradient', 'there is not one spacing for each axis', counts, 'give one number, or one for each');
  }
  if (edgeOrder !== 1 && edgeOrder !== 2)
    fail('gradient', 'there is no such order at the ends', String(edgeOrder), 'give 1 or 2');
  const floats = input.isFloatingPoint() ? input : input.float();
  return dims.map((axis, which) => alongAxis(floats, axis, spacings[which], edgeOrder));
}

/** The derivative along one axis, with weights for uneven places (Quarteroni, Sacco & Saleri, 10.10). */
function alongAxis(input: Tensor, dim: number, spacing: number | Tensor, edgeOrder: 1 | 2): Tensor {
  const size = input.shape[dim];
  if (size < edgeOrder + 1) {
    const shape = `${shapeText(input.shape)} along axis ${dim}`;
    fail('gradient', 'the axis is too short', shape, `give it at least ${edgeOrder + 1} elements`);
  }
  const part = (from: number, count: number) => input.narrow(dim, from, count);
  const steps = stepsOf(input, dim, spacing);
  const step = (from: number, count: number) => steps.narrow(dim, from, count);
  const inner = size - 2;
  const [first, last] = [0, size - 2].map((at) =>
    part(at + 1, 1)
      .sub(part(at, 1))
      .div(step(at, 1)),
  );
  const middle: Tensor[] = [];
  if (inner > 0) {
    const [h, k] = [step(0, inner), step(1, inner)];
    const [a, b, c] = [part(0, inner), part(1, inner), part(2, inner)];
    // ((b - a) k / h + (c - b) h / k) / (h + k)
    middle.push(
      b
        .sub(a)
        .mul(k.div(h))
        .add(c.sub(b).mul(h.div(k)))
        .div(h.add(k)),
    );
  }
  if (edgeOrder === 1) return cat([first, ...middle, last], dim);
  // The parabola through three points, at its outermost.
  const outer = (near: Tensor, far: Tensor, h: Tensor, k: Tensor) =>
    near.add(near.sub(far).mul(h.div(h.add(k))));
  const second = part(2, 1).sub(part(1, 1)).div(step(1, 1));
  const secondLast = part(size - 2, 1)
    .sub(part(size - 3, 1))
    .div(step(size - 3, 1));
  return cat(
    [
      outer(first, second, step(0, 1), step(1, 1)),
      ...middle,
      outer(last, secondLast, step(size - 2, 1), step(size - 3, 1)),
    ],
    dim,
  );
}

/** Distances between neighbours, in a shape that broadcasts with the input. */
function stepsOf(input: Tensor, dim: number, spacing: number | Tensor): Tensor {
  const shape = input.shape.map((_, axis) => (axis === dim ? input.shape[dim] - 1 : 1));
  if (!(spacing instanceof Tensor)) return zeros(shape, { dtype: input.dtype }).add(spacing);
  if (spacing.ndim !== 1 || spacing.shape[0] !== input.shape[dim]) {
    const shapes = `${shapeText(spacing.shape)} for axis ${dim} of ${shapeText(input.shape)}`;
    fail('gradient', 'there is not one place for each element', shapes, 'give a tensor of one axis, as long');
  }
  return spacing.diff().to(input.dtype).reshape(shape);
}

methods({ diff });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Each element less the one before it. */
    diff(options?: DiffOptions): Tensor;
  }
}
