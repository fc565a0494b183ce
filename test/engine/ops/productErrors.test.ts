import { addmm, cdist, cross, einsum, mv, OpError, ones, outer, tensordot, trace, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const x = ones([2, 3]);
const z = zeros([2, 2]);

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [
    () => einsum('ij,jk', x),
    'einsum: there is not one operand for each term — 1 for 2 terms in "ij,jk" — terms are separated by commas',
  ],
  [
    () => einsum('ij->ik', x),
    'einsum: "k" of the result is in no operand — "ij->ik" — name it in a term, or leave it out',
  ],
  [() => einsum('ij->ii', x), 'einsum: "i" comes twice in the result — "ij->ii" — name each axis once'],
  [
    () => einsum('ij', ones([2])),
    'einsum: a term has not as many letters as its operand has axes — "ij" for [2] in "ij" — name each axis; "..." stands for any number',
  ],
  [() => einsum('i1', x), 'einsum: "1" names no axis — "i1" — use letters, "...", "," and "->"'],
  [
    () => einsum('ij,jk', x, x),
    'einsum: "j" has the sizes 3 and 2 — [2, 3], [2, 3] in "ij,jk" — sizes of a letter must be equal, or 1',
  ],
  [
    () => einsum('ii', x),
    'einsum: the axes of "i", which comes twice in one operand, differ in size — [2, 3] in "ii" — use another letter for one of them',
  ],
  [() => einsum('i->i->i', x), 'einsum: "->" comes twice — "i->i->i" — write it once, before the result'],
  [
    () => einsum('...i...', x),
    'einsum: "..." comes twice in one term — "...i..." — one stands for all broadcast axes',
  ],
  [() => einsum(x, [0, 52]), 'einsum: a label is out of range — 52 — use integers from 0 to 51'],
  [
    () => outer(x, x),
    'outer: the first operand has not 1 axis — [2, 3] — use matmul() or einsum(), which take others',
  ],
  [() => mv(x, x), 'mv: the vector has not 1 axis — [2, 3] — use matmul() or einsum(), which take others'],
  [
    () => trace(ones([3])),
    'trace: the tensor has not 2 axes — [3] — use matmul() or einsum(), which take others',
  ],
  [
    () => tensordot(x, x, 3),
    'tensordot: there are not 3 axes to sum over — [2, 3] and [2, 3] — give fewer, or name them',
  ],
  [
    () => tensordot(x, x, [[0], [1]]),
    'tensordot: the axes to sum over differ in size — [2, 3] and [2, 3] — [0] and [1]',
  ],
  [
    () => cross(x, ones([2, 2])),
    'cross: sizes 3 and 2 of axis 1 differ — [2, 3] and [2, 2] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
  ],
  [
    () => cross(z, z),
    'cross: the vectors have not 3 elements — [2, 2] and [2, 2] — name the axis of size 3 with dim',
  ],
  [
    () => addmm(ones([3, 3]), x, ones([3, 1])),
    'addmm: sizes 3 and 2 of axis 0 differ — [3, 3] and [2, 1] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
  ],
  [
    () => addmm(x, x, x),
    'matmul: inner dimensions differ — [2, 3] @ [2, 3] — transpose the second operand or check the layer before it',
  ],
  [
    () => cdist(x, ones([2, 2])),
    'cdist: the tensors have not rows of one size — [2, 3] and [2, 2] — give [..., n, m] and [..., k, m]',
  ],
  [() => cdist(x, x, -1), 'cdist: the order of the norm is negative — -1 — give one from 0 to Infinity'],
];

describe('a mistake with products', () => {
  test.each(mistakes.map(([wrong, text]) => ({ wrong, text })))('$text', ({ wrong, text }) => {
    let message = 'no error';
    try {
      wrong();
    } catch (error) {
      expect(error).toBeInstanceOf(OpError);
      ({ message } = error as Error);
    }
    expect(message).toBe(text);
  });
});
