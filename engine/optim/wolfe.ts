/** A search along a line for a step that fulfils the strong Wolfe conditions (Nocedal and Wright 2006, ch. 3.5). */
import type { Tensor } from '../tensor/tensor';

/** A place on the line: `t` times the direction from the start. */
export interface LinePoint {
  readonly t: number;
  readonly loss: number;
  /** Flat, of all parameters. */
  readonly gradient: Tensor;
  /** The gradient along the direction. */
  readonly slope: number;
}

/** How much of the decrease that the slope promises must come, and how much of the slope may be left. */
const DECREASE = 1e-4;
const CURVATURE = 0.9;

export interface LineSearch {
  readonly evaluate: (t: number) => LinePoint;
  /** t = 0; its slope is below 0. */
  readonly start: LinePoint;
  /** The first step to try. */
  readonly first: number;
  /** Steps after the first one at most. */
  readonly tries: number;
  /** Ends once the bracket is shorter than this. */
  readonly shortest: number;
}

/** The place found, and how many were evaluated. */
export function strongWolfe(search: LineSearch): { point: LinePoint; evaluations: number } {
  const { evaluate, start, first, tries, shortest } = search;
  const tooHigh = ({ loss, t }: LinePoint) => loss > start.loss + DECREASE * t * start.slope;
  const flatEnough = ({ slope }: LinePoint) => Math.abs(slope) <= -CURVATURE * start.slope;

  let [before, point] = [start, evaluate(first)];
  let tried = 0;
  let bracketed = false;
  while (tried < tries && !bracketed) {
    if (tooHigh(point) || (tried > 1 && point.loss >= before.loss)) bracketed = true;
    else if (flatEnough(point)) return { point, evaluations: tried + 1 };
    else if (point.slope >= 0) bracketed = true;
    else {
      const least = point.t + 0.01 * (point.t - before.t);
      const t = cubicMinimum(before, point, least, 10 * point.t);
      [before, point] = [point, evaluate(t)];
      tried++;
    }
  }
  const other = bracketed ? before : start;
  let [low, high] = other.loss <= point.loss ? [other, point] : [point, other];

  // The last minimum was near an end of the bracket.
  let stalled = false;
  while (tried < tries && Math.abs(high.t - low.t) >= shortest) {
    const [left, right] = low.t < high.t ? [low.t, high.t] : [high.t, low.t];
    const margin = 0.1 * (right - left);
    let t = cubicMinimum(low, high, left, right);
    const near = Math.min(right - t, t - left) < margin;
    if (near && (stalled || t >= right || t <= left)) {
      t = Math.abs(t - right) < Math.abs(t - left) ? right - margin : left + margin;
      stalled = false;
    } else {
      stalled = near;
    }
    point = evaluate(t);
    tried++;
    if (tooHigh(point) || point.loss >= low.loss) {
      [low, high] = low.loss <= point.loss ? [low, point] : [point, low];
    } else {
      if (point.slope * (high.t - low.t) >= 0) high = low;
      low = point;
      if (flatEnough(point)) break;
    }
  }
  return { point: low, evaluations: tried + 1 };
}

/** Where the cubic through two places and their slopes is least, between `least` and `most`; else their middle. */
function cubicMinimum(a: LinePoint, b: LinePoint, least: number, most: number): number {
  const [left, right] = a.t <= b.t ? [a, b] : [b, a];
  const d1 = left.slope + right.slope - (3 * (left.loss - right.loss)) / (left.t - right.t);
  const square = d1 ** 2 - left.slope * right.slope;
  if (!(square >= 0)) return (least + most) / 2;
  const d2 = Math.sqrt(square);
  const share = (right.slope + d2 - d1) / (right.slope - left.slope + 2 * d2);
  return Math.min(Math.max(right.t - (right.t - left.t) * share, least), most);
}
