import {
  canCast,
  type DType,
  finfo,
  full,
  iinfo,
  memoryUse,
  ones,
  promoteTypes,
  resultType,
  type Tensor,
  tensor,
  tidy,
  zeros,
} from 'backstep';
import { describe, expect, test } from 'vitest';
import { readGolden } from '../../golden/read';

interface Tables {
  readonly names: readonly DType[];
  readonly promote: readonly string[];
  readonly cast: readonly boolean[];
  readonly result: readonly (readonly [string, string, string])[];
  readonly limits: Readonly<Record<string, Readonly<Record<string, number | string>>>>;
}

const { names, promote, cast, result, limits } = readGolden<Tables>('dtypes');
const pairs = names.flatMap((a) => names.map((b) => [a, b] as const));
/** int8 and uint8 meet in int16, which the engine has not: in the next one that it has. */
const own = (dtype: string) => (dtype === 'int16' ? 'int32' : dtype);

describe('dtypes', () => {
  test('are promoted by PyTorch’s table', () => {
    expect(pairs.map(([a, b]) => promoteTypes(a, b))).toEqual(promote.map(own));
    for (const [a, b] of pairs) expect(promoteTypes(a, b)).toBe(promoteTypes(b, a));
  });

  test('of tensors with axes, without, and of numbers meet as in PyTorch', () => {
    const kinds: Readonly<Record<string, number | boolean>> = { boolean: true, integer: 3, fraction: 0.5 };
    const operand = (text: string) => {
      const [dtype, without] = text.split(' ');
      return kinds[text] ?? ones(without ? [] : [2], { dtype: dtype as DType });
    };
    for (const [a, b, wanted] of result) {
      expect(`${a}, ${b}: ${resultType(operand(a), operand(b))}`).toBe(`${a}, ${b}: ${own(wanted)}`);
    }
    // What add computes in is what resultType says.
    for (const [a, b] of pairs) {
      const sum = ones([2], { dtype: a }).add(ones([2], { dtype: b }));
      expect(`${a} + ${b} ${sum.dtype}`).toBe(`${a} + ${b} ${promoteTypes(a, b)}`);
    }
  });

  test('may be written to each other in place where PyTorch says so', () => {
    pairs.forEach(([a, b], position) => {
      expect(`${a} to ${b} ${canCast(a, b)}`).toBe(`${a} to ${b} ${cast[position]}`);
    });
  });

  test('have PyTorch’s limits', () => {
    for (const [name, wanted] of Object.entries(limits)) {
      const { smallest_normal: smallestNormal, ...rest } = wanted;
      if (typeof wanted.max === 'string') {
        const { bits, max, min } = iinfo(name as DType);
        expect({ bits, max: `${max}`, min: `${min}` }).toEqual(wanted);
      } else expect(finfo(name as DType)).toEqual({ dtype: name, smallestNormal, ...rest });
    }
    expect(finfo().eps).toBe(2 ** -23);
    expect(() => finfo('int8')).toThrow('finfo: the dtype is not floating — int8 — use iinfo()');
    expect(() => iinfo('bool')).toThrow('iinfo: the dtype is no integer — bool — use finfo() for floats');
    expect(() => promoteTypes('float8' as DType, 'bool')).toThrow(
      'promoteTypes: there is no such dtype — float8',
    );
    expect(() => resultType('1' as never, 2)).toThrow('resultType: there is no dtype of this — 1');
  });

  test('are changed by the methods that PyTorch has for it', () => {
    const x = tensor([1.7, -2.2]);
    const dtypes = [
      x.half(),
      x.bfloat16(),
      x.char(),
      x.byte(),
      x.int(),
      x.long(),
      x.float(),
      x.double(),
      x.bool(),
    ];
    expect(dtypes.map(({ dtype }) => dtype).join(' ')).toBe(
      'float16 bfloat16 int8 uint8 int32 int64 float32 float64 bool',
    );
    expect(x.char().tolist()).toEqual([1, -2]);
    expect(tensor([300, -129]).char().tolist()).toEqual([44, 127]);
  });
});

describe('int8', () => {
  test('wraps, and is read as it is', () => {
    const x = tensor([-128, 127, 5], { dtype: 'int8' });
    expect(x.data()).toEqual(Int8Array.of(-128, 127, 5));
    expect(x.add(1).tolist()).toEqual([-127, -128, 6]);
    expect(x.neg().tolist()).toEqual([-128, -127, -5]);
    expect(tensor(Int8Array.of(-3)).dtype).toBe('int8');
    expect(`${x.slice(0, 0, 2)}`).toBe('tensor([-128,  127], dtype=int8)');
    expect(x.sum().dtype).toBe('int64');
  });

  test('and other integers take no number that they do not hold', () => {
    expect(() => tensor([200], { dtype: 'int8' })).toThrow(
      'tensor: 200 does not fit into int8 — -128 to 127 — use a wider dtype, or wrap it by .to()',
    );
    expect(() => full([2], 300, { dtype: 'uint8' })).toThrow('full: 300 does not fit into uint8 — 0 to 255');
    expect(() => zeros([1], { dtype: 'int32' }).fill_(2 ** 31)).toThrow(
      'fill_: 2147483648 does not fit into int32',
    );
    expect(() => tensor([2 ** 63])).toThrow('tensor: 9223372036854776000 does not fit into int64');
    // As PyTorch does it.
    expect(tensor([-1, -255], { dtype: 'uint8' }).tolist()).toEqual([255, 1]);
  });
});

describe('int64', () => {
  const big = 2n ** 60n + 1n;

  test('is exact in ops', () => {
    const x = tensor([big, -big, 3n]);
    expect(x.sum().item()).toBe(3);
    expect(x.add(1).data()).toEqual(BigInt64Array.of(big + 1n, -big + 1n, 4n));
    expect(x.mul(3).data()).toEqual(BigInt64Array.of(3n * big, -3n * big, 9n));
    expect(
      tensor([[big]])
        .matmul(tensor([[3n]]))
        .data(),
    ).toEqual(BigInt64Array.of(3n * big));
    expect(x.cumsum(0).data()).toEqual(BigInt64Array.of(big, 0n, 3n));
    expect(x.eq(tensor([2n ** 60n])).tolist()).toEqual([false, false, false]);
    expect(x.gt(tensor([2n ** 60n])).tolist()).toEqual([true, false, false]);
    expect((x.max() as Tensor).data()).toEqual(BigInt64Array.of(big));
    expect(x.prod().data()).toEqual(BigInt64Array.of(BigInt.asIntN(64, -3n * big * big)));
  });

  test('is filled with exact numbers', () => {
    for (const value of [big, -big, 2n ** 63n - 1n, -(2n ** 63n), 7n, -1n]) {
      expect(full([2], value).data()).toEqual(BigInt64Array.of(value, value));
      expect(zeros([1], { dtype: 'int64' }).fill_(value).data()).toEqual(BigInt64Array.of(value));
    }
    expect(full([1], 5n, { dtype: 'float32' }).tolist()).toEqual([5]);
    expect(() => full([1], 2n ** 63n)).toThrow('full: 9223372036854775808 does not fit into int64');
  });

  test('is a JavaScript number only where that is exact', () => {
    expect(() => tensor([2n ** 60n]).item()).toThrow(
      'item: an element is no exact JavaScript number — 1152921504606846976 — use data(), which gives a BigInt64Array',
    );
    expect(() => tensor([2n ** 60n]).tolist()).toThrow('tolist: an element is no exact JavaScript number');
    expect(tensor([2n ** 53n - 1n]).item()).toBe(2 ** 53 - 1);
    expect(() => tensor([1]).add(big as never)).toThrow('add: an operand is no tensor and no number');
  });
});

const halves = ['float16', 'bfloat16'] as const;

describe.each(halves)('%s', (dtype) => {
  /** Every value there is, from the bits. */
  const every = (() => {
    const bits = Array.from({ length: 2 ** 16 }, (_, code) => code);
    const value = (code: number): number => {
      const [exponentBits, fractionBits] = dtype === 'float16' ? [5, 10] : [8, 7];
      const exponent = (code >> fractionBits) & (2 ** exponentBits - 1);
      const fraction = (code & (2 ** fractionBits - 1)) / 2 ** fractionBits;
      const bias = 2 ** (exponentBits - 1) - 1;
      const sign = code >> 15 ? -1 : 1;
      if (exponent === 2 ** exponentBits - 1) return fraction ? Number.NaN : sign * Infinity;
      return sign * (exponent ? (1 + fraction) * 2 ** (exponent - bias) : fraction * 2 ** (1 - bias));
    };
    return bits.map(value);
  })();

  test('keeps every value that it has', () => {
    const x = tensor(every, { dtype });
    expect(Array.from(x.data() as Float32Array)).toEqual(every);
    expect(Array.from(x.float().data() as Float32Array)).toEqual(every);
    expect(Array.from(x.double().to(dtype).data() as Float32Array)).toEqual(every);
  });

  test('rounds to the nearest, and to even between two', () => {
    const sorted = [...new Set(every.filter(Number.isFinite))].filter((x) => x >= 0).sort((a, b) => a - b);
    const given: number[] = [];
    const wanted: number[] = [];
    for (let k = 0; k + 1 < sorted.length; k++) {
      const [low, high] = [sorted[k], sorted[k + 1]];
      const middle = (low + high) / 2;
      const next = (high - low) / 256;
      // Neighbours in this order: the bits are even and odd in turn.
      given.push(middle, middle - next, middle + next, -middle);
      const even = k % 2 === 0 ? low : high;
      wanted.push(even, low, high, -even);
    }
    const found = Array.from(tensor(Float32Array.from(given)).to(dtype).data() as Float32Array);
    const wrong = given.findIndex((value, k) => Math.fround(value) === value && found[k] !== wanted[k]);
    expect(wrong < 0 ? 'none' : `${given[wrong]} is ${found[wrong]}, not ${wanted[wrong]}`).toBe('none');
  });

  test('is made, read and printed', () => {
    const x = tensor([0.1, 2.5], { dtype });
    const tenth = dtype === 'float16' ? 0.0999755859375 : 0.10009765625;
    expect(x.dtype).toBe(dtype);
    expect(x.data()).toEqual(Float32Array.of(tenth, 2.5));
    expect(x.at(0).item()).toBe(tenth);
    expect(x.tolist()).toEqual([tenth, 2.5]);
    expect(x.elementSize()).toBe(2);
    expect(`${x}`).toBe(`tensor([${dtype === 'float16' ? '0.1000' : '0.1001'}, 2.5000], dtype=${dtype})`);
    expect(ones([2], { dtype }).tolist()).toEqual([1, 1]);
    expect(full([1], 0.1, { dtype }).tolist()).toEqual([tenth]);
    expect(tensor([true, false], { dtype }).tolist()).toEqual([1, 0]);
    expect(tensor(3, { dtype }).item()).toBe(3);
  });

  test('computes in place: into views, from views of itself, and beside indices', () => {
    const x = tensor(
      [
        [1, 2, 3],
        [4, 5, 6],
      ],
      { dtype },
    );
    x.t().slice(0, 0, 3, 2).mul_(10);
    expect(x.tolist()).toEqual([
      [10, 2, 30],
      [40, 5, 60],
    ]);
    x.slice(1, 1, 3).add_(x.slice(1, 0, 2));
    expect(x.tolist()).toEqual([
      [10, 12, 32],
      [40, 45, 65],
    ]);
    x.add_(tensor([1, 2, 3]).to(dtype));
    expect(x.tolist()).toEqual([
      [11, 14, 35],
      [41, 47, 68],
    ]);
    const index = tensor([
      [0, 0],
      [2, 1],
    ]);
    expect(
      zeros([2, 3], { dtype })
        .scatterAdd(1, index, ones([2, 2], { dtype }))
        .tolist(),
    ).toEqual([
      [2, 0, 0],
      [0, 1, 1],
    ]);
    expect(x.gather(1, index).tolist()).toEqual([
      [11, 11],
      [68, 47],
    ]);
    expect(() => ones([1], { dtype }).expand([3]).add_(1)).toThrow('add_: several elements share one place');
  });

  test('has gradients in its own dtype', () => {
    const weight = ones([3, 2], { dtype }).requiresGrad_();
    const input = tensor([[1, 2, 3]], { dtype });
    input.matmul(weight).square().sum().backward();
    expect(weight.grad!.dtype).toBe(dtype);
    expect(weight.grad!.tolist()).toEqual([
      [12, 12],
      [24, 24],
      [36, 36],
    ]);
  });

  test('gives its working memory back, also when an op fails', () => {
    const x = ones([1000], { dtype });
    const wrong = tensor([5000]);
    const one = ones([1], { dtype });
    const before = memoryUse().storages;
    tidy(() => {
      x.exp();
      expect(() => x.indexAdd(0, wrong, one)).toThrow('5000 is out of range');
    });
    expect(memoryUse().storages).toBe(before);
  });

  test('says how much is missing where memory does not suffice', () => {
    const x = ones([1], { dtype }).expand([2 ** 20, 2 ** 20]);
    expect(() => x.add(1)).toThrow(/^add: out of memory.* asked for/);
  });
});
