/** Applies the gradient rules of a recorded op. */
import { KnownOp, widened } from '../ops/known';
import type { PreparedRule } from '../ops/row';
import { type ElementType, isHalf } from '../tensor/dtype';
import { type Shape, sameShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import type { Edge, GraphNode } from './node';

/** The gradient by each operand along whose edge one is wanted. */
export function gradientsOf(
  node: GraphNode,
  grads: readonly (Tensor | null)[],
  wants: (edge: Edge) => boolean,
): (Tensor | null)[] {
  const { row, edges, shapes, types } = node;
  const rules = row.rules as readonly (PreparedRule | null)[];
  const known = new (KnownOp.of(row))(node, savesHalves(node, wants) ? grads.map(widened) : grads) as never;
  const results: (Tensor | null)[] = new Array(edges.length).fill(null);
  let all: readonly (Tensor | null)[] | null = null;
  for (let position = 0; position < edges.length; position++) {
    if (!wants(edges[position])) continue;
    const rule = rules[row.many ? 0 : position] as PreparedRule;
    let result: Tensor | null;
    if (row.many) {
      all ??= rule.apply(known) as readonly (Tensor | null)[];
      result = all[position];
    } else {
      result = rule.apply(known) as Tensor | null;
    }
    results[position] = result && fitted(result, shapes[position] as Shape, types[position] as ElementType);
  }
  return results;
}

/**
 * Whether a rule that will be applied computes with saved floats of 16 bits. It does so in float32, and what it gives
 * is rounded once. A rule that saves nothing moves or scales gradients, and needs no more digits than they have.
 */
function savesHalves(node: GraphNode, wants: (edge: Edge) => boolean): boolean {
  const { row, edges } = node;
  for (let position = 0; position < edges.length; position++) {
    if (!wants(edges[position])) continue;
    const { saves } = row.rules![row.many ? 0 : position]!;
    for (const saved of saves) {
      const value = node.saved(saved);
      if (value instanceof Tensor && isHalf(value.type)) return true;
    }
  }
  return false;
}

/** A gradient in the dtype of its operand, summed over the axes along which the operand was repeated. */
export function fitted(grad: Tensor, shape: Shape, type: ElementType): Tensor {
  const summed = sameShape(grad.shape, shape) ? grad : sumTo(grad, shape);
  return summed.type === type ? summed : summed.to(type.name);
}

function sumTo(grad: Tensor, shape: Shape): Tensor {
  const missing = grad.ndim - shape.length;
  const dims = grad.shape
    .map((_, axis) => axis)
    .filter((axis) => axis < missing || (shape[axis - missing] === 1 && grad.shape[axis] !== 1));
  return grad.sum(dims, true).reshape(shape);
}
