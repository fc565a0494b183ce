import { mode } from '../autograd/mode';
import { isHalf } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import { context } from './context';

/**
 * The forward computation of an op that is made of others: they run inside of it, one level deeper, and are not
 * recorded, because the op has a gradient rule of its own. With floats of 16 bits it computes in float32 and rounds
 * once, as a kernel does, unless it only `copies`.
 */
export function compose<V extends readonly unknown[], A, R>(
  forward: (operands: V, attributes: A) => R,
  copies: boolean,
): (operands: V, attributes: A) => R {
  return (operands, attributes) => {
    const { recording } = mode;
    mode.recording = false;
    context.depth++;
    try {
      if (!copies && operands.some(isHalfTensor)) return inFloat32(forward, operands, attributes);
      return forward(operands, attributes);
    } finally {
      mode.recording = recording;
      context.depth--;
    }
  };
}

function isHalfTensor(operand: unknown): operand is Tensor {
  return operand instanceof Tensor && isHalf(operand.type);
}

function written(target: unknown, result: unknown): Tensor {
  return (target as Tensor).copy_(result as Tensor);
}

function inFloat32<V extends readonly unknown[], A, R>(
  forward: (operands: V, attributes: A) => R,
  operands: V,
  attributes: A,
): R {
  const floats = operands.filter(
    (operand): operand is Tensor => operand instanceof Tensor && operand.isFloatingPoint(),
  );
  const [{ type }] = floats;
  const wide = operands.map((operand) => (isHalfTensor(operand) ? operand.to('float32') : operand));
  const results = forward(wide as unknown as V, attributes);
  // Beside a wider operand the result is as wide as that one; and it can be asked for in float32.
  const rounds =
    floats.every((each) => each.type === type) && (attributes as { dtype?: string }).dtype !== 'float32';
  const rounded = (result: unknown): unknown => {
    const position = wide.indexOf(result);
    // An op in place has written into what stood for its operand.
    if (position >= 0 && result !== operands[position]) return written(operands[position], result);
    if (!rounds || !(result instanceof Tensor) || result.dtype !== 'float32') return result;
    const narrow = result.to(type.name);
    result.dispose();
    return narrow;
  };
  const given = Array.isArray(results) ? results.map(rounded) : rounded(results);
  wide.forEach((each, position) => {
    if (isHalfTensor(operands[position])) (each as Tensor).dispose();
  });
  return given as R;
}
