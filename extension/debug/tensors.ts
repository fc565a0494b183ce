/** How a tensor reads: `f32[64, 10] mean 0.0103 std 0.993 min -3.12 max 2.91 nan 3 inf 0`. */
import type { TensorDescription } from '../../engine/runtime/debuggee';
import type { Statistics } from '../../engine/tensor/picture';

export function headText({ short, place }: Pick<TensorDescription, 'short' | 'place'>): string {
  return `${short}[${place.shape.join(', ')}]`;
}

/** In place of the statistics of a tensor that is too large for them to be computed unasked. */
export const tooLarge = 'too large';

/**
 * `statistics` is null where the values themselves are shown, or could not be read; `more` comes between the head and
 * those.
 */
export function tensorText(
  tensor: TensorDescription,
  statistics: Statistics | typeof tooLarge | null,
  more = '',
): string {
  const head = headText(tensor) + more;
  if (tensor.isDisposed) return `${head} disposed`;
  if (tensor.values) return `${head} ${nested(tensor.values.map(shortValue), tensor.place.shape)}`;
  if (statistics === tooLarge) return `${head} … (large: open it for its statistics)`;
  return statistics ? `${head} ${statisticsText(statistics, tensor.place.dtype)}` : head;
}

/** ` · grad |0.0132|`, or that there is none; nothing for what asks for none. */
export function gradientText(
  { gradient }: TensorDescription,
  statistics: Statistics | typeof tooLarge | null,
): string {
  if (gradient === undefined) return '';
  if (gradient === null) return ' · no grad';
  return statistics === null || statistics === tooLarge ? ' · grad' : ` · grad ${normText(statistics)}`;
}

/** `|0.0132|`, and what is wrong: `|0.0132| ⚠ nan 3`. */
export function normText({ norm, nan, positiveInfinity, negativeInfinity }: Statistics): string {
  const infinite = positiveInfinity + negativeInfinity;
  const wrong = [nan > 0 && `nan ${nan}`, infinite > 0 && `inf ${infinite}`].filter(Boolean);
  return `|${short(norm)}|${wrong.length > 0 ? ` ⚠ ${wrong.join(' ')}` : ''}`;
}

/** What stands at the end of a line: `f32[256, 784] |10.2| ⚠ nan 3`, `f32[] 2.3026`. */
export function inlineText(
  tensor: TensorDescription,
  statistics: Statistics | typeof tooLarge | null,
): string {
  const head = headText(tensor);
  if (statistics === null && tensor.values) return tensorText(tensor, null);
  if (statistics === null || statistics === tooLarge) return head;
  if (statistics.count === 0 || tensor.place.dtype === 'bool') {
    return `${head} ${statisticsText(statistics, tensor.place.dtype)}`;
  }
  return `${head} ${normText(statistics)}`;
}

export function statisticsText(statistics: Statistics, dtype: string): string {
  const { count, nan, positiveInfinity, negativeInfinity, zeros, mean, std, min, max } = statistics;
  if (count === 0) return 'empty';
  if (dtype === 'bool') return `true ${count - zeros} false ${zeros}`;
  const parts: string[] = [];
  const infinite = positiveInfinity + negativeInfinity;
  if (nan + infinite < count) {
    parts.push(`mean ${short(mean)}`, `std ${short(std)}`, `min ${short(min)}`, `max ${short(max)}`);
  }
  if (nan + infinite > 0) parts.push(`nan ${nan}`, `inf ${infinite}`);
  return parts.join(' ');
}

/** A number to `digits` significant digits, as short as it gets. */
export function short(value: number, digits = 3): string {
  if (Number.isNaN(value)) return 'nan';
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf';
  if (Number.isInteger(value) && Math.abs(value) < 1e6) return String(value);
  const rounded = Number(value.toPrecision(digits));
  const size = Math.abs(rounded);
  return size >= 1e-4 && size < 1e6 ? String(rounded) : rounded.toExponential().replace('e+', 'e');
}

/** Values come as the program wrote them out in full: integers of any size are kept. */
function shortValue(text: string): string {
  return /^(-?\d+|true|false)$/.test(text) ? text : short(Number(text), 5);
}

function nested(values: readonly string[], shape: readonly number[]): string {
  if (shape.length === 0) return values[0];
  const [length, ...inner] = shape;
  const size = inner.reduce((product, one) => product * one, 1);
  const rows = Array.from({ length }, (_, row) => nested(values.slice(row * size, (row + 1) * size), inner));
  return `[${rows.join(', ')}]`;
}
