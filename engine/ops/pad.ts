/** Tensors made larger, or smaller, at their ends. */
import { fail, shapeText } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { full, zeros } from './creation';
import { tensor } from './data';
import { dispatch } from './dispatch';
import { define } from './row';

/** What is put around: a number, the input in a mirror, its outermost elements, or its other end. */
/** What a padding consists of. */
export type PadMode = 'constant' | 'reflect' | 'replicate' | 'circular';

/** What is put before and after an axis; negative: taken away. */
interface Ends {
  readonly axis: number;
  readonly before: number;
  readonly after: number;
}

const constantRow = define('constantPad', {
  operands: ['input'],
  composed: 'copies',
  forward: (
    [input]: readonly [Tensor],
    { ends, value }: { readonly ends: readonly Ends[]; readonly value: number },
  ) => {
    const shape = [...input.shape];
    for (const { axis, before, after } of ends) shape[axis] += before + after;
    const whole = full(shape, value, { dtype: input.dtype });
    let target = whole;
    let source = input;
    for (const { axis, before, after } of ends) {
      const kept = input.shape[axis] + Math.min(before, 0) + Math.min(after, 0);
      source = source.narrow(axis, Math.max(-before, 0), kept);
      target = target.narrow(axis, Math.max(before, 0), kept);
    }
    target.copy_(source);
    return whole;
  },
  gradient: {
    input: ({ grad, ends }): Tensor => {
      const undone = ends.map(({ axis, before, after }) => ({ axis, before: -before, after: -after }));
      return dispatch(constantRow, [grad], { ends: undone, value: 0 });
    },
  },
});

/** Where the elements of a padded axis come from. */
function places(mode: Exclude<PadMode, 'constant'>, size: number, { before, after }: Ends): number[] {
  return Array.from({ length: size + before + after }, (_, position) => {
    const at = position - before;
    if (mode === 'replicate') return Math.min(Math.max(at, 0), size - 1);
    if (mode === 'circular') {
      // Round what is kept of the axis.
      const start = Math.max(-before, 0);
      const kept = size - start - Math.max(-after, 0);
      return start + ((((at - start) % kept) + kept) % kept);
    }
    if (at < 0) return -at;
    return at < size ? at : 2 * (size - 1) - at;
  });
}

const copiesRow = define('pad', {
  operands: ['input'],
  composed: 'copies',
  forward: (
    [input]: readonly [Tensor],
    { ends, mode }: { readonly ends: readonly Ends[]; readonly mode: Exclude<PadMode, 'constant'> },
  ) =>
    ends.reduce((padded, each) => {
      const from = places(mode, input.shape[each.axis], each);
      return padded.indexSelect(each.axis, tensor(from, { dtype: 'int64' }));
    }, input),
  gradient: {
    input: ({ grad, inputShape, ends, mode }) =>
      ends.reduceRight((whole, each) => {
        const from = places(mode, inputShape[each.axis], each);
        const shape = whole.shape.map((size, axis) => (axis === each.axis ? inputShape[axis] : size));
        const sum = zeros(shape, { dtype: whole.dtype });
        return sum.indexAdd(each.axis, tensor(from, { dtype: 'int64' }), whole);
      }, grad),
  },
});

function endsOf(input: Tensor, pads: Shape): Ends[] {
  const text = `${shapeText(pads)} for ${shapeText(input.shape)}`;
  if (pads.length % 2 !== 0 || pads.length > 2 * input.ndim || !pads.every(Number.isInteger)) {
    fail(
      'pad',
      'the padding is not two integers for each of the last axes',
      text,
      'begin with the last axis',
    );
  }
  const ends: Ends[] = [];
  for (let k = 0; k < pads.length; k += 2) {
    const axis = input.ndim - 1 - k / 2;
    const [before, after] = [pads[k], pads[k + 1]];
    if (
      input.shape[axis] + Math.min(before, 0) + Math.min(after, 0) < 0 ||
      input.shape[axis] + before + after < 0
    ) {
      fail('pad', `more is taken away than axis ${axis} has`, text, 'take away less');
    }
    if (before !== 0 || after !== 0) ends.push({ axis, before, after });
  }
  return ends;
}

/** What each mode can do: reflected ends are shorter than the axis, repeated ones at most as long. */
function checkEnds(mode: PadMode, input: Tensor, pads: Shape, ends: readonly Ends[]): void {
  const spatial = pads.length / 2;
  const text = `${shapeText(pads)} for ${shapeText(input.shape)}`;
  if (spatial < 1 || spatial > 3 || input.ndim < spatial + 1 || input.ndim > spatial + 2) {
    fail(
      'pad',
      `${mode} needs one, two or three last axes of a tensor with one or two more`,
      text,
      "unsqueeze it, or use the mode 'constant'",
    );
  }
  for (const { axis, before, after } of ends) {
    const size = input.shape[axis];
    const most = mode === 'reflect' ? size - 1 : mode === 'circular' ? size : Number.POSITIVE_INFINITY;
    if (size === 0) fail('pad', `axis ${axis} is empty`, text, "use the mode 'constant'");
    if (before > most || after > most) {
      fail('pad', `${mode} reaches beyond axis ${axis}`, text, `pad at most ${most} on each side of it`);
    }
  }
}

const modes: readonly string[] = ['constant', 'reflect', 'replicate', 'circular'];

/**
 * The tensor with `pads` elements more at its ends, fewer where negative (torch.nn.functional.pad): before and after
 * the last axis, then before and after the one before it, … `value` is what a constant padding consists of; `reflect`
 * mirrors without the outermost element, `replicate` repeats that one, `circular` goes round.
 */
export function pad(input: Tensor, pads: readonly number[], mode: PadMode = 'constant', value = 0): Tensor {
  if (!modes.includes(mode)) fail('pad', 'there is no such mode', String(mode), `one of ${modes.join(', ')}`);
  if (!Array.isArray(pads)) fail('pad', 'the padding is no array', String(pads), 'give two integers an axis');
  const ends = endsOf(input, pads);
  if (mode === 'constant') return dispatch(constantRow, [input], { ends, value });
  if (value !== 0)
    fail('pad', `${mode} takes no value`, String(value), "leave it out, or use the mode 'constant'");
  checkEnds(mode, input, pads, ends);
  return dispatch(copiesRow, [input], { ends, mode });
}
