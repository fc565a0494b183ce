import { type DType, type Tensor, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';
import { printOfAll } from '../../../engine/history/prints';

const printOf = (...tensors: Tensor[]) => printOfAll(tensors.map((one) => one.place()));

describe('the hash of what an op gave', () => {
  test('is the same for the same bits, wherever they lie', () => {
    const x = tensor([9, 1, 2, 3, 9], { dtype: 'float32' });
    const same = tensor([1, 2, 3], { dtype: 'float32' });
    expect(printOf(x.narrow(0, 1, 3))).toBe(printOf(same));
    expect(printOf(same.clone())).toBe(printOf(same));
  });

  const dtypes: DType[] = ['float64', 'float32', 'float16', 'bfloat16', 'int64', 'int32', 'int8', 'uint8'];
  test.each(dtypes)('is another one where a single element of %s is another one, the last too', (dtype) => {
    const values = [1, 2, 3, 4, 5, 6, 7];
    const prints = [values, ...values.map((_, at) => values.with(at, 0))].map((one) =>
      printOf(tensor(one, { dtype })),
    );
    expect(prints).not.toContain(null);
    expect(new Set(prints).size).toBe(values.length + 1);
  });

  test('tells what is equal in numbers and not in bits: 0 and -0, and the order', () => {
    const of = (...values: number[]) => printOf(tensor(values, { dtype: 'float32' }));
    expect(of(0)).not.toBe(of(-0));
    expect(of(1, 2)).not.toBe(of(2, 1));
    expect(of(0)).not.toBe(of(0, 0));
    expect(of(Number.NaN, 1)).toBe(of(Number.NaN, 1));
  });

  test('sees all of a tensor that is read in pieces', () => {
    const count = 2 ** 21 + 3;
    const large = zeros([count], { dtype: 'float32' });
    const prints = [0, 2 ** 20, count - 1].map((place) => {
      large.narrow(0, place, 1).fill_(1);
      return printOf(large);
    });
    expect(new Set(prints).size).toBe(3);
    expect(printOf(large.clone())).toBe(prints[2]);
  });

  test('is of all its results, in their order', () => {
    const [one, other] = [tensor([1]), tensor([2])];
    expect(printOf(one, other)).not.toBe(printOf(other, one));
    expect(printOf(one, other)).not.toBe(printOf(one));
  });

  test('is not known where elements of a result do not lie one after another', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(printOf(x.t())).toBeNull();
    expect(printOf(tensor([1]).expand([4]))).toBeNull();
    expect(printOf(x, x.t())).toBeNull();
    expect(printOf(x.t().contiguous())).not.toBeNull();
  });
});
