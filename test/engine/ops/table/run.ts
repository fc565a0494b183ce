/** Running a golden case. */
import { Tensor } from 'backstep';
import { isPackedTensor, type OpCase, type PackedArgument, readOpCases, unpack } from '../../../golden/read';
import type { Call } from '../samples/call';
import { composites, samples } from '../samples/index';
import type { Layout } from './layouts';

export const cases = readOpCases();

export function callOf(row: string): Call {
  const call = samples[row] ?? composites[row];
  if (typeof call !== 'function') throw new Error(`${row} is not called here`);
  return call;
}

export interface Arguments {
  readonly args: unknown[];
  readonly leaves: Tensor[];
  /** All tensors, in the order of the arguments. */
  readonly tensors: Tensor[];
}

/** Arguments of a case; floating tensors are leaves if the case has gradients. */
export function argumentsOf(given: OpCase, prepare: Layout): Arguments {
  const leaves: Tensor[] = [];
  const tensors: Tensor[] = [];
  const unpacked = (value: PackedArgument): unknown => {
    if (Array.isArray(value) && value.some(isPackedTensor)) return value.map(unpacked);
    if (value === 'Infinity' || value === '-Infinity') return Number(value);
    if (!isPackedTensor(value)) return value;
    const tensor = prepare(unpack(value)).detach();
    tensors.push(tensor);
    if (given.seed && tensor.isFloatingPoint()) leaves.push(tensor.requiresGrad_());
    return tensor;
  };
  return { args: given.args.map(unpacked), leaves, tensors };
}

/** The arguments with other tensors in the place of some. */
export function replaced(args: readonly unknown[], tensors: ReadonlyMap<Tensor, Tensor>): unknown[] {
  return args.map((arg) => {
    if (arg instanceof Tensor) return tensors.get(arg) ?? arg;
    return Array.isArray(arg) && arg.some((each) => each instanceof Tensor) ? replaced(arg, tensors) : arg;
  });
}

export function outputsOf(row: string, args: readonly unknown[]): readonly Tensor[] {
  const result = callOf(row)(...args);
  return result instanceof Tensor ? [result] : result;
}
