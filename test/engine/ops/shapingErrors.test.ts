import * as bs from 'backstep';
import { arange, F, ones, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';

const x = ones([2, 3]);
const int = (...values: number[]) => tensor(values, { dtype: 'int64' });

/** What a person did wrong, and all that they are told. */
const mistakes: readonly (readonly [() => unknown, string])[] = [
  [() => x.topk(4), 'topk: there are no 4 elements — axis 1 of [2, 3] — give k from 0 to 3'],
  [() => x.kthvalue(0), 'kthvalue: there is no element 0 — axis 1 of [2, 3] — give k from 1 to 3'],
  [
    () => zeros([2, 0]).median(1),
    'median: there is no element to choose — [2, 0] — reduce an axis that is not empty',
  ],
  [
    () => zeros([0], { dtype: 'int64' }).median(),
    'median: there is no element to choose — [0] — give at least one element',
  ],
  [() => zeros([0]).mode(), 'mode: there is no element to choose — [0] — reduce an axis that is not empty'],
  [() => x.sort(2), 'sort: there is no axis 2 — the tensor has 2 axes — give one from -2 to 1'],
  [
    () => int(1, 2).quantile(0.5),
    'quantile: the dtypes are not floats of one kind — int64 and q int64 — convert both with .float() or .double()',
  ],
  [() => x.quantile(1.5), 'quantile: q is not between 0 and 1 — 1.5 — give shares of 1, such as 0.5'],
  [
    () => x.quantile(0.5, { interpolation: 'cubic' as never }),
    'quantile: there is no such interpolation — cubic — one of linear, lower, higher, midpoint, nearest',
  ],
  [() => zeros([0]).nanquantile(0.5), 'nanquantile: there is no element — [0] — give at least one'],
  [
    () => bs.searchsorted(ones([3, 2]), x),
    'searchsorted: the shapes differ beside the last axis — [3, 2] for [2, 3] — give a sequence of one axis',
  ],
  [
    () => bs.searchsorted(ones([3]), x, { sorter: int(0) }),
    'searchsorted: the sorter is not an order of the sequence — int64 [1] for [3] — give sequence.argsort()',
  ],
  [() => bs.bucketize(x, x), 'bucketize: the boundaries have not one axis — [2, 3] — flatten them'],
  [() => x.scatter(1, tensor([[3]]), 1), 'scatter: index 3 is out of range — the axis has 3 elements'],
  [
    () => x.scatter(1, tensor([[0]]), ones([1, 1], { dtype: 'float64' })),
    'scatter: the dtypes differ — float64 into float32 — convert the source with .to()',
  ],
  [
    () => x.scatter_(1, tensor([[0, 1]]), ones([1, 1])),
    'scatter_: the source is smaller than the index — source [1, 1], index [1, 2] — give it at least the shape of the index',
  ],
  [
    () => x.scatterReduce(1, tensor([[0]]), ones([1, 1]), 'max' as never),
    'scatterReduce: there is no such reduction — max — one of sum, prod, mean, amax, amin',
  ],
  [
    () => x.indexCopy(0, int(5), ones([1, 3])),
    'indexCopy: index 5 is out of range — the axis has 2 elements',
  ],
  [
    () => x.indexFill(0, int(0), ones([2])),
    'indexFill: the value has axes — [2] — give a number or a tensor without axes',
  ],
  [() => x.maskedFill(x, 0), 'maskedFill: the mask is not bool — float32 — compare it, such as with .ne(0)'],
  [
    () => x.maskedFill(x.gt(0), ones([3])),
    'maskedFill: the value has axes — [3] — give a number or a tensor without axes, or use where()',
  ],
  [
    () => int(1).maskedFill(tensor([true]), 0.5),
    'maskedFill: 0.5 is no int64 — 0.5 — give an integer, or convert the tensor',
  ],
  [
    () => ones([3]).maskedFill_(x.gt(0), 1),
    'maskedFill_: the mask does not broadcast to the shape of the tensor — [2, 3] into [3] — reshape the mask',
  ],
  [
    () => x.maskedScatter(x.gt(0), ones([2])),
    'maskedScatter: the source has too few elements — 2 elements for 6 that are true — give at least as many',
  ],
  [
    () => x.takeAlongDim(int(0), 1),
    'takeAlongDim: the index has another number of axes — [2, 3] and [1] — unsqueeze it',
  ],
  [() => ones([3]).diagonal(), 'diagonal: the tensor is no matrix — [3] — give one of at least two axes'],
  [() => x.diagonal(0, 1, -1), 'diagonal: both axes are the same — axis 1 of [2, 3] — name two axes'],
  [
    () => x.diagonalScatter(ones([3])),
    'diagonalScatter: the source has not the shape of the diagonal — [3] for [2] — reshape it',
  ],
  [
    () => x.selectScatter(ones([2]), 0, 0),
    'selectScatter: the source has not the shape of the part — [2] for [3] — reshape it',
  ],
  [
    () => ones([2, 2, 2]).diag(),
    'diag: the tensor is no vector and no matrix — [2, 2, 2] — use diagonal() or diagEmbed()',
  ],
  [
    () => x.unfold(1, 4, 1),
    'unfold: a window does not fit the axis — size 4, step 1 along axis 1 of [2, 3] — give a size from 0 to 3',
  ],
  [
    () => x.unfold(1, 2, 0),
    'unfold: 0 is no step — size 2, step 0 along axis 1 of [2, 3] — give an integer of at least 1',
  ],
  [
    () => x.asStrided([2, 2], [5, 2]),
    'asStrided: elements lie outside of the memory — size [2, 2], stride [5, 2] from 0, of 6 elements — make it smaller',
  ],
  [
    () => x.asStrided([2], [-1], 1),
    'asStrided: there is not one size and stride of at least 0 for each axis — size [2], stride [-1] from 1 — give integers',
  ],
  [
    () => x.repeat(2),
    'repeat: there is not one number of at least 0 for each axis — [2] for [2, 3] — give as many as there are axes, or more',
  ],
  [
    () => x.repeatInterleave(int(1, 2), 1),
    'repeatInterleave: there is not one integer for each element — int64 [2] for 3 elements — give int64 [3]',
  ],
  [
    () => x.roll([1, 2], [0]),
    'roll: there is not one shift for each axis — [1, 2] along [0] — give as many of each',
  ],
  [() => x.flip([0, -2]), 'flip: an axis comes twice — [0, 0] — name each axis once'],
  [() => ones([3]).fliplr(), 'fliplr: the tensor has fewer than 2 axes — [3] — unsqueeze it'],
  [
    () => x.movedim([0, 1], [0]),
    'movedim: there is not one place for each axis — [0, 1] to [0] — give as many of each',
  ],
  [
    () => F.pad(x, [1]),
    'pad: the padding is not two integers for each of the last axes — [1] for [2, 3] — begin with the last axis',
  ],
  [
    () => F.pad(x, [-2, -2]),
    'pad: more is taken away than axis 1 has — [-2, -2] for [2, 3] — take away less',
  ],
  [
    () => F.pad(x, [3, 0], 'reflect'),
    'pad: reflect reaches beyond axis 1 — [3, 0] for [2, 3] — pad at most 2 on each side of it',
  ],
  [
    () => F.pad(x, [1, 1, 1, 1], 'replicate'),
    "pad: replicate needs one, two or three last axes of a tensor with one or two more — [1, 1, 1, 1] for [2, 3] — unsqueeze it, or use the mode 'constant'",
  ],
  [
    () => F.pad(x, [1, 1], 'mirror' as never),
    'pad: there is no such mode — mirror — one of constant, reflect, replicate, circular',
  ],
  [
    () => F.pad(x, [1, 1], 'reflect', 2),
    "pad: reflect takes no value — 2 — leave it out, or use the mode 'constant'",
  ],
  [
    () => x.hsplit(2),
    'hsplit: the parts are not equal — 3 elements of axis 1 in 2 parts — use tensorSplit()',
  ],
  [() => x.chunk(0), 'chunk: 0 is no number of parts — [2, 3] — give an integer from 1 to 1048576'],
  [() => bs.hstack([]), 'hstack: there are no tensors —  — give an array of tensors: hstack([a, b])'],
  [() => bs.meshgrid([x]), 'meshgrid: a tensor is no vector — [2, 3] — flatten it'],
  [() => bs.combinations(x), 'combinations: the tensor is no vector — [2, 3] — flatten it'],
  [() => bs.blockDiag(ones([1, 1, 1])), 'blockDiag: a tensor is no matrix — [1, 1, 1] — give matrices'],
  [() => bs.linspace(0, 1, -1), 'linspace: -1 is no size — -1 — give an integer of at least 0'],
  [() => bs.eye(-1), 'eye: -1 is no size — -1 — give an integer of at least 0'],
  [
    () => bs.oneHot(zeros([0], { dtype: 'int64' })),
    'oneHot: there is no class to count by — [0] — give numClasses',
  ],
  [
    () => x.at_(0, undefined as never),
    'at_: an operand is no tensor and no number — undefined — give a tensor, a number or a boolean',
  ],
  [
    () => x.at_(0, [1, 2, 3] as never),
    'at_: an operand is no tensor and no number — 1,2,3 — give a tensor, a number or a boolean',
  ],
  [
    () => x.scatter(1, tensor([[0]]), undefined as never),
    'scatter: an operand is no tensor and no number — undefined — give a tensor, a number or a boolean',
  ],
  [() => x.diagonal(0.5), 'diagonal: 0.5 names no diagonal — 0.5 — give an integer'],
  [() => x.slice(0, 0.5), 'slice: a bound is no integer — 0.5 — give integers, or leave bounds out'],
  [() => x.roll(Number.NaN, 0), 'roll: a shift is no integer — [NaN] — give integers'],
  [() => x.rot90(0.5), 'rot90: 0.5 is no number of turns — 0.5 — give an integer'],
  [
    () => F.pad(x, undefined as never),
    'pad: the padding is no array — undefined — give two integers an axis',
  ],
  [() => ones([3]).tril(), 'tril: the tensor is no matrix — [3] — give one of at least two axes'],
  [() => arange(3).vander(-1), 'vander: -1 is no number of powers — -1 — give an integer of at least 0'],
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
