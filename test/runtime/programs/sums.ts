export type Count = number;

export function add(a: Count, b: Count): Count {
  return a + b; // @add
}
