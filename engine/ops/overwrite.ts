/** What ops share that write into a copy of their first operand or, with `_` after their name, into itself. */
import type { Tensor } from '../tensor/tensor';
import { copied } from './cast';
import { attribute, begin, execute, input as inputOf, into } from './command';
import { compose } from './compose';
import { dispatch } from './dispatch';
import { dispatchInPlace } from './inplace';
import { type Attributes, type Definition, define, type Operand } from './row';

type Values = readonly [Tensor, ...(Operand | null)[]];

/** What {@link overwriting} makes two rows of. */
export interface Overwriting<N extends readonly string[], V extends Values, A extends Attributes> {
  readonly operands: N;
  /** Writes into `target`, which has the first operand's elements. `op` is the name that errors begin with. */
  readonly write: (op: string, target: Tensor, operands: V, attributes: A) => void;
  readonly gradient: NonNullable<Definition<N, V, A, Tensor>['gradient']>;
}

/** The rows `name` and `name_`, and how to run either. */
export function overwriting<const N extends readonly string[], V extends Values, A extends Attributes>(
  name: string,
  { operands, write, gradient }: Overwriting<N, V, A>,
): (inPlace: boolean, operands: V, attributes: A) => Tensor {
  const row = define(name, {
    operands,
    composed: 'copies',
    forward: (values: V, attributes: A) => {
      const made = copied(name, values[0], values[0].type);
      write(name, made, values, attributes);
      return made;
    },
    gradient,
  });
  const inPlaceRow = define(`${name}_`, {
    operands,
    forward: compose((values: V, attributes: A) => {
      write(`${name}_`, values[0], values, attributes);
      return values[0];
    }, true),
    gradient,
  });
  return (inPlace, values, attributes) =>
    inPlace ? dispatchInPlace(inPlaceRow, values, attributes) : dispatch(row, values, attributes);
}

/** Writes, or adds, the parts of `source` at the indices of an axis of `target`. Part of a running op. */
export function writeParts(
  op: string,
  kernel: 'indexAdd' | 'indexCopy',
  target: Tensor,
  index: Tensor,
  source: Tensor,
  dim: number,
): void {
  begin(op, kernel);
  into(target);
  inputOf(index);
  inputOf(source);
  attribute(dim);
  execute();
}
