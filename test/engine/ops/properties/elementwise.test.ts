import { type Tensor, tensor, where } from 'backstep';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexOf, laid, layout, type Plain, places, plain, shapes, toPlain } from './nested';

const binary: Readonly<Record<string, [(a: Tensor, b: Tensor) => Tensor, (a: number, b: number) => number]>> =
  {
    add: [(a, b) => a.add(b), (a, b) => a + b],
    sub: [(a, b) => a.sub(b), (a, b) => a - b],
    mul: [(a, b) => a.mul(b), (a, b) => a * b],
    maximum: [(a, b) => a.maximum(b), Math.max],
    lt: [(a, b) => a.lt(b), (a, b) => Number(a < b)],
    where: [(a, b) => where(a.gt(0), a, b), (a, b) => (a > 0 ? a : b)],
  };

/** The shape that both are repeated to; null where there is none. */
function broadcast(a: readonly number[], b: readonly number[]): number[] | null {
  const axes = Math.max(a.length, b.length);
  const sizes = Array.from({ length: axes }, (_, axis) => {
    const left = a[axis - axes + a.length] ?? 1;
    const right = b[axis - axes + b.length] ?? 1;
    if (left === right || right === 1) return left;
    return left === 1 ? right : Number.NaN;
  });
  return sizes.some(Number.isNaN) ? null : sizes;
}

/** Two shapes, mostly such as can be broadcast: axes of one become 1 or are left out. */
const pairs = fc
  .record({
    shape: shapes,
    ones: fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
    drop: fc.nat({ max: 4 }),
    other: shapes,
    wild: fc.nat({ max: 9 }),
  })
  .map(({ shape, ones, drop, other, wild }): [number[], number[]] => {
    if (wild === 0) return [shape, other];
    const second = shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(drop);
    return wild % 2 === 0 ? [shape, second] : [second, shape];
  });

test.each(Object.keys(binary))('%s broadcasts its operands as a plain loop does', (name) => {
  const [op, scalar] = binary[name];
  fc.assert(
    fc.property(pairs, fc.nat({ max: 100 }), layout, layout, ([left, right], seed, first, second) => {
      const [a, b] = [plain(left, seed), plain(right, seed + 3)];
      const own = () => op(laid(a, first.order, first.step), laid(b, second.order, second.step));
      const shape = broadcast(left, right);
      if (shape === null) {
        expect(own).toThrow(/sizes \d and \d of axis \d differ|broadcast/);
        return;
      }
      const data = places(shape).map(
        (place) => scalar(a.data[indexOf(left, place)], b.data[indexOf(right, place)]) + 0,
      );
      expect(toPlain(own())).toEqual({ shape, data } satisfies Plain);
    }),
    { numRuns: 150 },
  );
});

test('writing into a tensor in place repeats the other operand, and never the tensor', () => {
  fc.assert(
    fc.property(pairs, fc.nat({ max: 100 }), layout, layout, ([left, right], seed, first, second) => {
      const [a, b] = [plain(left, seed), plain(right, seed + 3)];
      const target = laid(a, first.order, first.step);
      const shape = broadcast(left, right);
      if (shape === null || String(shape) !== String(left)) {
        expect(() => target.add_(laid(b, second.order, second.step))).toThrow(/differ|broadcast/);
        expect(toPlain(target)).toEqual(a);
        return;
      }
      target.add_(laid(b, second.order, second.step));
      const data = places(shape).map((place) => a.data[indexOf(left, place)] + b.data[indexOf(right, place)]);
      expect(toPlain(target)).toEqual({ shape, data });
    }),
    { numRuns: 200 },
  );
});

test('a number that is NaN is an operand like any other', () => {
  const x = tensor([2, 3], { dtype: 'float32' });
  const results = [x.add(Number.NaN), x.mul(Number.NaN), x.pow(Number.NaN), x.clone().sub_(Number.NaN)];
  for (const result of results) expect(result.tolist()).toEqual([Number.NaN, Number.NaN]);
  expect(x.ne(Number.NaN).tolist()).toEqual([true, true]);
});
