/** Tensors of the ops that the program stopped at: a person can hold on to them by an expression. */
import type { Tensor } from '../tensor/tensor';
import type { ToldOp } from './events';

/** Null until the first stop, so that a program that nobody stops pays nothing. */
let shown: WeakSet<Tensor> | null = null;

/** The program is about to stop at this op. */
export function showOp(event: ToldOp): void {
  shown ??= new WeakSet();
  const all = shown;
  event.eachTensor((_group, _name, tensor) => all.add(tensor));
}

/** Whether the program has stopped at an op with this tensor. */
export function wasShown(tensor: Tensor): boolean {
  return shown?.has(tensor) ?? false;
}
