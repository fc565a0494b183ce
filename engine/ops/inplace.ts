/** How ops run that write into a tensor which is there already, and what they check. */

import { mode } from '../autograd/mode';
import type { GraphNode } from '../autograd/node';
import { rebase } from '../autograd/views';
import { abandonWrite, rememberWrite } from '../history/changes';
import { detects, opBegins } from '../history/detection';
import { Flag, flags } from '../history/flags';
import { canCast, type ElementType } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { broadcastsTo, sameShape } from '../tensor/shape';
import { making } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';
import { begin, execute, input as inputOf, into, kernelTime, scalar } from './command';
import { context, countOp, inside } from './context';
import { asksForGradient, edgeOf, record, saveOutput, watch } from './dispatch';
import type { Attributes, Operand, Operands, TypedRow } from './row';

/** Runs an op in place: `row.forward` writes into the first operand. */
export function dispatchInPlace<V extends Operands, A extends Attributes>(
  row: TypedRow<V, A, Tensor>,
  operands: V,
  attributes: A,
): Tensor {
  const target = operands[0] as Tensor;
  const { storage } = target;
  checkWritable(row.name, target);
  let node: GraphNode | null = null;
  let baseEdge = null;
  if (mode.recording && row.rules !== null) {
    const base = target.base ?? target;
    if (asksForGradient(row, operands) || base.requiresGrad) {
      checkHistory(row.name, target);
      baseEdge = base.requiresGrad ? edgeOf(base) : null;
      node = record(row, operands, attributes, -1, null, savedOperands(row, operands));
    }
  }
  const change = rememberWrite(target);
  if (detects() && context.depth === 0) opBegins(row.name, 'forward');
  const began = kernelTime();
  try {
    row.forward(operands, attributes);
  } catch (error) {
    if (change !== null) abandonWrite(change);
    throw error;
  }
  storage.version++;
  const index = countOp();
  if (change !== null) change.index = index;
  if (node !== null) {
    node.index = index;
    rebase(target, node, baseEdge);
    saveOutput(node, target);
  }
  if (flags[Flag.WATCH] !== 0) watch(row, operands, attributes, index, target, began);
  return target;
}

function checkWritable(op: string, target: Tensor): void {
  if (target.storage.inference && !making.inference) {
    const what = 'an inference tensor cannot be written to outside of inferenceMode';
    fail(op, what, `${target.dtype} ${shapeText(target.shape)}`, 'clone() it, and write to the copy');
  }
  const repeats = target.shape.some((size, axis) => size > 1 && target.strides[axis] === 0);
  if (!repeats) return;
  const layout = `${shapeText(target.shape)} with strides ${shapeText(target.strides)}`;
  fail(
    op,
    'several elements share one place in memory',
    layout,
    'clone() the expanded tensor before writing to it',
  );
}

function checkHistory(op: string, target: Tensor): void {
  const base = target.base ?? target;
  if (!base.requiresGrad || base.gradFn !== null) return;
  const what = base === target ? 'a leaf' : 'a view of a leaf';
  fail(
    op,
    `${what} that requires grad is used in an in-place operation`,
    `${target.dtype} ${shapeText(target.shape)}`,
    'write to it inside of noGrad(() => …), or use the op without _',
  );
}

/** The operands, with a copy of the first where a gradient rule needs what is about to be overwritten. */
function savedOperands(row: TypedRow<never, never, Tensor>, operands: Operands): Operands {
  const needed = operands.some(
    (operand, position) =>
      operand instanceof Tensor && operand.requiresGrad && row.rules?.[position]?.saves.includes(0),
  );
  if (!needed) return operands;
  return [inside(() => (operands[0] as Tensor).clone()), ...operands.slice(1)];
}

/** Checks that a result of this dtype and of the shape of `other` can be written to `target`. */
export function checkTarget(op: string, target: Tensor, other: Operand, type: ElementType): void {
  if (!canCast(type, target.type)) {
    const dtypes = `${type.name} into ${target.dtype}`;
    fail(
      op,
      'the result does not fit the dtype of the tensor',
      dtypes,
      'convert the tensor first, such as with .float()',
    );
  }
  if (other instanceof Tensor && !broadcastsTo(other.shape, target.shape)) {
    const shapes = `${shapeText(other.shape)} into ${shapeText(target.shape)}`;
    fail(op, 'the operand does not broadcast to the shape of the tensor', shapes, 'reshape the operand');
  }
}

/** An operand that does not lie in the memory that is written to, unless exactly where it is written. */
export function apart<O extends Operand>(target: Tensor, operand: O): O {
  if (!(operand instanceof Tensor) || operand.storage !== target.storage) return operand;
  const { shape, strides, offset } = operand;
  const same =
    offset === target.offset && sameShape(shape, target.shape) && sameShape(strides, target.strides);
  return same ? operand : (inside(() => operand.clone()) as O);
}

/** Writes `source`, of any dtype and a shape that broadcasts, into `target`; part of an op in place. */
export function copyInto(op: string, target: Tensor, source: Operand): void {
  begin(op, 'copy');
  into(target);
  if (source instanceof Tensor) inputOf(source, target.shape);
  else scalar(source, target.type, target.shape);
  execute();
}
