/** Elements, or parts, that differ from each other. Made of other ops; nothing here has a gradient, as in PyTorch. */
import { axisOf, elements } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { arange, ones, zeros } from './creation';
import { cat } from './join';
import { methods } from './methods';

/** Options of `unique`. */
/** What is asked of {@link unique}. */
export interface UniqueOptions {
  /** Ascending; always so here. */
  readonly sorted?: boolean;
  /** Gives where each element of the input is in the output too. */
  readonly returnInverse?: boolean;
  /** Gives how often each comes too. */
  readonly returnCounts?: boolean;
  /** Compare the parts along an axis instead of elements. */
  readonly dim?: number | null;
}

/** What was found. */
export interface Unique {
  /** Each element once, in ascending order. */
  readonly output: Tensor;
  /** int64, of the input's shape (with `dim` of that axis): where each element is in `output`. */
  readonly inverse: Tensor;
  /** int64: how often each of `output` comes. */
  readonly counts: Tensor;
}

/** Of rows in a line: bool [n], true where a row differs from the one before it; the first does. */
function starts(rows: Tensor): Tensor {
  const [count, width] = rows.shape;
  const first = ones([Math.min(count, 1)], { dtype: 'bool' });
  if (count <= 1) return first;
  if (width === 0) return cat([first, zeros([count - 1], { dtype: 'bool' })]);
  const differs = rows
    .narrow(0, 1, count - 1)
    .ne(rows.narrow(0, 0, count - 1))
    .any(1);
  return cat([first, differs]);
}

/** int64 [n]: the order of the rows of [n, width], by their first element, then by their second, and so on. */
function lexicographic(rows: Tensor): Tensor {
  const [count, width] = rows.shape;
  let order = arange(count);
  for (let column = width - 1; column >= 0; column--) {
    const keys = rows.select(1, column).indexSelect(0, order);
    order = order.indexSelect(0, keys.argsort());
  }
  return order;
}

/** The groups of neighbours that are equal, in rows seen in this order. */
function grouped(rows: Tensor, order: Tensor | null): { first: Tensor; inverse: Tensor; counts: Tensor } {
  const count = rows.shape[0];
  const seen = order === null ? rows : rows.indexSelect(0, order);
  const isStart = starts(seen);
  const begins = isStart.nonzero().reshape(-1);
  const groups = isStart.long().cumsum(0).sub(1);
  const ends = cat([begins, arange(count, count + 1)]);
  const number = begins.shape[0];
  const counts = ends.narrow(0, 1, number).sub(begins);
  const first = order === null ? begins : order.indexSelect(0, begins);
  const inverse = order === null ? groups : zeros([count], { dtype: 'int64' }).scatter(0, order, groups);
  return { first, inverse, counts };
}

function uniqueOf(input: Tensor, dim: number | null | undefined, sorts: boolean, op: string): Unique {
  const given = input.detach();
  if (dim === undefined || dim === null) {
    const flat = given.reshape(-1);
    const { first, inverse, counts } = grouped(flat.unsqueeze(1), sorts ? flat.argsort() : null);
    return { output: flat.indexSelect(0, first), inverse: inverse.reshape(given.shape), counts };
  }
  const axis = axisOf(op, dim, given.ndim);
  const moved = given.ndim === 0 ? given.reshape(1) : given.movedim(axis, 0);
  const rows = moved.reshape(moved.shape[0], elements(moved.shape.slice(1)));
  const { first, inverse, counts } = grouped(rows, sorts ? lexicographic(rows) : null);
  return { output: given.ndim === 0 ? moved : given.indexSelect(axis, first), inverse, counts };
}

type Chosen = Tensor | readonly [Tensor, Tensor] | readonly [Tensor, Tensor, Tensor];

function chosen({ output, inverse, counts }: Unique, { returnInverse, returnCounts }: UniqueOptions): Chosen {
  if (returnInverse && returnCounts) return [output, inverse, counts];
  if (returnInverse) return [output, inverse];
  return returnCounts ? [output, counts] : output;
}

/** Options of which both extra results come. */
export type WithBoth = UniqueOptions & { readonly returnInverse: true; readonly returnCounts: true };
/** Options of which one extra result comes. */
export type WithEither = UniqueOptions &
  (
    | { readonly returnInverse: true; readonly returnCounts?: false }
    | { readonly returnInverse?: false; readonly returnCounts: true }
  );

/**
 * The elements that differ, ascending (torch.unique); along `dim` the parts that differ, ascending by their first
 * element, then by their second, … With `returnInverse` and `returnCounts` also where each element is among them,
 * and how often each comes. Every NaN differs from every other.
 */
export function unique(input: Tensor, options: WithBoth): readonly [Tensor, Tensor, Tensor];
export function unique(input: Tensor, options: WithEither): readonly [Tensor, Tensor];
export function unique(input: Tensor, options?: UniqueOptions): Tensor;
export function unique(input: Tensor, options: UniqueOptions = {}): Chosen {
  return chosen(uniqueOf(input, options.dim, true, 'unique'), options);
}

/** As {@link unique}, of neighbours only: the first of each run of equals, in their order (torch.unique_consecutive). */
export function uniqueConsecutive(input: Tensor, options: WithBoth): readonly [Tensor, Tensor, Tensor];
export function uniqueConsecutive(input: Tensor, options: WithEither): readonly [Tensor, Tensor];
export function uniqueConsecutive(input: Tensor, options?: UniqueOptions): Tensor;
export function uniqueConsecutive(input: Tensor, options: UniqueOptions = {}): Chosen {
  return chosen(uniqueOf(input, options.dim, false, 'uniqueConsecutive'), options);
}

methods({ unique, uniqueConsecutive });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The elements that differ, ascending, where each element is among them, and how often each comes. */
    unique(options: WithBoth): readonly [Tensor, Tensor, Tensor];
    /** The elements that differ, ascending, and either where each element is among them or how often each comes. */
    unique(options: WithEither): readonly [Tensor, Tensor];
    /** The elements that differ, ascending; along `dim` the parts. */
    unique(options?: UniqueOptions): Tensor;
    /** The first of each run of equals, which run each element is in, and how long each is. */
    uniqueConsecutive(options: WithBoth): readonly [Tensor, Tensor, Tensor];
    /** The first of each run of equals, and either which run each element is in or how long each is. */
    uniqueConsecutive(options: WithEither): readonly [Tensor, Tensor];
    /** The first of each run of equals. */
    uniqueConsecutive(options?: UniqueOptions): Tensor;
  }
}
