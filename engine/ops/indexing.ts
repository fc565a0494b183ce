/** Reading and writing at indices into several axes at once: what `at` and `take` are made of. */
import { fail, shapeText } from '../tensor/errors';
import { broadcastsTo, elements, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { contiguous } from './cast';
import { allocate, attribute, begin, input as inputOf, result } from './command';
import { full, zeros } from './creation';
import { dispatch } from './dispatch';
import { copyInto } from './inplace';
import { overwriting, writeParts } from './overwrite';
import { stridesFor } from './reshape';
import { define, type Operand } from './row';

/**
 * The indices are int64, of any shape: row-major positions in the joined `axes`, checked. Those of one axis alone
 * need no check, and can count from the end.
 */
export interface Picks {
  readonly axes: readonly number[];
  /** Which axis of the result is the first of the indices' own. */
  readonly place: number;
}

function otherAxes(shape: Shape, { axes }: Picks): number[] {
  return shape.map((_, axis) => axis).filter((axis) => !axes.includes(axis));
}

/** What a place in the result stands for: first the indices' axes, then the others. */
function resultOrder(index: Shape, others: number, { place }: Picks): number[] {
  const before = Array.from({ length: place }, (_, axis) => index.length + axis);
  const own = index.map((_, axis) => axis);
  const after = Array.from({ length: others - place }, (_, axis) => index.length + place + axis);
  return [...before, ...own, ...after];
}

/** The shape of what is picked. */
export function pickedShape(shape: Shape, index: Shape, picks: Picks): Shape {
  const sizes = [...index, ...otherAxes(shape, picks).map((axis) => shape[axis])];
  return resultOrder(index, sizes.length - index.length, picks).map((axis) => sizes[axis]);
}

/** The shape with another size in one axis. */
function resized(shape: Shape, axis: number, size: number): Shape {
  return shape.map((own, each) => (each === axis ? size : own));
}

/** Along one axis a kernel picks where the elements lie. */
function alongAxis(input: Tensor, index: Tensor, picks: Picks): Tensor {
  const [axis] = picks.axes;
  const list = index.ndim === 1 ? index : index.reshape(-1);
  begin('at', 'indexSelect');
  allocate(input.type, resized(input.shape, axis, list.shape[0]));
  inputOf(input);
  inputOf(list);
  attribute(axis);
  return result(input.type, pickedShape(input.shape, index.shape, picks));
}

const indexRow = define('index', {
  operands: ['input', 'index'],
  composed: 'copies',
  forward: ([input, index]: readonly [Tensor, Tensor], picks: Picks) => {
    if (picks.axes.length === 1) return alongAxis(input, index, picks);
    const others = otherAxes(input.shape, picks);
    const sizes = others.map((axis) => input.shape[axis]);
    const joined = elements(picks.axes.map((axis) => input.shape[axis]));
    const rows = input.permute([...picks.axes, ...others]).reshape([joined, ...sizes]);
    const found = rows.indexSelect(0, index.reshape(-1)).reshape([...index.shape, ...sizes]);
    return found.permute(resultOrder(index.shape, others.length, picks)).contiguous();
  },
  gradient: {
    input: ({ grad, index, inputShape, axes, place }): Tensor =>
      put(false, zeros(inputShape, { dtype: grad.dtype }), index, grad, { axes, place, accumulate: true }),
  },
});

/** The elements at `index` in the joined axes. */
export function pick(input: Tensor, index: Tensor, picks: Picks): Tensor {
  return dispatch(indexRow, [input, index], picks);
}

type Put = Picks & { readonly accumulate: boolean };

const put_ = overwriting('indexPut', {
  operands: ['input', 'index', 'value'],
  write: (
    op,
    target,
    [, index, value]: readonly [Tensor, Tensor, Operand],
    { accumulate, ...picks }: Put,
  ) => {
    const { type } = target;
    const values = value instanceof Tensor ? value.detach() : full([], value, { dtype: type.name });
    const whole = values.expand(pickedShape(target.shape, index.shape, picks));
    const indices = index.reshape(-1);
    const kernel = accumulate ? 'indexAdd' : 'indexCopy';
    if (picks.axes.length === 1) {
      const [axis] = picks.axes;
      writeParts(
        op,
        kernel,
        target,
        indices,
        whole.reshape(resized(target.shape, axis, indices.shape[0])),
        axis,
      );
      return;
    }
    const others = otherAxes(target.shape, picks);
    const sizes = others.map((axis) => target.shape[axis]);
    const joined = [elements(picks.axes.map((axis) => target.shape[axis])), ...sizes];
    const order = resultOrder(index.shape, others.length, picks);
    const front = whole.permute(order.map((_, axis) => order.indexOf(axis)));
    // [indices, others]
    const source = front.reshape([index.numel(), ...sizes]);
    const moved = target.detach().permute([...picks.axes, ...others]);
    const strides = stridesFor(moved.shape, moved.strides, joined);
    // Where the axes cannot be joined in memory, a copy is written to.
    const rows =
      strides === null
        ? contiguous(moved).view(joined)
        : new Tensor(target.storage, type, joined, strides, target.offset);
    writeParts(op, kernel, rows, indices, source, 0);
    if (strides === null) copyInto(op, moved, rows.view(moved.shape));
  },
  gradient: {
    input: ({ grad, index, axes, place, accumulate }): Tensor =>
      accumulate ? grad : put(false, grad, index, 0, { axes, place, accumulate: false }),
    value: ({ grad, index, axes, place }) => pick(grad, index, { axes, place }),
  },
});

/** Writes `value`, broadcast, at `index` in the joined axes: of a copy, or in place. Errors begin with `op`. */
export function put(
  inPlace: boolean,
  input: Tensor,
  index: Tensor,
  value: Operand,
  how: Put,
  op = 'indexPut',
): Tensor {
  if (value instanceof Tensor) checkValue(op, input, index, value, how);
  return put_(inPlace, [input, index, value], how);
}

function checkValue(op: string, input: Tensor, index: Tensor, value: Tensor, how: Put): void {
  if (value.type !== input.type) {
    const dtypes = `${value.dtype} into ${input.dtype}`;
    fail(op, 'the dtypes differ', dtypes, 'convert the value with .to()');
  }
  const shape = pickedShape(input.shape, index.shape, how);
  if (broadcastsTo(value.shape, shape)) return;
  const shapes = `${shapeText(value.shape)} into ${shapeText(shape)}`;
  fail(op, 'the value does not broadcast to the shape of what is indexed', shapes, 'reshape it');
}
