/**
 * What a person gives other values in the debugger. Tensors are written to in place, so that all that holds them goes
 * on with the new values: modules, optimizers, the graph.
 *
 * The version of a tensor stays as it is: the program did not write to it, so a backward pass that saved it goes on
 * too, and computes with the new values. Going back in time takes an edit back like any change.
 */
import { noGrad } from '../../autograd/mode';
import { rememberField, rememberWrite } from '../../history/changes';
import { enterConsole, leaveConsole } from '../../history/console';
import { unnoticed } from '../../history/dataBreakpoints';
import { type TensorData, tensor as tensorOf } from '../../ops/data';
import { canCast } from '../../tensor/dtype';
import { shapeText } from '../../tensor/errors';
import { broadcastsTo } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { isPast } from './history';

/**
 * Writes into a tensor, or into the part of it at `indices`. Throws a sentence where the value does not fit: another
 * shape that does not broadcast, or a dtype that would lose what it says.
 */
export function writeTensor(tensor: Tensor, indices: readonly number[], value: unknown): void {
  refusePast();
  if (tensor.isDisposed) {
    throw new Error(`set: the tensor was disposed — ${shapeText(tensor.shape)} — make a new one`);
  }
  const { target, source } = inConsole(() => {
    const part = indices.reduce((whole, index) => whole.select(0, index), tensor);
    return { target: part, source: fitting(part, value) };
  });
  // The console's own ops are no changes of the program; this one is.
  unnoticed(() => rememberWrite(target));
  inConsole(() => {
    const { version } = target.storage;
    target.copy_(source);
    target.storage.version = version;
  });
}

/** Gives a member another value; a tensor among them is written to in place. */
export function assignMember(owner: object, name: string, value: unknown): void {
  refusePast();
  const record = owner as Record<string, unknown>;
  const now = record[name];
  if (now instanceof Tensor) {
    writeTensor(now, [], value);
    return;
  }
  if (typeof now === 'number' && typeof value !== 'number') {
    throw new Error(`set: ${name} is a number — ${typeof value} was given — give a number`);
  }
  unnoticed(() => {
    rememberField(record, name);
    record[name] = value;
  });
}

/** The program has left the past behind: what is changed there would change nothing. */
export function refusePast(): void {
  if (!isPast()) return;
  const remedy = 'Fork from here to run on with another value, or go forward to the present';
  throw new Error(`set: this is the past, which the program has left behind — ${remedy}`);
}

/** The value as a tensor of the target's dtype. */
function fitting(target: Tensor, value: unknown): Tensor {
  const source = asTensor(target, value);
  if (!canCast(source.type, target.type)) {
    throw new Error(
      `set: the dtypes do not fit — ${source.dtype} into ${target.dtype} — convert it, such as with .to('${target.dtype}')`,
    );
  }
  if (!broadcastsTo(source.shape, target.shape)) {
    throw new Error(
      `set: the shapes do not fit — ${shapeText(source.shape)} into ${shapeText(target.shape)} — give a number, or values of that shape`,
    );
  }
  return source;
}

function asTensor(target: Tensor, value: unknown): Tensor {
  if (value instanceof Tensor) return value;
  const isPlain = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  if (!isPlain && !Array.isArray(value) && !ArrayBuffer.isView(value)) {
    const what = value === null ? 'null' : typeof value;
    throw new Error(`set: this is no value for a tensor — ${what} — give a number, a tensor or arrays`);
  }
  const data = value as TensorData;
  const made = tensorOf(data);
  return canCast(made.type, target.type) ? tensorOf(data, { dtype: target.dtype }) : made;
}

/** As what a person types: of no phase of the program, and seen by nobody. */
function inConsole<R>(fn: () => R): R {
  enterConsole(true);
  try {
    return noGrad(fn);
  } finally {
    leaveConsole();
  }
}
