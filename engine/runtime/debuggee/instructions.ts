/** Ops as instructions, for a debug session: what each made of what, in the names that a person knows. */

import { Flag, flags } from '../../history/flags';
import { type KeptOp, type KeptTensor, type OpRecord, opsUpTo, recordAt } from '../../history/records';
import type { TensorRecord } from '../../history/ring/reader';
import type { Module } from '../../nn/module';
import { types } from '../../tensor/dtype';
import { modelNames } from './live';
import { type OpSummary, opSummary } from './summary';

/** An op that ran. */
export interface Instruction extends OpSummary {
  /** `%7 f32[64,128]`, one a result. */
  readonly results: readonly string[];
  /** `%3`, `fc1.weight`; where neither is known, `f32[64,784]`. */
  readonly operands: readonly string[];
  /** `axis=1` */
  readonly attributes: readonly string[];
}

export interface Instructions {
  /** Ops that have run: the index of the next one. */
  readonly ops: number;
  /** Those of the range that are known, in their order. */
  readonly known: readonly Instruction[];
}

/** Ops that are searched for what made the operands, before the first one that is shown. */
const mostSearched = 4000;

/** Ops `first` to `first + count`, as far as they ran and are known. `modules`: all that live, for the names of parameters. */
export function instructions(modules: readonly Module[], first: number, count: number): Instructions {
  const ops = flags[Flag.OPS];
  const from = Math.max(first, 0);
  const to = Math.min(first + count, ops);
  const records = Array.from({ length: Math.max(to - from, 0) }, (_, place) => recordAt(from + place)).filter(
    (record) => record !== null,
  );
  const names = namesOf(modelNames(modules), records);
  return { ops, known: records.map((record) => instruction(record, names.get(record.index))) };
}

/** Of one op's tensors, in their order; undefined where there is no name. */
interface Names {
  readonly inputs: (string | undefined)[];
  readonly outputs: (string | undefined)[];
}

/** What operands and results are called. An op whose tensors are not held any more has no names. */
function namesOf(model: ReturnType<typeof modelNames>, records: readonly OpRecord[]): Map<number, Names> {
  const names = new Map<number, Names>();
  if (records.length === 0) return names;
  const first = records[0].index;
  const last = records[records.length - 1].index;
  const modelName = (tensor: KeptTensor) => {
    const found = model.get(tensor.storage);
    return found && isSameView(found.tensor, tensor) ? found.name : undefined;
  };
  /** Operands whose maker was not met yet, going back in time. */
  let open: { readonly tensor: KeptTensor; readonly inputs: Names['inputs']; readonly place: number }[] = [];
  for (const op of opsUpTo(last)) {
    if (op.index < first && (open.length === 0 || first - op.index > mostSearched)) break;
    for (const output of op.outputs) {
      open = open.filter(({ tensor, inputs, place }) => {
        if (tensor.storage !== output.storage || !isSameView(tensor, output)) return true;
        inputs[place] = resultName(op, output);
        return false;
      });
    }
    if (op.index < first) continue;
    const outputs = op.outputs.map((output) => modelName(output) ?? resultName(op, output));
    const inputs = op.inputs.map(modelName);
    names.set(op.index, { inputs, outputs });
    op.inputs.forEach((tensor, place) => {
      if (inputs[place] === undefined) open.push({ tensor, inputs, place });
    });
  }
  return names;
}

type View = Pick<KeptTensor, 'shape' | 'strides' | 'offset'>;

/** Of tensors in the same storage: a transposed weight is another tensor than the weight. */
function isSameView(one: View, other: View): boolean {
  const same = (a: readonly number[], b: readonly number[]) =>
    a.length === b.length && a.every((value, axis) => value === b[axis]);
  return one.offset === other.offset && same(one.shape, other.shape) && same(one.strides, other.strides);
}

function resultName(op: KeptOp, { name }: KeptTensor): string {
  return op.outputs.length === 1 ? `%${op.index}` : `%${op.index}.${name}`;
}

function instruction(record: OpRecord, names: Names | undefined): Instruction {
  const isUpdate = record.phase === 'optimizer' && record.depth === 0;
  const ownName = (name: string) =>
    record.outputs.length === 1 ? `%${record.index}` : `%${record.index}.${name}`;
  return {
    ...opSummary(record),
    results: record.outputs.map(
      (output, place) => `${names?.outputs[place] ?? ownName(output.name)} ${typeText(output)}`,
    ),
    // What an optimizer remembers is known by its role, and not by the update that wrote it last.
    operands: record.inputs.map((input, place) => {
      const name = names?.inputs[place];
      return (
        (isUpdate && (name === undefined || name.startsWith('%')) ? input.name : name) ?? typeText(input)
      );
    }),
    attributes: Object.entries(record.attributes).flatMap(([name, value]) =>
      value === null || value === undefined || isTold(name, value, record)
        ? []
        : [`${name}=${valueText(value)}`],
    ),
  };
}

/** Whether the result says the same. */
function isTold(name: string, value: unknown, { outputs }: OpRecord): boolean {
  if (outputs.length !== 1) return false;
  const [{ dtype, shape }] = outputs;
  return (name === 'dtype' && value === dtype) || (name === 'shape' && valueText(value) === valueText(shape));
}

function typeText({ dtype, shape }: Pick<TensorRecord, 'dtype' | 'shape'>): string {
  return `${types[dtype].short}[${shape.join(',')}]`;
}

function valueText(value: unknown): string {
  if (typeof value === 'number' && !Number.isInteger(value)) return String(Number(value.toPrecision(6)));
  return Array.isArray(value) ? `[${value.join(',')}]` : String(value);
}
