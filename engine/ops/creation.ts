/** Tensors from numbers. */
import { Category, type DType, type ElementType, float32, int64, scalarType, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { integerIn } from '../tensor/limits';
import { checkShape, type Shape, sizesOf } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { typeNamed } from './cast';
import { allocate, attribute, begin, execute, into, result } from './command';
import { dispatch } from './dispatch';
import { define } from './row';

/** What a new tensor is. */
export interface TensorOptions {
  /** Of its elements; float32 by default, or what the values ask for. */
  readonly dtype?: DType;
  /** Whether ops on it are recorded for a backward pass. */
  readonly requiresGrad?: boolean;
  /** Only 'cpu' yet. */
  readonly device?: string;
}

/** What every creation function does with its options. */
export function finished(op: string, made: Tensor, { requiresGrad, device }: TensorOptions): Tensor {
  if (device !== undefined && device !== 'cpu') fail(op, 'there is no such device', device, 'use "cpu"');
  return requiresGrad ? made.requiresGrad_() : made;
}

function typeFor(op: string, { dtype }: TensorOptions, otherwise: ElementType = float32): ElementType {
  return dtype === undefined ? otherwise : typeNamed(op, dtype);
}

const emptyRow = define('empty', {
  operands: [],
  forward: (_: readonly [], { dtype, shape }: { readonly dtype: DType; readonly shape: Shape }) => {
    checkShape('empty', shape, types[dtype].bytes);
    begin('empty', 'empty');
    allocate(types[dtype], shape);
    return result(types[dtype], shape);
  },
});

/** A tensor whose elements are whatever the memory holds (torch.empty). */
export function empty(shape: readonly number[], options: TensorOptions = {}): Tensor {
  const { name } = typeFor('empty', options);
  return finished('empty', dispatch(emptyRow, [], { dtype: name, shape: [...shape] }), options);
}

interface Filled {
  readonly dtype: DType;
  readonly shape: Shape;
  readonly value: number | bigint;
}

/** What the kernel fills with: a number in two parts where one word has not all its digits. */
function filling(op: string, value: number | bigint, type: ElementType): void {
  const exact = type.category === Category.INTEGER ? integerIn(op, value, type) : Number(value);
  const low = typeof exact === 'bigint' ? BigInt.asUintN(32, exact) : 0n;
  attribute(Number(typeof exact === 'bigint' ? exact - low : exact));
  if (low !== 0n) attribute(Number(low));
}

const fillRow = (name: string) =>
  define(name, {
    operands: [],
    forward: (_: readonly [], { dtype, shape, value }: Filled) => {
      checkShape(name, shape, types[dtype].bytes);
      begin(name, 'fill');
      allocate(types[dtype], shape);
      filling(name, value, types[dtype]);
      return result(types[dtype], shape);
    },
  });
const zerosRow = fillRow('zeros');
const onesRow = fillRow('ones');
const fullRow = fillRow('full');

/** Zeros; float32 unless `dtype` says otherwise (torch.zeros). */
export function zeros(shape: readonly number[] | number, options: TensorOptions = {}): Tensor {
  const attributes = { dtype: typeFor('zeros', options).name, shape: sizesOf([shape].flat()), value: 0 };
  return finished('zeros', dispatch(zerosRow, [], attributes), options);
}

/** Ones; float32 unless `dtype` says otherwise (torch.ones). */
export function ones(shape: readonly number[] | number, options: TensorOptions = {}): Tensor {
  const attributes = { dtype: typeFor('ones', options).name, shape: sizesOf([shape].flat()), value: 1 };
  return finished('ones', dispatch(onesRow, [], attributes), options);
}

/** `value` everywhere; its kind gives the dtype (integer or bigint: int64, else float32) unless `dtype` does (torch.full). */
export function full(
  shape: readonly number[] | number,
  value: number | boolean | bigint,
  options: TensorOptions = {},
): Tensor {
  const { name } = typeFor('full', options, scalarType(value));
  const given = typeof value === 'bigint' ? value : +value;
  const attributes = { dtype: name, shape: sizesOf([shape].flat()), value: given };
  return finished('full', dispatch(fullRow, [], attributes), options);
}

/** Like {@link empty}, with the shape and dtype of another. */
export function emptyLike(input: Tensor, options: TensorOptions = {}): Tensor {
  return empty(input.shape, { dtype: input.dtype, ...options });
}
/** Like {@link zeros}, with the shape and dtype of another. */
export function zerosLike(input: Tensor, options: TensorOptions = {}): Tensor {
  return zeros(input.shape, { dtype: input.dtype, ...options });
}
/** Like {@link ones}, with the shape and dtype of another. */
export function onesLike(input: Tensor, options: TensorOptions = {}): Tensor {
  return ones(input.shape, { dtype: input.dtype, ...options });
}
/** Like {@link full}, with the shape and dtype of another. */
export function fullLike(
  input: Tensor,
  value: number | boolean | bigint,
  options: TensorOptions = {},
): Tensor {
  return full(input.shape, value, { dtype: input.dtype, ...options });
}

interface Range {
  readonly dtype: DType;
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

const arangeRow = define('arange', {
  operands: [],
  forward: (_: readonly [], { dtype, start, step, count }: Range) => {
    begin('arange', 'arange');
    allocate(types[dtype], [count]);
    attribute(start);
    attribute(step);
    return result(types[dtype], [count]);
  },
});

/**
 * `start`, `start + step`, … before `end`; `arange(5)` is 0 to 4 (torch.arange). int64 if all three are integers,
 * else float32.
 */
export function arange(end: number, options?: TensorOptions): Tensor;
export function arange(start: number, end: number, step?: number, options?: TensorOptions): Tensor;
export function arange(
  start: number,
  end?: number | TensorOptions,
  step = 1,
  options: TensorOptions = {},
): Tensor {
  if (typeof end !== 'number') return arange(0, start, 1, end);
  const count = Math.max(0, Math.ceil((end - start) / step));
  if (!Number.isFinite(count)) {
    fail(
      'arange',
      'it would not end',
      `from ${start} to ${end} by ${step}`,
      'give a step other than 0 and finite bounds',
    );
  }
  if ((end - start) * step < 0) {
    fail(
      'arange',
      'the step leads away from the end',
      `from ${start} to ${end} by ${step}`,
      'change its sign',
    );
  }
  const whole = [start, end, step].every(Number.isInteger);
  const { name } = typeFor('arange', options, whole ? int64 : float32);
  return finished('arange', dispatch(arangeRow, [], { dtype: name, start, step, count }), options);
}

function requireSize(op: string, size: number): void {
  if (Number.isInteger(size) && size >= 0) return;
  fail(op, `${size} is no size`, String(size), 'give an integer of at least 0');
}

/** `steps` numbers from `start` to `end`, both included, at equal distances; float32 (torch.linspace). */
export function linspace(start: number, end: number, steps: number, options: TensorOptions = {}): Tensor {
  const { name } = typeFor('linspace', options);
  requireSize('linspace', steps);
  const count = Math.max(steps - 1, 1);
  const up = arange(0, steps, 1, { dtype: 'float64' });
  // Each half is counted from its own end, so that both ends are exact.
  const left = up.mul((end - start) / count).add(start);
  const right = up
    .sub(steps - 1)
    .mul((end - start) / count)
    .add(end);
  const values = left.mul(up.lt(steps / 2).to('float64')).add(right.mul(up.ge(steps / 2).to('float64')));
  return finished('linspace', (steps === 1 ? left : values).to(name), options);
}

/** A matrix with ones on its diagonal, square without `columns`; float32 (torch.eye). */
export function eye(rows: number, options?: TensorOptions): Tensor;
export function eye(rows: number, columns: number, options?: TensorOptions): Tensor;
export function eye(rows: number, second: number | TensorOptions = {}, third: TensorOptions = {}): Tensor {
  const columns = typeof second === 'number' ? second : rows;
  const options = typeof second === 'number' ? third : second;
  const { name, bytes } = typeFor('eye', options);
  requireSize('eye', rows);
  requireSize('eye', columns);
  checkShape('eye', [rows, columns], bytes);
  const same = arange(rows).unsqueeze(1).eq(arange(columns).unsqueeze(0));
  return finished('eye', same.to(name), options);
}

/** Overwrites a tensor with one number; part of an op in place. */
export function fillInto(op: string, target: Tensor, value: number | bigint): void {
  begin(op, 'fill');
  into(target);
  filling(op, value, target.type);
  execute();
}
