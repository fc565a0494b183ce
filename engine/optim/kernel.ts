import { attribute, begin, execute, input, into, nothingInto } from '../ops/command';
import type { Tensor } from '../tensor/tensor';

/**
 * Runs a fused update (native/README.md has its numbers): writes to the parameter and its state in place. A state
 * that the update goes without is null.
 */
export function updateInPlace(
  kernel: 'sgd' | 'adam',
  parameter: Tensor,
  states: readonly (Tensor | null)[],
  gradient: Tensor,
  numbers: readonly (number | boolean)[],
): void {
  begin(kernel, kernel);
  into(parameter);
  for (const state of states) {
    if (state) into(state);
    else nothingInto(parameter.type);
  }
  input(gradient, parameter.shape);
  for (const number of numbers) attribute(Number(number));
  execute();
  parameter.storage.version++;
  for (const state of states) if (state) state.storage.version++;
}
