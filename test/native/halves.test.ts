/** Kernels on 16-bit floats, which they see as float32 (core/narrow.cc). */
import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';
import { layouts, seeds, shapes, values } from './arbitrary';
import { call, type Half, type Layout, type Placed, place, read, releaseAll } from './rig';

const halves: readonly Half[] = ['float16', 'bfloat16'];
const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

/** float32 values as 16-bit floats, in any layout. */
function rounded(dtype: Half, shape: readonly number[], given: readonly number[], layout: Layout): Placed {
  const bits = read(call('copy', { fresh: dtype, shape }, [place('float32', shape, given)]));
  return place(dtype, shape, bits, layout);
}

const widened = (x: Placed): Placed => call('copy', { fresh: 'float32', shape: x.shape }, [x]);
/** The bits of what float32 gives, rounded. */
const bitsOf = (dtype: Half, wide: Placed): number[] =>
  read(call('copy', { fresh: dtype, shape: wide.shape }, [wide]));

const drawn = shapes({ most: 4 }).chain((shape) =>
  fc.record({
    shape: fc.constant(shape),
    a: layouts(shape.length, true),
    b: layouts(shape.length, true),
    to: layouts(shape.length, false),
    form: fc.constantFrom('fresh', 'strided', 'in place'),
    seed: seeds,
  }),
);

describe.each(halves)('kernels on %s', (dtype) => {
  afterEach(releaseAll);

  it.each(['add', 'mul', 'maximum'])('%s gives what float32 gives, rounded once', (kernel) => {
    fc.assert(
      fc.property(drawn, ({ shape, a, b, to, form, seed }) => {
        const some = (more: number) => values('float32', size(shape), seed + more);
        const x = rounded(dtype, shape, some(0), form === 'in place' ? to : a);
        const y = rounded(dtype, shape, some(1), b);
        const wide = call(kernel, { fresh: 'float32', shape }, [widened(x), widened(y)]);
        const fresh = { fresh: dtype, shape };
        const output = form === 'fresh' ? fresh : form === 'strided' ? rounded(dtype, shape, some(2), to) : x;
        expect(read(call(kernel, output, [x, y]))).toEqual(bitsOf(dtype, wide));
        releaseAll();
      }),
      { numRuns: 60 },
    );
  });

  it('give the same in blocks, where there are many elements', () => {
    for (const [shape, layout] of [
      [[40_000], {}],
      [[300, 150], { order: [1, 0] }],
      [[3, 20_000], { steps: [1, 0] }],
      [[2, 3, 7000], { steps: [2, -1, 1] }],
      [[35_000, 1, 2], { order: [2, 0, 1], offset: 3 }],
    ] as const) {
      const x = rounded(dtype, shape, values('float32', size(shape), 7), layout);
      const y = rounded(dtype, shape, values('float32', size(shape), 8), {});
      const wide = bitsOf(dtype, call('sub', { fresh: 'float32', shape }, [widened(x), widened(y)]));
      expect(read(call('sub', { fresh: dtype, shape }, [x, y]))).toEqual(wide);
      const product = call('mul', { fresh: 'float32', shape }, [
        widened(x),
        { scalar: 'float32', value: 0.1 },
      ]);
      const times = { scalar: dtype, value: 0.1 } as const;
      expect(read(call('mul', { fresh: dtype, shape }, [x, times]))).toEqual(bitsOf(dtype, product));
      expect(read(call('lt', { fresh: 'bool', shape }, [x, y]))).toEqual(
        read(call('lt', { fresh: 'bool', shape }, [widened(x), widened(y)])),
      );
      expect(read(call('sub', y, [x, y]))).toEqual(wide);
    }
    const line = rounded(dtype, [40_000], values('float32', 40_000, 9, false), {});
    const backwards: Placed = { ...line, strides: [-1], offset: 39_999 };
    const sum = call('add', { fresh: 'float32', shape: [40_000] }, [widened(line), widened(backwards)]);
    const bits = bitsOf(dtype, sum);
    expect(read(call('add', line, [line, backwards]))).toEqual(bits);
  });

  it('compare, reduce, and take numbers and indices', () => {
    const shape = [3, 5];
    const x = rounded(dtype, shape, values('float32', 15, 3, false), { order: [1, 0] });
    const wide = widened(x);
    const y = call('neg', { fresh: dtype, shape }, [x]);
    expect(read(call('lt', { fresh: 'bool', shape }, [x, y]))).toEqual(
      read(call('lt', { fresh: 'bool', shape }, [wide, widened(y)])),
    );
    for (const kernel of ['sum', 'max', 'mean']) {
      const out = { fresh: dtype, shape: [1, 5] } as const;
      const sum = call(kernel, { fresh: 'float32', shape: [1, 5] }, [wide], [1]);
      expect(read(call(kernel, out, [x], [1]))).toEqual(bitsOf(dtype, sum));
    }
    const tenth = { scalar: dtype, value: 0.1 } as const;
    // As PyTorch: a factor keeps its digits, an addend does not.
    const product = call('mul', { fresh: 'float32', shape }, [wide, { scalar: 'float32', value: 0.1 }]);
    expect(read(call('mul', { fresh: dtype, shape }, [x, tenth]))).toEqual(bitsOf(dtype, product));
    const [round] = read(widened(rounded(dtype, [1], [0.1], {})));
    const sum = call('add', { fresh: 'float32', shape }, [wide, { scalar: 'float32', value: round }]);
    expect(read(call('add', { fresh: dtype, shape }, [x, tenth]))).toEqual(bitsOf(dtype, sum));
    const index = place('int64', [3, 1], [4, 0, 2]);
    const ones = rounded(dtype, [3, 1], [1, 1, 1], {});
    const target = rounded(dtype, shape, Array(15).fill(1.5), {});
    call('scatterAdd', target, [index, ones], [1]);
    const added = Array.from({ length: 15 }, (_, k) => ([4, 5, 12].includes(k) ? 2.5 : 1.5));
    expect(read(target)).toEqual(read(rounded(dtype, shape, added, {})));
  });

  it('read and write memory that overlaps as if the inputs had been copied first', () => {
    const given = values('float32', 40, 5, false);
    const x = rounded(dtype, [40], given, {});
    const backwards: Placed = { ...x, strides: [-1], offset: 39 };
    const wide = call('add', { fresh: 'float32', shape: [40] }, [widened(x), widened(backwards)]);
    const bits = bitsOf(dtype, wide);
    expect(read(call('add', x, [x, backwards]))).toEqual(bits);
  });

  it('give their working memory back, also where they fail', () => {
    const x = rounded(dtype, [5], [1, 2, 3, 4, 5], {});
    const wrong = place('int64', [1], [9]);
    const one = rounded(dtype, [1], [1], {});
    const before = native.memory();
    expect(() => call('scatterAdd', x, [wrong, one], [0])).toThrow('index 9 is out of range');
    call('exp', x, [x]);
    expect(native.memory()).toMatchObject({ bytes: before.bytes, storages: before.storages });
    const [bits] = read(rounded(dtype, [1], [Math.E], {}));
    expect(read(x)[0]).toBe(bits);
  });

  it('refuse an output that repeats its elements', () => {
    const repeated = rounded(dtype, [3], [1, 1, 1], { steps: [0] });
    const x = rounded(dtype, [3], [1, 2, 3], {});
    expect(() => call('neg', repeated, [x])).toThrow('neg: the output of shape [3] repeats its elements');
  });

  it('of integers do not take them', () => {
    const x = rounded(dtype, [3], [1, 0, 1], {});
    expect(() => call('logicalAnd', { fresh: 'bool', shape: [3] }, [x, x])).toThrow(
      'logicalAnd: no kernel for',
    );
  });
});
