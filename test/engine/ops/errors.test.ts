import * as bs from 'backstep';
import { F, ones, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const x = ones([2, 3]);
const classes = tensor([0, 1]);

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [
    () => x.add(ones([4])),
    'add: sizes 3 and 4 of axis 1 differ — [2, 3] and [4] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
  ],
  [
    () => x.mul(undefined as never),
    'mul: an operand is no tensor and no number — undefined — give a tensor, a number or a boolean',
  ],
  [
    () => x.mul([1, 2] as never),
    'mul: an operand is no tensor and no number — 1,2 — give a tensor, a number or a boolean',
  ],
  [
    () => tensor([true]).neg(),
    'neg: is not defined for bool — bool — convert it first, such as with .float() or .long()',
  ],
  [
    () => x.matmul(x),
    'matmul: inner dimensions differ — [2, 3] @ [2, 3] — transpose the second operand or check the layer before it',
  ],
  [() => x.matmul(tensor(2.5)), 'matmul: a tensor has no axes — [2, 3] @ [] — use mul()'],
  [
    () => x.matmul([[1]] as never),
    'matmul: the second operand is no tensor — an array of 1 — make one with tensor(…)',
  ],
  [
    () => ones([2, 3, 4]).matmul(ones([3, 4, 5])),
    'matmul: sizes 2 and 3 of axis 0 differ — [2] and [3] — sizes must be equal, or 1, counted from the last axis; reshape or unsqueeze one of them',
  ],
  [
    () => tensor([true]).matmul(tensor([true])),
    'matmul: is not defined for bool — bool — convert it first, such as with .float()',
  ],
  [() => x.mm(ones([3])), 'mm: the tensors have not 2 axes — [2, 3] @ [3] — use matmul(), which takes any'],
  [
    () => F.linear(x, ones([4, 2])),
    'linear: the last axis of the input is not the weight’s second — input [2, 3], weight [4, 2] — check the layer before it',
  ],
  [
    () => F.linear(x, ones([4, 3]), ones([3])),
    'linear: the bias has not one element for each output — input [2, 3], weight [4, 3], bias [3] — give it the shape [4]',
  ],
  [
    () => F.linear(x.double(), ones([4, 3])),
    'linear: the dtypes differ — float64, float32, none — convert the input with .to(weight.dtype)',
  ],
  [() => x.sum(2), 'sum: there is no axis 2 — the tensor has 2 axes — give one from -2 to 1'],
  [() => x.sum([0, -2]), 'sum: an axis comes twice — [0, 0] — name each axis once'],
  [
    () => classes.mean(),
    'mean: the dtype is not floating — int64 — convert it first with .float(), or give { dtype }',
  ],
  [() => classes.std(), 'std: the dtype is not floating — int64 — convert it first with .float()'],
  [
    () => zeros([0, 2]).max(),
    'max: there is no element to choose — [0, 2] — reduce an axis that is not empty',
  ],
  [
    () => zeros([0, 2]).argmin(0),
    'argmin: there is no element to choose — [0, 2] — reduce an axis that is not empty',
  ],
  [() => tensor(1.5).cumsum(1), 'cumsum: there is no axis 1 — the tensor has 0 axes — give one from -1 to 0'],
  [() => x.softmax(-3), 'softmax: there is no axis -3 — the tensor has 2 axes — give one from -2 to 1'],
  [
    () => F.crossEntropy(x, tensor([0, 3])),
    'crossEntropy: class 3 at row 1 is outside 0 … 2 — logits [2, 3] have 3 classes',
  ],
  [
    () => F.crossEntropy(x, ones([2])),
    'crossEntropy: the classes are not int64 — logits float32 [2, 3], classes float32 [2] — give class indices; convert them with .long()',
  ],
  [
    () => F.crossEntropy(x, tensor([0, 1, 2])),
    'crossEntropy: there is not one class for each row — logits float32 [2, 3], classes int64 [3] — give logits [N, C] and classes [N]',
  ],
  [
    () => F.crossEntropy(x, classes, { reduction: 'avg' as never }),
    "crossEntropy: there is no such reduction — avg — give 'mean', 'sum' or 'none'",
  ],
  [() => x.gather(1, tensor([[0], [5]])), 'gather: index 5 is out of range — the axis has 3 elements'],
  [
    () => x.gather(1, tensor([0])),
    'gather: the index has not the axes of the tensor, or is longer beside the axis of picking — index [1] for [2, 3] along axis 1 — give it as many axes, and sizes that are at most the tensor’s',
  ],
  [
    () => x.gather(1, tensor([[0.5], [1]])),
    'gather: the indices are not integers — float32 — convert them with .long()',
  ],
  [
    () => x.scatterAdd(1, tensor([[0]]), ones([1, 1], { dtype: 'float64' })),
    'scatterAdd: the dtypes differ — float64 into float32 — convert the source with .to()',
  ],
  [() => x.indexSelect(0, tensor([2])), 'indexSelect: index 2 is out of range — the axis has 2 elements'],
  [
    () => x.indexSelect(0, tensor([[0]])),
    'indexSelect: the index has not one axis — [1, 1] — use at(), or flatten it',
  ],
  [
    () => x.indexAdd(0, tensor([0]), ones([2, 3])),
    'indexAdd: the source does not fit — source float32 [2, 3] into float32 [2, 3] at 1 places — give float32 [1, 3]',
  ],
  [() => bs.where(x, x, 0), 'where: the condition is not bool — float32 — compare it, such as with .ne(0)'],
  [() => x.clamp({}), 'clamp: there is no bound — {} — give min, max or both: clamp({ min: 0 })'],
  [
    () => bs.cat([x, ones([2, 4])]),
    'cat: the shapes differ beside the axis of joining — [2, 3] and [2, 4] along axis 0 — give tensors of equal sizes there',
  ],
  [() => x.split([1, 3], 1), 'split: the parts do not add up to the axis — [1, 3] of 3 — make them 3'],
  [
    () => x.copy_(ones([3, 3])),
    'copy_: the operand does not broadcast to the shape of the tensor — [3, 3] into [2, 3] — reshape the operand',
  ],
  [
    () => tensor([3]).floorDivide(0),
    'floorDivide: an integer is divided by zero — mask the zeros or use a float',
  ],
  [
    () => tensor([2]).pow(-1),
    'pow: integers have no negative powers — int64 to the power of -1 — convert it with .float()',
  ],
];

describe('a mistake is told in one sentence:', () => {
  test.each(mistakes.map(([wrong, text]) => [text, wrong] as const))('%s', (text, wrong) => {
    let message = 'nothing was thrown';
    try {
      wrong();
    } catch (error) {
      expect(error).toBeInstanceOf(bs.OpError);
      ({ message } = error as Error);
    }
    expect(message).toBe(text);
  });
});
