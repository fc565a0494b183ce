/** One tensor of several. */
import { resultTypeOfAll } from '../tensor/dtype';
import { fail, shapeText } from '../tensor/errors';
import { axisOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { empty } from './creation';
import { dispatch } from './dispatch';
import { define } from './row';

const catRow = define('cat', {
  operands: ['tensors'],
  many: true,
  composed: 'copies',
  forward: (tensors: readonly Tensor[], { dim }: { readonly dim: number }): Tensor => {
    const shape = [...tensors[0].shape];
    shape[dim] = tensors.reduce((size, tensor) => size + tensor.shape[dim], 0);
    const joined = empty(shape, { dtype: resultTypeOfAll(tensors).name });
    let start = 0;
    for (const tensor of tensors) {
      joined.narrow(dim, start, tensor.shape[dim]).copy_(tensor);
      start += tensor.shape[dim];
    }
    return joined;
  },
  gradient: {
    tensors: ({ grad, shapes, dim }) => {
      let start = 0;
      return shapes.map((shape) => {
        const part = grad.narrow(dim, start, shape[dim]);
        start += shape[dim];
        return part;
      });
    },
  },
});

/** The tensors one after the other along an axis that they have; other sizes are equal (torch.cat). */
export function cat(tensors: readonly Tensor[], dim = 0): Tensor {
  requireTensors('cat', tensors);
  // As in PyTorch, an empty vector joins with anything.
  const shaped = tensors.filter(({ shape }) => shape.length !== 1 || shape[0] !== 0);
  if (shaped.length === 0) return tensors[0].clone();
  const [{ ndim, shape }] = shaped;
  if (ndim === 0) fail('cat', 'tensors without axes cannot be joined', '[]', 'use stack()');
  const axis = axisOf('cat', dim, ndim);
  for (const tensor of shaped) {
    const fits =
      tensor.ndim === ndim && tensor.shape.every((size, each) => each === axis || size === shape[each]);
    if (fits) continue;
    const shapes = `${shapeText(shape)} and ${shapeText(tensor.shape)} along axis ${axis}`;
    fail('cat', 'the shapes differ beside the axis of joining', shapes, 'give tensors of equal sizes there');
  }
  return dispatch(catRow, shaped, { dim: axis });
}

/** Tensors of one shape, along a new axis (torch.stack). */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  requireTensors('stack', tensors);
  const [{ ndim, shape }] = tensors;
  const axis = axisOf('stack', dim, ndim + 1);
  for (const tensor of tensors) {
    if (shapeText(tensor.shape) === shapeText(shape)) continue;
    const shapes = `${shapeText(shape)} and ${shapeText(tensor.shape)}`;
    fail('stack', 'the shapes differ', shapes, 'give tensors of one shape, or use cat()');
  }
  return cat(
    tensors.map((tensor) => tensor.unsqueeze(axis)),
    axis,
  );
}

/** Programs in plain JavaScript can pass anything: throws unless there are tensors, at least one. */
export function requireTensors(op: string, tensors: readonly Tensor[]): void {
  if (Array.isArray(tensors) && tensors.length > 0 && tensors.every((each) => each instanceof Tensor)) return;
  fail(op, 'there are no tensors', String(tensors), `give an array of tensors: ${op}([a, b])`);
}
