import { inspect } from 'node:util';
import * as bs from 'backstep';
import { arange, full, ones, type Tensor, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

describe('tensor', () => {
  test('takes its dtype from the values: integers int64, a fraction float32', () => {
    const dtypes = [[1, 2], [1, 2.5], [Number.NaN], [true, false], [1n], [], 3, 0.5, false].map(
      (data) => tensor(data).dtype,
    );
    expect(dtypes).toEqual('int64 float32 float32 bool int64 float32 int64 float32 bool'.split(' '));
  });

  test('keeps the dtype and the shape of typed arrays, tensors and options', () => {
    expect(tensor(new Float64Array([1, 2])).dtype).toBe('float64');
    expect(tensor(new Uint8Array([1, 2])).dtype).toBe('uint8');
    expect(tensor(new Int16Array([-1])).dtype).toBe('int32');
    expect(
      tensor(
        [
          [1, 2],
          [3, 4],
        ],
        { dtype: 'float32' },
      ).tolist(),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
    const x = ones([2]);
    const copy = tensor(x);
    copy.add_(1);
    expect([x.tolist(), copy.tolist()]).toEqual([
      [1, 1],
      [2, 2],
    ]);
  });

  test('says what is wrong with nested arrays', () => {
    expect(() => tensor([[1, 2], [3]])).toThrow(
      'tensor: arrays along axis 1 differ in length — 2 and 1 — make all rows as long',
    );
    expect(() => tensor([1, [2]])).toThrow('tensor: an element is no number — an array of 1');
    expect(() => tensor([Number.POSITIVE_INFINITY], { dtype: 'int64' })).toThrow(
      'tensor: Infinity is no int64',
    );
    expect(() => tensor([1], { dtype: 'int16' as never })).toThrow('tensor: there is no such dtype — int16');
  });

  test('gives exact numbers, or an error that names data()', () => {
    const big = tensor([2n ** 53n + 1n, 5n]);
    expect(() => big.tolist()).toThrow(
      'tolist: an element is no exact JavaScript number — 9007199254740993 — use data(), which gives a BigInt64Array',
    );
    expect(() => big.at(0).item()).toThrow('item: an element is no exact JavaScript number');
    expect(big.at(1).item()).toBe(5);
    expect(big.data()).toEqual(BigInt64Array.from([2n ** 53n + 1n, 5n]));
    expect(tensor(true).item()).toBe(true);
    expect(tensor([[true], [false]]).tolist()).toEqual([[true], [false]]);
    expect(() => ones([2]).item()).toThrow('item: the tensor has not one element — [2]');
    expect([zeros([0]).tolist(), zeros([2, 0]).tolist()]).toEqual([[], [[], []]]);
  });

  test('tells its shape, strides, place and dtype', () => {
    const x = ones([2, 3]).t().at('1:');
    expect([x.shape, x.stride(), x.offset, x.ndim, x.numel(), x.size(-1), x.dim()]).toEqual([
      [2, 2],
      [1, 3],
      1,
      2,
      4,
      2,
      2,
    ]);
    expect(x.place()).toEqual({
      storage: x.storage.id,
      dtype: 'float32',
      shape: [2, 2],
      strides: [1, 3],
      offset: 1,
    });
    expect([x.device, x.elementSize(), x.isFloatingPoint(), x.isContiguous()]).toEqual([
      'cpu',
      4,
      true,
      false,
    ]);
    expect(() => x.size(2)).toThrow(
      'size: there is no axis 2 — the tensor has 2 axes — give one from -2 to 1',
    );
  });

  test('copies its elements out in row-major order, whatever its strides', () => {
    const x = arange(6).reshape(2, 3).float();
    expect(x.t().data()).toEqual(Float32Array.from([0, 3, 1, 4, 2, 5]));
    expect(x.at(1).expand(2, 3).data()).toEqual(Float32Array.from([3, 4, 5, 3, 4, 5]));
    const copy = x.data();
    copy[0] = 9;
    expect(x.at(0, 0).item()).toBe(0);
  });

  test('of more than 16 MiB is read in one go', () => {
    const x = arange(5_000_000, { dtype: 'int32' });
    const values = x.data();
    expect([values.length, values[4_999_999], values[4_194_304]]).toEqual([5_000_000, 4_999_999, 4_194_304]);
  });

  test('is a number in an expression when it has one element', () => {
    const x = tensor(2.5);
    expect([+x + 1, `${x}`, x < tensor(3)]).toEqual([3.5, 'tensor(2.5000)', true] as never);
    expect(
      [
        ...tensor([
          [1, 2],
          [3, 4],
        ]),
      ].map((row) => row.tolist()),
    ).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('is read by name in the devices and dtypes that there are', () => {
    expect(ones([2]).to('int64').dtype).toBe('int64');
    expect(() => ones([2]).to('cuda' as never)).toThrow('to: there is no such device — cuda — use "cpu"');
    const x = ones([2]);
    expect(x.to('float32')).toBe(x);
    expect(x.to('cpu')).toBe(x);
    const dtypes = [x.double(), x.int(), x.long(), x.bool(), x.byte(), x.float(), x.typeAs(tensor(1))].map(
      (t) => t.dtype,
    );
    expect(dtypes).toEqual('float64 int32 int64 bool uint8 float32 int64'.split(' '));
  });
});

// Texts from PyTorch 2.15, but for true and false, and names in camelCase.
describe('printing', () => {
  test.each<[() => Tensor, string]>([
    [
      () =>
        tensor(
          [
            [1, 2],
            [3, 4],
          ],
          { dtype: 'float32' },
        ),
      'tensor([[1., 2.],\n        [3., 4.]])',
    ],
    [
      () =>
        tensor([
          [1.5, -2],
          [3, 4],
        ]),
      'tensor([[ 1.5000, -2.0000],\n        [ 3.0000,  4.0000]])',
    ],
    [() => tensor([1, 20, -3]), 'tensor([ 1, 20, -3])'],
    [() => tensor([true, false]), 'tensor([ true, false])'],
    [() => tensor(3.14159), 'tensor(3.1416)'],
    [() => tensor([1e-5, 1, 1000]), 'tensor([1.0000e-05, 1.0000e+00, 1.0000e+03])'],
    [() => tensor([Number.NaN, 1, Number.POSITIVE_INFINITY]), 'tensor([nan, 1., inf])'],
    [() => tensor([Number.NaN, 1.5, Number.NEGATIVE_INFINITY]), 'tensor([   nan, 1.5000,   -inf])'],
    [() => tensor([Number.NaN, 100, Number.NEGATIVE_INFINITY]), 'tensor([ nan, 100., -inf])'],
    [() => tensor([1e10, 1], { dtype: 'float32' }), 'tensor([1.0000e+10, 1.0000e+00])'],
    [() => tensor([0.00001]), 'tensor([1.0000e-05])'],
    [() => zeros([0]), 'tensor([])'],
    [() => zeros([2, 0]), 'tensor([], size=[2, 0])'],
    [() => zeros([0], { dtype: 'int64' }), 'tensor([], dtype=int64)'],
    [() => tensor([1], { dtype: 'int32' }), 'tensor([1], dtype=int32)'],
    [() => zeros([2, 1, 2]), 'tensor([[[0., 0.]],\n\n        [[0., 0.]]])'],
    [() => arange(2000), 'tensor([   0,    1,    2,  ..., 1997, 1998, 1999])'],
    [
      () => arange(30).float().mul(1.5),
      'tensor([ 0.0000,  1.5000,  3.0000,  4.5000,  6.0000,  7.5000,  9.0000, 10.5000,\n        12.0000, 13.5000, 15.0000, 16.5000, 18.0000, 19.5000, 21.0000, 22.5000,\n        24.0000, 25.5000, 27.0000, 28.5000, 30.0000, 31.5000, 33.0000, 34.5000,\n        36.0000, 37.5000, 39.0000, 40.5000, 42.0000, 43.5000])',
    ],
    [
      () => full([1001, 2], 1.5),
      'tensor([[1.5000, 1.5000],\n        [1.5000, 1.5000],\n        [1.5000, 1.5000],\n        ...,\n        [1.5000, 1.5000],\n        [1.5000, 1.5000],\n        [1.5000, 1.5000]])',
    ],
    [() => ones([1], { requiresGrad: true }), 'tensor([1.], requiresGrad=true)'],
    [() => ones([1], { requiresGrad: true }).mul(2), 'tensor([2.], gradFn=<MulBackward>)'],
  ])('%#', (make, text) => {
    const x = make();
    expect(`${x}`).toBe(text);
    expect(inspect(x)).toBe(text);
    expect(inspect({ x })).toContain('tensor(');
  });
});

describe('promotion', () => {
  test('follows PyTorch: tensors with axes over those without, those over numbers, by category', () => {
    const of = (a: Tensor, b: Tensor | number | boolean) => a.add(b).dtype;
    const [i32, i64, u8, f32, f64, b] = (
      ['int32', 'int64', 'uint8', 'float32', 'float64', 'bool'] as const
    ).map((dtype) => ones([2], { dtype }));
    expect([of(i32, i64), of(u8, i32), of(f32, i64), of(f32, f64), of(b, u8), of(b, true)]).toEqual(
      'int64 int32 float32 float64 uint8 bool'.split(' '),
    );
    expect([of(i32, 1), of(i32, 0.5), of(b, 1), of(f64, 0.5), of(u8, true), of(b, 0.5)]).toEqual(
      'int32 float32 int64 float64 uint8 float32'.split(' '),
    );
    const scalar = (dtype: 'float64' | 'int64' | 'float32') => tensor(1, { dtype });
    expect([
      of(f32, scalar('float64')),
      of(i32, scalar('int64')),
      of(i32, scalar('float64')),
      of(scalar('int64'), 0.5),
    ]).toEqual('float32 int32 float64 float32'.split(' '));
    expect(tensor([1, 2]).div(2).dtype).toBe('float32');
  });

  test('of what an op is not defined for is an error', () => {
    expect(() => tensor([true]).sub(tensor([true]))).toThrow(
      'sub: is not defined for bool — bool — convert it first',
    );
    expect(() => tensor([1, 2]).mean()).toThrow(
      'mean: the dtype is not floating — int64 — convert it first with .float()',
    );
    expect(() => ones([2]).add('1' as never)).toThrow('add: an operand is no tensor and no number — 1');
    expect(() => tensor([1]).div_(tensor([2]))).toThrow(
      'div_: the result does not fit the dtype of the tensor',
    );
    expect(() => tensor([4]).floorDivide(0)).toThrow(/^floorDivide: /);
  });
});

test('errors begin at the line that called', () => {
  try {
    bs.ones([2, 3]).matmul(bs.ones([2, 3]));
    expect.unreachable();
  } catch (error) {
    const { stack, message, name, op } = error as bs.OpError;
    expect([name, op, message]).toEqual([
      'OpError',
      'matmul',
      'matmul: inner dimensions differ — [2, 3] @ [2, 3] — transpose the second operand or check the layer before it',
    ]);
    expect(stack?.split('\n')[1]).toContain('tensor.test.ts');
  }
});
