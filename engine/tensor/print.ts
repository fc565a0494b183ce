/** Text of tensors, laid out as PyTorch lays it out: 4 decimals, 80 columns, the middle of long axes left out. */
import { Category } from './dtype';
import { readElements } from './read';
import { elements, type Shape } from './shape';
import type { Tensor } from './tensor';

const PRECISION = 4;
const LINE_WIDTH = 80;
/** More elements than these are summarised, to so many at each end of an axis. */
const THRESHOLD = 1000;
const EDGE = 3;

type Nested = number | bigint | Nested[];

export function tensorText(tensor: Tensor): string {
  const prefix = 'tensor(';
  if (tensor.isDisposed) return `tensor(disposed, shape=[${tensor.shape.join(', ')}], dtype=${tensor.dtype})`;
  const summarised = elements(tensor.shape) > THRESHOLD;
  const values = shown(tensor, summarised);
  const format = formatOf(tensor.type.category, flat(values));
  let text = '[]';
  if (elements(tensor.shape) > 0) {
    text = layOut(tensor.ndim === 0 ? values[0] : values, tensor.shape, summarised, prefix.length, format);
  }
  return `${prefix}${text}${suffix(tensor)})`;
}

function suffix(tensor: Tensor): string {
  const parts: string[] = [];
  if (elements(tensor.shape) === 0 && tensor.ndim !== 1) parts.push(`size=[${tensor.shape.join(', ')}]`);
  const isDefault = ['float32', 'int64', 'bool'].includes(tensor.dtype);
  if (!isDefault || (elements(tensor.shape) === 0 && tensor.dtype !== 'float32'))
    parts.push(`dtype=${tensor.dtype}`);
  if (tensor.gradFn) parts.push(`gradFn=<${tensor.gradFn.name}>`);
  else if (tensor.requiresGrad) parts.push('requiresGrad=true');
  return parts.map((part) => `, ${part}`).join('');
}

function flat(values: Nested): (number | bigint)[] {
  return Array.isArray(values) ? values.flatMap(flat) : [values];
}

/** The indices of an axis that are shown. */
function shownIndices(size: number, summarised: boolean): number[] {
  const all = Array.from({ length: Math.min(size, 2 * EDGE) }, (_, index) => index);
  if (!summarised || size <= 2 * EDGE) return Array.from({ length: size }, (_, index) => index);
  return all.map((index) => (index < EDGE ? index : size - 2 * EDGE + index));
}

/** The elements that are shown, nested as the axes are; one in an array where there are no axes. */
function shown({ storage, type, shape, strides, offset }: Tensor, summarised: boolean): Nested[] {
  const read = (start: number, axis: number): Nested[] => {
    if (axis >= shape.length - 1) {
      const row = axis < shape.length ? shownIndices(shape[axis], summarised) : [0];
      const stride = strides[axis] ?? 1;
      if (stride === 1 && row.length === (shape[axis] ?? 1)) {
        return [...readElements(storage, type, [row.length], [1], start)];
      }
      return row.map((index) => readElements(storage, type, [1], [1], start + index * stride)[0]);
    }
    return shownIndices(shape[axis], summarised).map((index) =>
      read(start + index * strides[axis], axis + 1),
    );
  };
  return elements(shape) === 0 ? [] : read(offset, 0);
}

type Format = (value: number | bigint) => string;

/** How an element is written, so that all have one width (torch._tensor_str._Formatter). */
function formatOf(category: Category, values: readonly (number | bigint)[]): Format {
  if (category === Category.BOOL) return padded(values, (value) => (value ? 'true' : 'false'));
  if (category === Category.INTEGER) return padded(values, String);
  const finite = (values as number[]).map(Math.abs).filter((value) => Number.isFinite(value) && value !== 0);
  if (finite.length === 0) return padded([], (value) => special(value as number) ?? '0.');
  const largest = finite.reduce((a, b) => Math.max(a, b));
  const smallest = finite.reduce((a, b) => Math.min(a, b));
  const integral = finite.every(Number.isInteger);
  const scientific = largest / smallest > 1000 || largest > 1e8 || (!integral && smallest < 1e-4);
  const write = (value: number): string => {
    if (scientific) return exponent(value);
    return integral
      ? `${sign(value)}${Math.abs(value)}.`
      : `${sign(value)}${Math.abs(value).toFixed(PRECISION)}`;
  };
  // As in PyTorch, NaN and infinities do not make the others wider.
  const counted = (values as number[]).filter((value) => Number.isFinite(value) && value !== 0);
  return padded(counted, (value) => special(value as number) ?? write(value as number));
}

function sign(value: number): string {
  return value < 0 || Object.is(value, -0) ? '-' : '';
}

function special(value: number): string | null {
  if (Number.isNaN(value)) return 'nan';
  return Number.isFinite(value) ? null : value < 0 ? '-inf' : 'inf';
}

/** 1.2000e-05: two digits of the exponent at least. */
function exponent(value: number): string {
  const [mantissa, power] = Math.abs(value).toExponential(PRECISION).split('e');
  const digits = power.slice(1).padStart(2, '0');
  return `${sign(value)}${mantissa}e${power[0]}${digits}`;
}

function padded(values: readonly (number | bigint)[], write: Format): Format {
  const width = values.reduce<number>((most, value) => Math.max(most, write(value).length), 0);
  return (value) => write(value).padStart(width);
}

function layOut(values: Nested, shape: Shape, summarised: boolean, indent: number, format: Format): string {
  if (!Array.isArray(values)) return format(values);
  const [size, ...inner] = shape;
  const parts: string[] = values.map((value) => layOut(value, inner, summarised, indent + 1, format));
  if (summarised && size > 2 * EDGE) parts.splice(EDGE, 0, inner.length === 0 ? ' ...' : '...');
  const space = ' '.repeat(indent + 1);
  if (inner.length > 0) return `[${parts.join(`,${'\n'.repeat(inner.length)}${space}`)}]`;
  const perLine = Math.max(1, Math.floor((LINE_WIDTH - indent) / ((parts[0]?.length ?? 0) + 2)));
  const lines: string[] = [];
  for (let start = 0; start < parts.length; start += perLine) {
    lines.push(parts.slice(start, start + perLine).join(', '));
  }
  return `[${lines.join(`,\n${space}`)}]`;
}
