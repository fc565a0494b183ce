/** What an op is: one row, with its name, its forward computation and its gradient. */
import type { RowNames } from '../history/name';
import type { Tensor } from '../tensor/tensor';
import { compose } from './compose';
import type { KnownOp } from './known';

/** A number stands for a tensor without axes; null for an operand that is left out. */
export type Operand = Tensor | number | boolean;
export type Operands = readonly (Operand | null)[];

/** What an op is given beside its operands. Kept by the graph as it is. */
export type Attributes = object;

type Named<N extends readonly string[], V extends readonly unknown[]> = {
  readonly [I in Extract<keyof N, `${number}`> as N[I] & string]: I extends keyof V ? V[I] : never;
};
type Shapes<N extends readonly string[]> = { readonly [K in N[number] as `${K}Shape`]: readonly number[] };

/**
 * What a gradient rule can take: the incoming gradient `grad`, operands by their names and the `output` (which the
 * forward op then saves), shapes of operands as `inputShape` (which need no saving), and attributes.
 */
export type Known<N extends readonly string[], V extends readonly unknown[], A extends Attributes> = {
  readonly grad: Tensor;
  /**
   * The gradient of every output, null for one that has none. Where a rule takes it, all floating outputs of the op
   * are part of the graph; else only the first.
   */
  readonly grads: readonly (Tensor | null)[];
  readonly output: Tensor;
  /** Every output, as `output` is the first. */
  readonly outputs: readonly Tensor[];
  /** Of an op of many tensors: their shapes. */
  readonly shapes: readonly (readonly number[])[];
} & Named<N, V> &
  Shapes<N> &
  A;

/** The gradient of the loss by one operand. The walker reduces it to the operand's shape and dtype. */
export type Rule<K> = (known: K) => Tensor | null;
/** Of an op of many tensors: one gradient each. */
export type ManyRule<K> = (known: K) => readonly (Tensor | null)[];

/** A row as the dispatcher and the graph see it. */
export interface Row {
  readonly name: string;
  /** Names of the operands in their order. An op of many tensors has one name for all of them. */
  readonly operands: readonly string[];
  readonly many: boolean;
  /** By operand; absent where an operand has no gradient. */
  readonly rules: readonly (PreparedRule | null)[] | null;
  /** What its rules are given; null before the first gradient. */
  Known: typeof KnownOp | null;
  /** Names of the outputs; one named `output` but for ops such as `max`, whose first one has the gradient. */
  readonly outputs: readonly string[];
  /** Whether every floating output has a gradient: its rules take `grads`. */
  readonly branches: boolean;
  /** The names that observers are told; null until there is one. */
  told: RowNames | null;
}

export interface PreparedRule {
  readonly apply: (known: never) => Tensor | readonly (Tensor | null)[] | null;
  /** Positions of the operands to save; those of the outputs begin at the number of operands. */
  readonly saves: readonly number[];
  /** Names of all that it takes. */
  readonly takes: ReadonlySet<string>;
}

/** A row as a caller sees it, with the types of its operands. */
export interface TypedRow<V extends readonly unknown[], A extends Attributes, R> extends Row {
  readonly forward: (operands: V, attributes: A) => R;
}

export interface Definition<
  N extends readonly string[],
  V extends readonly unknown[],
  A extends Attributes,
  R,
> {
  readonly operands: N;
  readonly outputs?: readonly string[];
  readonly many?: boolean;
  /** The forward computation is made of other ops, which only move elements or compute too: see {@link compose}. */
  readonly composed?: boolean | 'copies';
  readonly forward: (operands: V, attributes: A) => R;
  readonly gradient?: { readonly [K in N[number]]?: Rule<Known<N, V, A>> | ManyRule<Known<N, V, A>> };
}

/** Every row by its name. */
export const rows = new Map<string, Row>();

/** Adds a row to the table. */
export function define<
  const N extends readonly string[],
  V extends readonly unknown[],
  A extends Attributes,
  R extends Tensor | readonly Tensor[],
>(name: string, definition: Definition<N, V, A, R>): TypedRow<V, A, R> {
  const { operands, many = false, outputs = ['output'], composed = false, gradient } = definition;
  const forward = composed ? compose(definition.forward, composed === 'copies') : definition.forward;
  const rules = gradient
    ? operands.map((operand) => {
        const apply = gradient[operand as N[number]];
        return apply ? prepare(apply as PreparedRule['apply'], operands, outputs, many) : null;
      })
    : null;
  const taken = (rules ?? []).flatMap((rule) => rule?.takes ?? []);
  const branches = taken.some((names) => names.has('grads'));
  if (branches && !taken.every((names) => names.has('grads')))
    throw new Error(`ops: all rules of ${name} take grads, or none`);
  const row = { name, operands, many, outputs, branches, rules, Known: null, forward, told: null };
  if (rows.has(name)) throw new Error(`ops: two rows have the name ${name}`);
  rows.set(name, row);
  return row;
}

function prepare(
  apply: PreparedRule['apply'],
  operands: readonly string[],
  outputs: readonly string[],
  many: boolean,
): PreparedRule {
  const names = namesTaken(apply);
  const saves = operands.map((_, position) => position).filter((position) => names.has(operands[position]));
  if (many && saves.length > 0)
    throw new Error(`ops: an op of many tensors cannot save them: ${operands[0]}`);
  if (names.has('outputs')) saves.push(...outputs.map((_, position) => operands.length + position));
  else if (names.has('output')) saves.push(operands.length);
  return { apply, saves, takes: names };
}

/**
 * The names that a rule takes apart in its parameter list: those, and no others, are saved by the forward op. A
 * rule therefore destructures its parameter, and the body uses only what was taken. It begins with `grad`, of which
 * there is nothing here: an op before that would run when the engine is loaded.
 */
function namesTaken(apply: PreparedRule['apply']): Set<string> {
  const names = new Set<string>();
  // What is taken can be taken apart in turn, as `grads: [byValues, byIndices]`.
  const nothing: Iterable<never> = [].values();
  const probe = new Proxy({}, { get: (_, name) => names.add(String(name)) && nothing });
  try {
    apply(probe as never);
  } catch {
    // The body has nothing to work on. Its parameter list was read by then.
  }
  return names;
}
