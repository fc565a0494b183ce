import fc from 'fast-check';
import { expect } from 'vitest';
import { layouts, seeds, values } from '../arbitrary';
import { call, type Dtype, type Layout, place, read, releaseAll, size } from '../rig';
import { type Case, type Cases, fractions } from './case';
import { indices, positionOf } from './reductions';

/** A number for each spatial axis of a convolution or of windows. */
interface Axes {
  readonly kernel: number[];
  readonly stride: number[];
  readonly padding: number[];
  readonly dilation: number[];
  readonly input: number[];
  readonly output: number[];
}

const between = (min: number, max: number) => fc.integer({ min, max });

/** One to three axes; sizes that agree, or with `loose` any sizes at all. */
const axesOf = (loose: boolean, widest: number): fc.Arbitrary<Axes> =>
  fc
    .array(
      fc.record({
        kernel: between(1, 4),
        stride: between(1, 3),
        padding: between(0, 2),
        dilation: between(1, 2),
        input: fc.oneof(between(1, 9), between(1, widest)),
        more: between(0, loose ? 2 : 0),
      }),
      { minLength: 1, maxLength: 3 },
    )
    .map((axes) => {
      const output = axes.map(({ kernel, stride, padding, dilation, input, more }) =>
        Math.max(0, Math.floor((input + 2 * padding - dilation * (kernel - 1) - 1) / stride) + 1 + more),
      );
      const each = (name: 'kernel' | 'stride' | 'padding' | 'dilation' | 'input') =>
        axes.map((axis) => axis[name]);
      return {
        kernel: each('kernel'),
        stride: each('stride'),
        padding: each('padding'),
        dilation: each('dilation'),
        input: each('input'),
        output,
      };
    })
    .filter(({ input, output }) => size(input) <= 300 && size(output) <= 300);

const attributesOf = ({ stride, padding, dilation }: Axes): number[] =>
  [
    { values: stride, missing: 1 },
    { values: padding, missing: 0 },
    { values: dilation, missing: 1 },
  ].flatMap(({ values, missing }) => [...Array<number>(3 - values.length).fill(missing), ...values]);

interface Drawn {
  readonly axes: Axes;
  readonly images: number;
  readonly groups: number;
  readonly deep: number;
  readonly rows: number;
  readonly bias: boolean;
  readonly strided: boolean;
  readonly layouts: Layout[];
  readonly seed: number;
}

const drawn: fc.Arbitrary<Drawn> = axesOf(true, 40).chain((axes) =>
  fc.record({
    axes: fc.constant(axes),
    images: between(0, 3),
    groups: fc.constantFrom(1, 1, 2, 3),
    deep: between(1, 3),
    rows: fc.constantFrom(1, 2, 3, 5, 17),
    bias: fc.boolean(),
    strided: fc.boolean(),
    layouts: fc.array(layouts(axes.kernel.length + 2, false), { minLength: 3, maxLength: 3 }),
    seed: seeds,
  }),
);

/** Every product of a convolution: positions in the input, the weight and the output. */
function eachProduct(
  { axes, images, groups, deep, rows }: Drawn,
  body: (input: number, weight: number, output: number) => void,
): void {
  const { kernel, stride, padding, dilation, input } = axes;
  const shapes = shapesOf({ axes, images, groups, deep, rows });
  for (const [image, feature, ...q] of indices(shapes.output)) {
    for (const [channel, ...k] of indices([deep, ...kernel])) {
      const at = q.map((each, a) => each * stride[a] - padding[a] + k[a] * dilation[a]);
      if (at.some((each, a) => each < 0 || each >= input[a])) continue;
      const group = Math.floor(feature / rows);
      body(
        positionOf([image, group * deep + channel, ...at], shapes.input),
        positionOf([feature, channel, ...k], shapes.weight),
        positionOf([image, feature, ...q], shapes.output),
      );
    }
  }
}

function shapesOf({
  axes,
  images,
  groups,
  deep,
  rows,
}: Pick<Drawn, 'axes' | 'images' | 'groups' | 'deep' | 'rows'>) {
  return {
    input: [images, groups * deep, ...axes.input],
    weight: [groups * rows, deep, ...axes.kernel],
    output: [images, groups * rows, ...axes.output],
  };
}

/** Sums of products, within what the order of each sum may make. */
class Sums {
  readonly #sums: number[];
  readonly #sizes: number[];
  readonly #counts: number[];

  constructor(start: readonly number[]) {
    this.#sums = [...start];
    this.#sizes = start.map(Math.abs);
    this.#counts = start.map(() => 2);
  }

  add(place: number, product: number): void {
    this.#sums[place] += product;
    this.#sizes[place] += Math.abs(product);
    this.#counts[place]++;
  }

  check(dtype: Dtype, got: readonly number[]): void {
    const epsilon = dtype === 'float32' ? 2 ** -23 : 2 ** -51;
    expect(got.length).toBe(this.#sums.length);
    got.forEach((value, k) => {
      const error = this.#sizes[k] * epsilon * this.#counts[k];
      const text = `element ${k}: ${value} for ${this.#sums[k]}`;
      expect(Math.abs(value - this.#sums[k]), text).toBeLessThanOrEqual(error);
    });
  }
}

type Which = 'input' | 'weight' | 'output';

/** A kernel that makes one of the three tensors of the other two. */
function convolution(kernel: string, makes: Which, from: readonly [Which, Which]): Case {
  return {
    dtypes: fractions,
    property: (dtype) =>
      fc.property(drawn, (given) => {
        const { axes, groups, strided, seed } = given;
        const shapes = shapesOf(given);
        const operands = from.map((name, k) =>
          place(dtype, shapes[name], values(dtype, size(shapes[name]), seed + k, false), given.layouts[k]),
        );
        const [first, second] = operands.map(read);
        const channels = shapes[makes][1];
        const bias = given.bias && makes !== 'weight' ? values(dtype, channels, seed + 2, false) : null;
        const start = indices(shapes[makes]).map(([, channel]) => (bias === null ? 0 : bias[channel]));
        const sums = new Sums(start);
        eachProduct(given, (input, weight, output) => {
          const at = { input, weight, output };
          sums.add(at[makes], first[at[from[0]]] * second[at[from[1]]]);
        });
        const target = strided
          ? place(dtype, shapes[makes], new Array(size(shapes[makes])).fill(9), given.layouts[2])
          : { fresh: dtype, shape: shapes[makes] };
        const inputs = bias === null ? operands : [...operands, place(dtype, [channels], bias)];
        sums.check(dtype, read(call(kernel, target, inputs, [groups, ...attributesOf(axes)])));
        releaseAll();
      }),
  };
}

const maxPool: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(
      axesOf(false, 20).chain((axes) =>
        fc.record({
          axes: fc.constant(axes),
          adaptive: fc.boolean(),
          planes: fc.tuple(between(0, 2), between(1, 3)),
          layout: layouts(axes.kernel.length + 2, true),
          seed: seeds,
        }),
      ),
      ({ axes, adaptive, planes, layout, seed }) => {
        const { kernel, stride, dilation, input, output } = axes;
        // A window lies at most by half in the padding.
        const padding = axes.padding.map((each, a) =>
          Math.min(each, Math.floor(((kernel[a] - 1) * dilation[a] + 1) / 2)),
        );
        const counts = input.map((each, a) =>
          adaptive
            ? Math.max(output[a], 1)
            : Math.floor((each + 2 * padding[a] - dilation[a] * (kernel[a] - 1) - 1) / stride[a]) + 1,
        );
        if (counts.some((count) => count < 1)) return;
        const shape = [...planes, ...input];
        const source = place(dtype, shape, values(dtype, size(shape), seed), layout);
        const x = read(source);
        const windowsOf = (a: number, q: number): number[] => {
          const all = [...Array(input[a]).keys()];
          if (adaptive) {
            const first = Math.floor((q * input[a]) / counts[a]);
            return all.slice(first, Math.ceil(((q + 1) * input[a]) / counts[a]));
          }
          return Array.from(
            { length: kernel[a] },
            (_, k) => q * stride[a] - padding[a] + k * dilation[a],
          ).filter((each) => each >= 0 && each < input[a]);
        };
        const hasEmpty = counts.some((count, a) =>
          [...Array(count).keys()].some((q) => windowsOf(a, q).length === 0),
        );
        const places: number[] = [];
        const most: number[] = [];
        for (const [image, channel, ...q] of indices([...planes, ...counts])) {
          let best = -1;
          const taps = q.map((each, a) => windowsOf(a, each));
          for (const which of indices(taps.map((each) => each.length))) {
            const at = which.map((k, a) => taps[a][k]);
            const value = x[positionOf([image, channel, ...at], shape)];
            const before = best < 0 ? Number.NEGATIVE_INFINITY : most[most.length - 1];
            if (best >= 0 && !(value > before) && !Number.isNaN(value)) continue;
            if (best >= 0) most.pop();
            best = positionOf(at, input);
            most.push(value);
          }
          places.push(best);
        }
        const attributes = attributesOf({ ...axes, padding });
        const sizes = [...Array<number>(3 - kernel.length).fill(1), ...kernel];
        const target = [...planes, ...counts];
        const outputs = [
          { fresh: dtype, shape: target },
          place('int64', target, new Array(size(target)).fill(-1)),
        ] as const;
        const pool = () =>
          read(call('maxPool', outputs, [source], [adaptive ? 1 : 0, ...sizes, ...attributes]));
        if (hasEmpty && size(target) > 0) {
          expect(pool).toThrow('a window has no element');
        } else {
          expect(pool()).toEqual(most);
          expect(read(outputs[1])).toEqual(places);
        }
        releaseAll();
      },
    ),
};

const resample: Case = {
  dtypes: fractions,
  property: (dtype) =>
    fc.property(
      fc.record({
        outer: between(0, 3),
        length: between(1, 9),
        inner: between(1, 9),
        counts: fc.array(between(0, 4), { minLength: 1, maxLength: 6 }),
        source: layouts(3, true),
        target: layouts(3, false),
        strided: fc.boolean(),
        seed: seeds,
      }),
      ({ outer, length, inner, counts, source, target, strided, seed }) => {
        const rows = counts.length;
        const taps = counts.reduce((sum, each) => sum + each, 0);
        const starts = [0];
        for (const each of counts) starts.push(starts[starts.length - 1] + each);
        const places = values('uint8', taps, seed).map((each) => each % length);
        const weights = values(dtype, taps, seed + 1, false);
        const shape = [outer, length, inner];
        const input = place(dtype, shape, values(dtype, size(shape), seed + 2, false), source);
        const x = read(input);
        const made = [outer, rows, inner];
        const sums = new Sums(new Array(size(made)).fill(0));
        for (const index of indices(made)) {
          const [image, row, column] = index;
          for (let k = starts[row]; k < starts[row + 1]; k++)
            sums.add(positionOf(index, made), weights[k] * x[positionOf([image, places[k], column], shape)]);
        }
        const output = strided
          ? place(dtype, made, new Array(size(made)).fill(9), target)
          : { fresh: dtype, shape: made };
        const matrix = [
          place('int64', [rows + 1], starts),
          place('int64', [taps], places),
          place(dtype, [taps], weights),
        ];
        sums.check(dtype, read(call('resample', output, [input, ...matrix], [1])));
        releaseAll();
      },
    ),
};

export const convolutionCases: Cases = {
  convolution: convolution('convolution', 'output', ['input', 'weight']),
  convolutionTranspose: convolution('convolutionTranspose', 'input', ['output', 'weight']),
  convolutionWeight: convolution('convolutionWeight', 'weight', ['output', 'input']),
  maxPool,
  resample,
};
