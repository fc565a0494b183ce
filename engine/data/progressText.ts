/** What a progress line says. */

export interface Standing {
  readonly description: string;
  readonly count: number;
  /** null where nobody knows it. */
  readonly total: number | null;
  /** Items that were done before this run. */
  readonly initial: number;
  /** Since the loop began. */
  readonly seconds: number;
  readonly isOver: boolean;
  readonly postfix: string;
}

const bar = { longest: 30, shortest: 6, done: '━', left: '─' } as const;

/** A line to be drawn again and again, at most `columns` wide. `colours`: with escape sequences. */
export function drawnLine(standing: Standing, columns: number, colours: boolean): string {
  const { description, total, count } = standing;
  const parts = partsOf(standing);
  const head = [description, parts.shift()!].filter(Boolean).join('  ');
  const tail = parts.join('  ');
  const room = columns - head.length - tail.length - 4;
  if (total === null || total === 0 || room < bar.shortest) return cut([head, tail].join('  '), columns);
  const length = Math.min(room, bar.longest);
  const done = Math.round((Math.min(count, total) / total) * length);
  const paint = (text: string, code: number) => (colours && text ? `\u001b[${code}m${text}\u001b[0m` : text);
  const drawn = paint(bar.done.repeat(done), 36) + paint(bar.left.repeat(length - done), 90);
  return [head, drawn, tail].join('  ');
}

/** A line of a log: nothing is drawn over it. */
export function plainLine(standing: Standing): string {
  const { description } = standing;
  return (description ? `${description}: ` : '') + partsOf(standing).join(', ');
}

function partsOf({ count, total, initial, seconds, isOver, postfix }: Standing): string[] {
  const rate = seconds > 0 ? (count - initial) / seconds : 0;
  const isWhole = total !== null && count >= total;
  const parts = [total === null ? `${count}` : `${count}/${total}`];
  if (total && !isWhole) parts.push(`${Math.floor((100 * count) / total)} %`);
  if (isOver || total === null || rate === 0) parts.push(`in ${clock(seconds)}`);
  else parts.push(`${clock((total - count) / rate)} left`);
  parts.push(rateText(rate));
  if (postfix) parts.push(postfix);
  return parts;
}

/** `12.3/s`, or `4.5 s each` where they take longer than a second. */
function rateText(rate: number): string {
  if (rate === 0) return '?/s';
  return rate >= 1 ? `${threeDigits(rate)}/s` : `${threeDigits(1 / rate)} s each`;
}

function threeDigits(value: number): string {
  return value >= 100 ? Math.round(value).toString() : value.toPrecision(3);
}

/** `0:07`, `12:30`, `1:02:03` */
export function clock(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  const two = (value: number) => String(value).padStart(2, '0');
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return h > 0 ? `${h}:${two(m)}:${two(s)}` : `${m}:${two(s)}`;
}

/** `loss 0.1235, lr 0.001` */
export function postfixText(values: Readonly<Record<string, number | string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${typeof value === 'number' ? numberText(value) : value}`)
    .join(', ');
}

function numberText(value: number): string {
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
}

function cut(line: string, columns: number): string {
  return line.length <= columns ? line : `${line.slice(0, Math.max(0, columns - 1))}…`;
}
