/** What a person writes on a breakpoint at ops, in the op's terms. */
import type { Tensor } from '../tensor/tensor';
import { enterConsole, leaveConsole } from './console';
import type { NamedTensor, OpEvent } from './event';

/** An expression over tensors by their names for the op; `output` is the first result. */
export type OpExpression<T> = (
  inputs: Readonly<Record<string, Tensor>>,
  outputs: Readonly<Record<string, Tensor>>,
  output: Tensor,
  event: OpEvent,
) => T;

/** Says whether a breakpoint stops at an op. */
export type OpCondition = OpExpression<unknown>;

/** Evaluates an expression as the console does. Throws what it throws. */
export function evaluateAtOp<T>(expression: OpExpression<T>, event: OpEvent): T {
  const byName = (tensors: readonly NamedTensor[]) =>
    Object.fromEntries(tensors.map(({ name, tensor }) => [name, tensor]));
  enterConsole(true);
  try {
    const { inputs, outputs } = event;
    return expression(byName(inputs), byName(outputs), outputs[0]?.tensor, event);
  } finally {
    leaveConsole();
  }
}

/** Whether a condition holds. As V8's: one that cannot be computed does not. */
export function holds(condition: OpCondition, event: OpEvent): boolean {
  try {
    return Boolean(evaluateAtOp(condition, event));
  } catch {
    return false;
  }
}
