/** What programs pass by mistake. */
import { type DType, ones, type Tensor, tensor } from 'backstep';
import fc from 'fast-check';

const dtypes: readonly DType[] = [
  'float32',
  'float64',
  'float16',
  'bfloat16',
  'int8',
  'uint8',
  'int32',
  'int64',
  'bool',
];

const elements = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  0,
  1,
  -1,
  2.5,
  -7,
  1e30,
  -0,
];

function disposed(): Tensor {
  const gone = ones([2, 2]);
  gone.dispose();
  return gone;
}

/** Any shape of up to four axes, or more than there can be; any dtype; NaN and infinities among the elements. */
export const anyTensor: fc.Arbitrary<() => Tensor> = fc.oneof(
  {
    weight: 12,
    arbitrary: fc
      .record({
        shape: fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 4 }),
        dtype: fc.constantFrom(...dtypes),
        start: fc.nat({ max: elements.length }),
        layout: fc.constantFrom('as it is', 'transposed', 'repeated', 'leaf'),
      })
      .map(({ shape, dtype, start, layout }) => () => {
        const count = shape.reduce((product, size) => product * size, 1);
        const isFloat = dtype.includes('float');
        const values = Array.from({ length: count }, (_, place) => {
          const value = elements[(place + start) % elements.length];
          return isFloat ? value : Math.max(-100, Math.min(100, Math.trunc(Number.isNaN(value) ? 3 : value)));
        });
        const made = tensor(values, { dtype: isFloat ? 'float64' : 'int64' })
          .to(dtype)
          .reshape(shape);
        if (layout === 'leaf' && isFloat) return made.requiresGrad_();
        if (layout === 'transposed' && made.ndim > 1) return made.transpose(0, 1);
        if (layout === 'repeated') return made.unsqueeze(0).expand(2, ...shape);
        return made;
      }),
  },
  { weight: 1, arbitrary: fc.constant(disposed) },
  { weight: 1, arbitrary: fc.constant(() => ones([2]).reshape([1, 1, 1, 1, 1, 1, 1, 1, 1, 2])) },
);

/** Numbers out of range: none is a size that memory could be found for, unless it is small. */
const numbers = [
  -1,
  -9,
  0,
  1,
  2,
  7,
  0.5,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  2 ** 40,
  -(2 ** 40),
  2 ** 53,
  1e300,
];

export const anyNumber: fc.Arbitrary<number> = fc.constantFrom(...numbers);

/** What is no tensor and no number. */
export const anythingElse: fc.Arbitrary<unknown> = fc.constantFrom<unknown>(
  ...[undefined, null, true, false, '', 'x', 'mean', 'float99', {}, { dim: 9 }, { length: 2 ** 40 }],
  ...[
    [],
    [-1],
    [0, 0],
    [9],
    [0.5],
    [Number.NaN],
    [2 ** 40],
    [2 ** 40, 2 ** 40],
    [[1], [2, 3]],
    ['x'],
    [null],
  ],
  ...[3n, Symbol('s'), new Date(0), new Float32Array(3), () => 1],
);
