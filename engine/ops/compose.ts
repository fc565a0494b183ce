import { mode } from '../autograd/mode';
import { context } from './context';

/**
 * The forward computation of an op that is made of others: they run inside of it, one level deeper, and are not
 * recorded, because the op has a gradient rule of its own.
 */
export function compose<V, A, R>(
  forward: (operands: V, attributes: A) => R,
): (operands: V, attributes: A) => R {
  return (operands, attributes) => {
    const { recording } = mode;
    mode.recording = false;
    context.depth++;
    try {
      return forward(operands, attributes);
    } finally {
      mode.recording = recording;
      context.depth--;
    }
  };
}
