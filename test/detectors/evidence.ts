/** What the output of a program shows, told without any detector: that its fault is really there, or that it learns. */

/** Every value in the output after `loss `, in their order. */
export function losses(output: string): number[] {
  return [...output.matchAll(/\bloss (NaN|-?Infinity|-?\d[\d.e+-]*)/g)].map(([, value]) => Number(value));
}

const largest = (values: readonly number[]) => Math.max(...values);
const smallest = (values: readonly number[]) => Math.min(...values);

/** Whether the output shows it. */
const evidence = {
  /** The loss ends well below where it began. */
  learns: (output) => {
    const values = losses(output);
    return values.length >= 2 && (values.at(-1) as number) < 0.7 * values[0];
  },
  /** A loss is NaN or infinite. */
  nonFinite: (output) => losses(output).some((value) => !Number.isFinite(value)),
  /** The loss becomes twice as large as it was at first, or worse. */
  diverges: (output) => largest(losses(output)) > 2 * losses(output)[0],
  /** In the second half the loss hardly moves, and it is still far from what a healthy program reaches. */
  flat: (output) => {
    const values = losses(output);
    const second = values.slice(values.length >> 1);
    const [first] = values;
    return (
      largest(second) - smallest(second) < 0.05 * Math.abs(first) && second[0] > first - 0.8 * Math.abs(first)
    );
  },
  /** A parameter that should be trained is what it was. */
  untouched: (output) => /\bmoved by 0$/m.test(output),
  /** Two units of a layer are the same. */
  equal: (output) => /\bdiffer by 0$/m.test(output),
  /** Most units are at an end of their range. */
  saturated: (output) => Number(/\bsaturated (\d+) %/.exec(output)?.[1] ?? 0) > 50,
} satisfies Record<string, (output: string) => boolean>;

export type Evidence = keyof typeof evidence;

export function isShown(what: Evidence, output: string): boolean {
  return evidence[what](output);
}
