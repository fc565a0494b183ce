/** Numbers, dtypes and shapes as a person reads them. */

/** At most `digits` significant digits, no trailing zeros; an exponent below 1e-4 and from 1e7 on. */
export function number(value: number, digits = 4): string {
  if (Number.isNaN(value)) return 'NaN';
  if (value === Number.POSITIVE_INFINITY) return '∞';
  if (value === Number.NEGATIVE_INFINITY) return '-∞';
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e7) return String(value);
  if (size >= 1e-4 && size < 1e7) {
    const text = String(Number(value.toPrecision(digits)));
    if (!text.includes('e')) return text;
  }
  return value.toExponential(Math.max(0, digits - 1)).replace(/\.?0*e\+?/, 'e');
}

/** The most precise form that fits, for a cell of the picture; an ellipsis if none does. */
export function fitted(value: number, characters: number): string {
  for (let digits = 4; digits >= 1; digits--) {
    const text = number(value, digits);
    if (text.length <= characters) return text;
  }
  const short = value.toExponential(0).replace('e+', 'e');
  return short.length <= characters ? short : '…';
}

/** 1234567 as 1,234,567. */
export const count = (value: number): string => value.toLocaleString('en-US');

/** An amount of memory: `40 B`, `784 KiB`, `1.5 GiB`. */
export function bytes(amount: number): string {
  const power = Math.min(4, Math.max(0, Math.floor(Math.log2(Math.max(1, amount)) / 10)));
  return `${Number((amount / 1024 ** power).toPrecision(4))}\u00a0${['B', 'KiB', 'MiB', 'GiB', 'TiB'][power]}`;
}

/** A share of a whole: `12.5 %` (unbroken), and never 0 % or 100 % of what is some or not all. */
export function share(part: number, whole: number): string {
  if (whole === 0 || part === 0) return '0\u00a0%';
  if (part === whole) return '100\u00a0%';
  const percent = (100 * part) / whole;
  if (percent < 0.01) return '<\u00a00.01\u00a0%';
  if (percent > 99.99) return '>\u00a099.99\u00a0%';
  return `${Number(percent.toPrecision(percent > 99 ? 4 : 3))}\u00a0%`;
}

const short: Record<string, string> = {
  float64: 'f64',
  float32: 'f32',
  float16: 'f16',
  bfloat16: 'bf16',
  int64: 'i64',
  int32: 'i32',
  int16: 'i16',
  int8: 'i8',
  uint8: 'u8',
};

/** `f32[64, 10]` */
export const signature = (dtype: string, shape: readonly number[]): string =>
  `${short[dtype] ?? dtype}[${shape.join(', ')}]`;
