import { type Tensor, tensor } from 'backstep';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { count, places, toPlain } from './nested';

/** A view as plain JavaScript has it: which element of the base each of its own is. */
interface View {
  readonly shape: readonly number[];
  readonly from: readonly number[];
}

interface Step {
  readonly kind: number;
  readonly a: number;
  readonly b: number;
}

/** The next view, of the tensor and of the plain one; by numbers that mean something for any shape. */
function follow(own: Tensor, view: View, { kind, a, b }: Step): [Tensor, View] {
  const { shape, from } = view;
  const axes = shape.length;
  const pick = (next: readonly number[], place: (at: readonly number[]) => number[]): View => ({
    shape: next,
    from: places(next).map((at) => {
      const old = place(at);
      return from[shape.reduce((index, size, axis) => index * size + old[axis], 0)];
    }),
  });
  if (kind === 0 || axes === 0) {
    const axis = a % (axes + 1);
    return [own.unsqueeze(axis), { shape: [...shape.slice(0, axis), 1, ...shape.slice(axis)], from }];
  }
  const axis = a % axes;
  const size = shape[axis];
  if (kind === 1) {
    const other = b % axes;
    const swap = <T>(list: readonly T[]): T[] =>
      list.map((each, at) => (at === axis ? list[other] : at === other ? list[axis] : each));
    return [own.transpose(axis, other - axes), pick(swap(shape), swap)];
  }
  if (kind === 2) {
    const start = b % (size + 1);
    const step = 1 + (b % 3);
    const length = Math.ceil((size - start) / step);
    const next = shape.map((each, at) => (at === axis ? length : each));
    return [
      own.slice(axis, start - (size > start ? size : 0), size, step),
      pick(next, (at) => at.map((each, place) => (place === axis ? start + each * step : each))),
    ];
  }
  if (kind === 3 && size > 0) {
    const index = b % size;
    const next = shape.filter((_, at) => at !== axis);
    return [
      own.select(axis, index - size),
      pick(next, (at) => [...at.slice(0, axis), index, ...at.slice(axis)]),
    ];
  }
  if (kind === 4) {
    const flat = [-1, ...shape.slice(2)];
    if (axes < 2 || count(shape) === 0) return [own, view];
    return [own.reshape(flat), { shape: [shape[0] * shape[1], ...shape.slice(2)], from }];
  }
  if (kind === 5) {
    const order = shape.map((_, at) => (at + b) % axes);
    const back = order.map((_, at) => order.indexOf(at));
    return [
      own.permute(order),
      pick(
        order.map((at) => shape[at]),
        (at) => back.map((each) => at[each]),
      ),
    ];
  }
  if (kind === 6) {
    const sizes = [1 + (b % 2), ...shape];
    return [own.expand(sizes), pick(sizes, (at) => at.slice(1))];
  }
  return [own, view];
}

const base = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 3 });
const steps = fc.array(
  fc.record({ kind: fc.nat({ max: 6 }), a: fc.nat({ max: 20 }), b: fc.nat({ max: 20 }) }),
  { maxLength: 5 },
);

function start(shape: readonly number[]): [Tensor, View] {
  const from = Array.from({ length: count(shape) }, (_, index) => index);
  return [tensor(from, { dtype: 'float64' }).reshape(shape), { shape, from }];
}

test('any chain of views has the elements that it says', () => {
  fc.assert(
    fc.property(base, steps, (shape, chain) => {
      let [own, view] = start(shape);
      for (const step of chain) [own, view] = follow(own, view, step);
      expect(toPlain(own)).toEqual({ shape: view.shape, data: view.from });
    }),
    { numRuns: 500 },
  );
});

test('what is written through a chain of views is in the base, and nothing else is', () => {
  fc.assert(
    fc.property(base, steps, (shape, chain) => {
      const [whole, all] = start(shape);
      let [own, view] = [whole, all];
      for (const step of chain) [own, view] = follow(own, view, step);
      // A copy, where the elements had no such view; and nothing to write to.
      if (own.storage !== whole.storage || view.from.length === 0) return;
      const repeats = new Set(view.from).size < view.from.length;
      if (repeats) {
        expect(() => own.add_(100)).toThrow('several elements share one place in memory');
        return;
      }
      own.add_(100);
      expect(toPlain(whole).data).toEqual(
        all.from.map((each) => (view.from.includes(each) ? each + 100 : each)),
      );
    }),
    { numRuns: 500 },
  );
});
