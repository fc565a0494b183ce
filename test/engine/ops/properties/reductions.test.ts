import type { Tensor } from 'backstep';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexOf, laid, layout, places, plain, shapes, toPlain } from './nested';

type Reduce = (tensor: Tensor, dims: number[], keepdim: boolean) => Tensor;
const add = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** With what a plain loop makes of the elements that come together; null: it needs at least one. */
const reductions: Readonly<Record<string, [Reduce, (values: readonly number[]) => number, boolean]>> = {
  sum: [(x, dims, keepdim) => x.sum(dims, keepdim), add, false],
  amax: [(x, dims, keepdim) => x.amax(dims, keepdim), (values) => Math.max(...values), true],
  amin: [(x, dims, keepdim) => x.amin(dims, keepdim), (values) => Math.min(...values), true],
  mean: [(x, dims, keepdim) => x.mean(dims, keepdim), (values) => add(values) / values.length, false],
  any: [
    (x, dims, keepdim) => x.any(dims, keepdim),
    (values) => Number(values.some((value) => value !== 0)),
    false,
  ],
  all: [
    (x, dims, keepdim) => x.all(dims, keepdim),
    (values) => Number(values.every((value) => value !== 0)),
    false,
  ],
};

test.each(Object.keys(reductions))('%s over any axes is that of a plain loop', (name) => {
  const [op, naive, needsElements] = reductions[name];
  fc.assert(
    fc.property(
      shapes.filter((shape) => shape.length > 0),
      fc.nat({ max: 15 }),
      fc.boolean(),
      fc.boolean(),
      fc.nat({ max: 50 }),
      layout,
      (shape, chosen, keepdim, fromTheEnd, seed, { order, step }) => {
        const chosenAxes = shape.map((_, axis) => axis).filter((axis) => (chosen >> axis) % 2 === 1);
        // No axes would be all of them.
        const axes = chosenAxes.length === 0 ? [0] : chosenAxes;
        const given = plain(shape, seed);
        const own = () =>
          op(
            laid(given, order, step),
            axes.map((axis) => (fromTheEnd ? axis - shape.length : axis)),
            keepdim,
          );
        if (needsElements && axes.some((axis) => shape[axis] === 0)) {
          expect(own).toThrow('there is no element to choose');
          return;
        }
        const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
        const groups = places(kept).map((): number[] => []);
        places(shape).forEach((place, index) => {
          groups[indexOf(kept, place)].push(given.data[index]);
        });
        const result = toPlain(own());
        expect(result.shape).toEqual(keepdim ? kept : kept.filter((_, axis) => !axes.includes(axis)));
        groups.forEach((values, index) => {
          const expected = naive(values);
          if (Number.isNaN(expected)) expect(result.data[index]).toBeNaN();
          else expect(result.data[index]).toBeCloseTo(expected, 12);
        });
      },
    ),
    { numRuns: 150 },
  );
});
