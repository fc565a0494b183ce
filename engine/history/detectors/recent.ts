/** The last few numbers of a run. */

/** Adds a number, and drops the oldest of more than `most`. */
export function remember(numbers: number[], value: number, most: number): void {
  numbers.push(value);
  if (numbers.length > most) numbers.shift();
}

/** The middle one, the lower of two; NaN of none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.length === 0 ? Number.NaN : sorted[(sorted.length - 1) >> 1];
}

export function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
}
