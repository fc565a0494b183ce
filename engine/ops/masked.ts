/** Choosing and writing elements by a mask. */
import { bool, Category } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { broadcast, broadcastsTo } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { at } from './at';
import { allocate, begin, execute, input as inputOf, into, result } from './command';
import { dispatch, requireTensor } from './dispatch';
import { checkOperand, operandInput } from './elementwise';
import { put } from './indexing';
import { dispatchInPlace } from './inplace';
import { methods } from './methods';
import { truePositions } from './nonzero';
import { define, type Known, type Operand } from './row';
import { where } from './where';

type Operands = readonly [Tensor, Tensor, Operand];

/** `target` null: a new tensor. */
function fillMasked(op: string, target: Tensor | null, [input, mask, value]: Operands): Tensor {
  const shape = target === null ? broadcast(op, input.shape, mask.shape) : target.shape;
  begin(op, 'where');
  if (target === null) allocate(input.type, shape);
  else into(target);
  inputOf(mask, shape);
  operandInput(value, input.type, shape);
  inputOf(input, shape);
  if (target === null) return result(input.type, shape);
  execute();
  return target;
}

type FillKnown = Known<readonly ['input', 'mask', 'value'], Operands, object>;

const fillGradient = {
  input: ({ grad, mask }: FillKnown): Tensor => maskedFill(grad, mask, 0),
  value: ({ grad, mask }: FillKnown) => where(mask, grad, 0),
};

const fillRow = define('maskedFill', {
  operands: ['input', 'mask', 'value'],
  forward: (operands: Operands) => fillMasked('maskedFill', null, operands),
  gradient: fillGradient,
});

const fillInPlaceRow = define('maskedFill_', {
  operands: ['input', 'mask', 'value'],
  forward: (operands: Operands) => fillMasked('maskedFill_', operands[0], operands),
  gradient: fillGradient,
});

function checkMask(op: string, mask: Tensor): void {
  requireTensor(op, 'the mask', mask);
  if (mask.type !== bool) fail(op, 'the mask is not bool', mask.dtype, 'compare it, such as with .ne(0)');
}

function fillOperands(op: string, input: Tensor, mask: Tensor, value: Operand): Operands {
  checkMask(op, mask);
  checkOperand(op, value);
  if (value instanceof Tensor) {
    if (value.ndim > 0)
      fail(
        op,
        'the value has axes',
        shapeText(value.shape),
        'give a number or a tensor without axes, or use where()',
      );
    return [input, mask, value.to(input.dtype)];
  }
  if (typeof value === 'number' && input.type.category !== Category.FLOATING && !Number.isInteger(value)) {
    fail(op, `${value} is no ${input.dtype}`, String(value), 'give an integer, or convert the tensor');
  }
  return [input, mask, value];
}

/** Elements where the bool `mask` is true become `value`, a number or a tensor without axes (torch.masked_fill). */
export function maskedFill(input: Tensor, mask: Tensor, value: Operand): Tensor {
  return dispatch(fillRow, fillOperands('maskedFill', input, mask, value), {});
}

/** As {@link maskedFill}, into the tensor itself (torch.Tensor.masked_fill_). */
export function maskedFill_(input: Tensor, mask: Tensor, value: Operand): Tensor {
  const operands = fillOperands('maskedFill_', input, mask, value);
  checkBroadcast('maskedFill_', input, mask);
  return dispatchInPlace(fillInPlaceRow, operands, {});
}

function checkBroadcast(op: string, input: Tensor, mask: Tensor): void {
  if (broadcastsTo(mask.shape, input.shape)) return;
  const shapes = `${shapeText(mask.shape)} into ${shapeText(input.shape)}`;
  fail(op, 'the mask does not broadcast to the shape of the tensor', shapes, 'reshape the mask');
}

/** The elements where the bool `mask`, broadcast with the tensor, is true; in one axis (torch.masked_select). */
export function maskedSelect(input: Tensor, mask: Tensor): Tensor {
  checkMask('maskedSelect', mask);
  const shape = broadcast('maskedSelect', input.shape, mask.shape);
  return shape.length === 0
    ? at(input.reshape(1), mask.reshape(1))
    : at(input.expand(shape), mask.expand(shape));
}

function scattered(inPlace: boolean, given: Tensor, mask: Tensor, source: Tensor): Tensor {
  const op = inPlace ? 'maskedScatter_' : 'maskedScatter';
  checkMask(op, mask);
  requireTensor(op, 'the source', source);
  if (source.type !== given.type)
    fail(op, 'the dtypes differ', `${source.dtype} into ${given.dtype}`, 'convert the source with .to()');
  if (inPlace) checkBroadcast(op, given, mask);
  const shape = broadcast(op, given.shape, mask.shape);
  const input = inPlace ? given : given.expand(shape);
  const index = truePositions(mask.expand(shape));
  const count = index.numel();
  if (source.numel() < count) {
    const text = `${source.numel()} elements for ${count} that are true`;
    fail(op, 'the source has too few elements', text, 'give at least as many');
  }
  const axes = shape.map((_, axis) => axis);
  const values = source.reshape(-1).narrow(0, 0, count);
  return put(inPlace, input, index, values, { axes, place: 0, accumulate: false });
}

/** Elements where the bool `mask` is true become those of `source`, one after the other (torch.masked_scatter). */
export function maskedScatter(input: Tensor, mask: Tensor, source: Tensor): Tensor {
  return scattered(false, input, mask, source);
}

/** As {@link maskedScatter}, into the tensor itself (torch.Tensor.masked_scatter_). */
export function maskedScatter_(input: Tensor, mask: Tensor, source: Tensor): Tensor {
  return scattered(true, input, mask, source);
}

methods({ maskedFill, maskedFill_, maskedSelect, maskedScatter, maskedScatter_ });

declare module '../tensor/tensor' {
  interface Tensor {
    /** Elements where the bool `mask` is true become `value`, a number or a tensor without axes. */
    maskedFill(mask: Tensor, value: Operand): Tensor;
    /** Overwrites elements where the bool `mask` is true with `value`. */
    maskedFill_(mask: Tensor, value: Operand): this;
    /** The elements where the bool `mask` is true, in one axis. */
    maskedSelect(mask: Tensor): Tensor;
    /** Elements where the bool `mask` is true become those of `source`, one after the other. */
    maskedScatter(mask: Tensor, source: Tensor): Tensor;
    /** Overwrites elements where the bool `mask` is true with those of `source`, one after the other. */
    maskedScatter_(mask: Tensor, source: Tensor): this;
  }
}
