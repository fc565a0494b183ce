/** Counting how often a breakpoint was reached. */
export interface HitCount {
  readonly operator: '==' | '>' | '>=' | '<' | '<=' | '%';
  readonly count: number;
}

/** Whether the `times`th time is one at which to stop. */
export function isDue(times: number, { operator, count }: HitCount): boolean {
  switch (operator) {
    case '==':
      return times === count;
    case '>':
      return times > count;
    case '>=':
      return times >= count;
    case '<':
      return times < count;
    case '<=':
      return times <= count;
    case '%':
      return times % count === 0;
  }
}
