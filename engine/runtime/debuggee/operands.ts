/** The operands of an op that failed, found where it stands: in the frames of the engine that it is stopped in. */
import { basename } from 'node:path';
import { disagreements } from '../../history/disagreement';
import { Flag, flags } from '../../history/flags';
import { makerOf } from '../../history/origin';
import { siteText } from '../../history/sites';
import type { Parameter } from '../../nn/parameter';
import { pathOf } from '../../nn/path';
import { OpError } from '../../tensor/errors';
import { Tensor } from '../../tensor/tensor';
import { lineOf } from './live';
import { tensorHead } from './tensors';
import { asView } from './view';

/** Variables of a function that runs, by their names. */
type Locals = Readonly<Record<string, unknown>>;
type Named = readonly [name: string, tensor: Tensor];

/** A view of the operands by their roles. `frames`: of the engine, from the error outwards. */
export function operandsView(error: unknown, frames: readonly Locals[]): object {
  return asView(operandsOf(error, frames));
}

/** Each operand in a line, with what the person calls it and what made it; then what disagrees. */
export function operandLines(error: unknown, frames: readonly Locals[], person: readonly Locals[]): string[] {
  const operands = operandsOf(error, frames);
  const lines = operands.map(([name, tensor]) => {
    const called = nameOf(tensor, person);
    const origin = originOf(tensor);
    return `${name}: ${called && called !== name ? `${called} ` : ''}${tensorHead(tensor)}${origin && ` — ${origin}`}`;
  });
  const op = error instanceof OpError ? error.op : '';
  const all = operands.map(([name, { shape, dtype }]) => ({ name, shape, dtype }));
  return [...lines, ...disagreements(op, all)];
}

function operandsOf(error: unknown, frames: readonly Locals[]): Named[] {
  if (!(error instanceof OpError)) return [];
  const written = frames.map(asWritten);
  for (const { row, operands, given } of written) {
    if ((row as { name?: unknown } | undefined)?.name !== error.op) continue;
    const { operands: names, many } = row as { operands: readonly string[]; many?: boolean };
    const values = (operands ?? given) as readonly unknown[];
    const named = values.flatMap((value, place): Named[] =>
      value instanceof Tensor ? [[many ? `${names[0]}.${place}` : names[place], value]] : [],
    );
    if (named.length > 0) return named;
  }
  // The op has checked its operands before it ran: they are those of the innermost function that has any.
  for (const locals of written) {
    const entries = Object.entries(locals);
    // Other lists, and single tensors, may be those of this list again.
    const list = entries.find(([, value]) => Array.isArray(value) && value.some(isTensor));
    const single = entries.filter(
      ([, value]) => isTensor(value) && !(list?.[1] as unknown[] | undefined)?.includes(value),
    );
    const found = [...(list ? tensorsIn(list) : []), ...(single as [string, Tensor][])];
    if (found.length > 0) return found;
  }
  return [];
}

/** Names as they are in the sources: the bundler makes `input2` of an `input` that would hide another. */
function asWritten(locals: Locals): Locals {
  const entries = Object.entries(locals).map(
    ([name, value]) => [name.replace(/\d+$/, ''), name, value] as const,
  );
  const times = (short: string) => entries.filter((entry) => entry[0] === short).length;
  return Object.fromEntries(
    entries.map(([short, name, value]) => [short !== '' && times(short) === 1 ? short : name, value]),
  );
}

const isTensor = (value: unknown): value is Tensor => value instanceof Tensor;

function tensorsIn([name, list]: [string, unknown]): Named[] {
  return (list as unknown[]).flatMap((one, place): Named[] =>
    isTensor(one) ? [[`${name}.${place}`, one]] : [],
  );
}

/** What the person calls a tensor where the program stands: a parameter's path, or a variable. */
function nameOf(tensor: Tensor, person: readonly Locals[]): string {
  const path = pathOf(tensor as unknown as Parameter);
  if (path) return path;
  for (const locals of person) {
    const own = Object.entries(Object.getOwnPropertyDescriptors(locals));
    const found = own.find(([, { value }]) => value === tensor);
    if (found) return found[0];
  }
  return '';
}

/** `made by matmul at train.ts:12`; '' where nothing is known. */
function originOf(tensor: Tensor): string {
  // What was begun is not done: the op that failed may have been about to write.
  const op = tensor.isDisposed ? null : makerOf(tensor.place(), flags[Flag.OPS] - 1);
  const line = op ? siteText(op.site) : null;
  if (op && line) return `made by ${op.label} at ${basename(line)}`;
  const site = lineOf(tensor);
  return site && `made at ${site}`;
}
