/** What the options of convolutions and pooling have in common. */
import { fail, shapeText } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { requireTensor } from './dispatch';

/** One number for every spatial axis, or one each. */
export type PerAxis = number | readonly number[];

/** A number for each of the `axes`; integers of at least `least`. */
export function perAxis(op: string, name: string, value: PerAxis, axes: number, least: number): Shape {
  const values = typeof value === 'number' ? new Array<number>(axes).fill(value) : [...value];
  if (values.length === 1 && axes > 1) return perAxis(op, name, values[0], axes, least);
  if (values.length !== axes || values.some((each) => !Number.isInteger(each) || each < least)) {
    const count = axes === 1 ? 'one number' : `one number or ${axes}`;
    const given = typeof value === 'number' ? `${value}` : shapeText(value);
    fail(op, `${name} does not fit`, given, `give ${count} of at least ${least}`);
  }
  return values;
}

/**
 * Runs `body` on [N, C, …] with `axes` spatial axes; [C, …] becomes a batch of one for it, and its result loses that
 * axis again.
 */
export function batched(op: string, input: Tensor, axes: number, body: (input: Tensor) => Tensor): Tensor {
  requireTensor(op, 'the input', input);
  if (input.ndim === axes + 1) return body(input.unsqueeze(0)).squeeze(0);
  if (input.ndim === axes + 2) return body(input);
  return fail(
    op,
    `the input has not ${axes + 1} or ${axes + 2} axes`,
    shapeText(input.shape),
    'give [N, C, …] or [C, …]',
  );
}
