/** How a view lies in a storage of `bytes` bytes, whose elements have `size` bytes. */
export interface Layout {
  readonly shape: readonly number[];
  /** In elements; 0 where one element is repeated. */
  readonly strides: readonly number[];
  /** In elements. */
  readonly offset: number;
  readonly size: number;
  readonly bytes: number;
  readonly pieces: number;
}

/** Runs of memory that are looked at one by one; more are taken for evenly spread. */
const mostRuns = 4096;

/** What part (0 … 1) a view shows of each of `pieces` pieces of its storage, which are of the same length. */
export function coverage({ shape, strides, offset, size, bytes, pieces }: Layout): number[] {
  const parts = new Array<number>(pieces).fill(0);
  if (shape.includes(0) || bytes === 0) return parts;
  const axes = shape
    .map((length, axis) => ({ length, step: strides[axis] * size }))
    .filter(({ length, step }) => length > 1 && step > 0)
    .sort((a, b) => a.step - b.step);
  // A run without gaps takes in every axis that goes on where the inner ones end.
  let run = size;
  let density = 1;
  let runs = axes.reduce((product, { length }) => product * length, 1);
  while (axes.length > 0 && (axes[0].step <= run || runs > mostRuns)) {
    const { length, step } = axes.shift() as { length: number; step: number };
    const whole = (length - 1) * step + run;
    density *= Math.min(1, (length * run) / whole);
    run = whole;
    runs /= length;
  }
  const piece = bytes / pieces;
  const add = (start: number) => {
    const end = start + run;
    for (let at = Math.floor(start / piece); at < pieces && at * piece < end; at++) {
      const shared = Math.min(end, (at + 1) * piece) - Math.max(start, at * piece);
      parts[at] = Math.min(1, parts[at] + (density * shared) / piece);
    }
  };
  const walk = (axis: number, start: number): void => {
    if (axis < 0) {
      add(start);
      return;
    }
    for (let index = 0; index < axes[axis].length; index++) walk(axis - 1, start + index * axes[axis].step);
  };
  walk(axes.length - 1, offset * size);
  return parts;
}
