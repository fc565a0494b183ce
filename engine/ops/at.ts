/** Indexing: `x.at(0, '1:3', null, mask)` reads, `x.at_([0, mask], value)` writes. */
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { checkOperand } from './elementwise';
import { pick, put } from './indexing';
import { methods } from './methods';
import { type Index, located, type Picked } from './places';
import type { Operand } from './row';

export type { Index, SliceObject } from './places';

/**
 * A part of the tensor (torch.Tensor.__getitem__). Integers, slices, `null` and `'...'` give a view; masks and
 * integer tensors a copy, whose picked axes are broadcast together and stand where the first of them stood, or in
 * front if other axes lie between them.
 */
export function at(input: Tensor, ...places: readonly Index[]): Tensor {
  const { part, picked } = located('at', input, places);
  return picked === null ? part : pick(part, picked.index, picked.picks);
}

/**
 * Overwrites a part of the tensor with a value of a shape that broadcasts to it (torch.Tensor.__setitem__): the
 * places are those of {@link at}, in an array unless there is only one. Returns the whole tensor. Of an element that
 * is written twice, the last value stays.
 */
export function at_(input: Tensor, places: Index | readonly Index[], value: Operand): Tensor {
  checkOperand('at_', value);
  const { part, picked } = located('at_', input, Array.isArray(places) ? places : [places as Index]);
  const given = typeof value === 'object' ? withoutLeadingOnes(value, part, picked) : value;
  if (picked !== null) put(true, part, picked.index, given, { ...picked.picks, accumulate: false }, 'at_');
  else if (typeof given === 'object') part.copy_(given);
  else part.fill_(given);
  return input;
}

/** As in PyTorch, a value can have axes of size 1 in front that the part has not. */
function withoutLeadingOnes(value: Tensor, part: Tensor, picked: Picked | null): Tensor {
  const ndim = picked === null ? part.ndim : part.ndim - picked.picks.axes.length + picked.index.ndim;
  const extra = Math.max(value.ndim - ndim, 0);
  const ones = value.shape.slice(0, extra).every((size) => size === 1);
  return extra > 0 && ones ? value.reshape(value.shape.slice(extra)) : value;
}

function putAt(
  inPlace: boolean,
  input: Tensor,
  indices: readonly Index[],
  value: Operand,
  accumulate: boolean,
) {
  const op = inPlace ? 'indexPut_' : 'indexPut';
  checkOperand(op, value);
  const { part, picked } = located(op, input, indices);
  if (picked === null || part.ndim !== input.ndim) {
    fail(op, 'the indices are not tensors', `${indices.length} indices`, 'use at_(), which takes any place');
  }
  const { index, picks } = picked as Picked;
  return put(inPlace, input, index, value, { ...picks, accumulate }, op);
}

/**
 * A copy with `value` written at the indices, a tensor for each of the first axes; ':' leaves an axis whole
 * (torch.index_put). With `accumulate` it is added, as often as an index comes.
 */
export function indexPut(
  input: Tensor,
  indices: readonly Index[],
  value: Operand,
  accumulate = false,
): Tensor {
  return putAt(false, input, indices, value, accumulate);
}

/** As {@link indexPut}, into the tensor itself (torch.Tensor.index_put_). */
export function indexPut_(
  input: Tensor,
  indices: readonly Index[],
  value: Operand,
  accumulate = false,
): Tensor {
  return putAt(true, input, indices, value, accumulate);
}

methods({ at, at_, indexPut, indexPut_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /**
     * A part of the tensor, as Python's `x[…]`: integers, slices `'1:3'`, `null` for a new axis, `'...'`, masks and
     * integer tensors or arrays. Views but for masks and tensors.
     */
    at(...places: readonly Index[]): Tensor;
    /** Overwrites a part, as Python's `x[…] = value`; several places are in an array: `x.at_([0, '1:3'], 5)`. */
    at_(places: Index | readonly Index[], value: Operand): this;
    /** A copy with `value` written (or added, with `accumulate`) at the indices, a tensor for each axis. */
    indexPut(indices: readonly Index[], value: Operand, accumulate?: boolean): Tensor;
    /** Writes `value` (or adds it, with `accumulate`) at the indices, a tensor for each axis. */
    indexPut_(indices: readonly Index[], value: Operand, accumulate?: boolean): this;
  }
}
