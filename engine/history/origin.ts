/** Where the elements of a tensor come from: the op that wrote them last, and what was added up to a gradient. */
import type { TensorPlace } from '../tensor/picture';
import { lastWrite, type PastWrite } from './changes';
import { type KeptOp, type KeptTensor, opsUpTo, outermost } from './records';

/** What made a tensor what it is. */
interface Writer {
  /** The op itself, which may be inside of another. */
  readonly op: KeptOp;
  /** Null where the op made the memory too. */
  readonly write: PastWrite | null;
}

/** A part of a gradient, or what was done to the sum. */
export interface Contribution {
  /** `added` to the sum; `changed` all that was there, such as clipping does. */
  readonly kind: 'added' | 'changed';
  /** Null: no op that is kept. */
  readonly op: KeptOp | null;
  /** The part; of a change, what came of it. */
  readonly place: TensorPlace;
}

/** Where a kept tensor's elements lie. */
export function placeOf({ storage, type, shape, strides, offset }: KeptTensor): TensorPlace {
  return { storage: storage.id, dtype: type.name, shape, strides, offset };
}

/**
 * The op that wrote elements of `place` last, up to op `index`: the gradient or the update where one inside of such
 * wrote them. Null where no op that is kept did.
 */
export function makerOf(place: TensorPlace, index: number): KeptOp | null {
  const writer = writerOf(place, index);
  return writer && outermost(writer.op);
}

/** Index of the last op before `op`, and before all that ran inside of `op`; one less than history's first otherwise. */
export function indexBefore(op: KeptOp): number {
  let begin = op.index;
  for (const { index, depth } of opsUpTo(op.index - 1)) {
    if (depth <= op.depth) return index;
    begin = index;
  }
  return begin - 1;
}

/**
 * What was added to make a gradient what it was just after op `index`, the oldest first: a gradient of each op of
 * the backward passes since it was zeroed. At most `most` parts, the newest.
 */
export function contributions(place: TensorPlace, index: number, most = 200): Contribution[] {
  const found: Contribution[] = [];
  /** `values`: where the elements of `at` are now, which may have been written to later. */
  const collect = (at: TensorPlace, upTo: number, values: TensorPlace): void => {
    if (found.length >= most) return;
    const writer = writerOf(at, upTo);
    if (writer === null) {
      found.push({ kind: 'added', op: null, place: values });
      return;
    }
    const { op, write } = writer;
    const outer = outermost(op);
    const earlier = op.index - 1;
    const input = (position: number) => {
      const operand = placeOf(op.inputs[position]);
      collect(operand, earlier, operand);
    };
    const isInside = op !== outer && outer.phase === 'backward';
    if (write !== null && isInside && op.op === 'add_') {
      input(1);
      collect(at, earlier, write.before.place());
    } else if (write !== null && op.phase === 'forward' && !overwrites.has(op.op)) {
      found.push({ kind: 'changed', op, place: values });
      collect(at, earlier, write.before.place());
    } else if (isInside && !outer.outputs.some(({ storage }) => storage.id === at.storage)) {
      // What the walk itself makes of the gradients of several ops, which are its operands.
      for (let position = op.inputs.length - 1; position >= 0; position--) input(position);
    } else if (op.op !== 'zero_') found.push({ kind: 'added', op: outer, place: values });
  };
  collect(place, index, place);
  return found.reverse();
}

/** Nothing of what was there before is left. */
const overwrites: ReadonlySet<string> = new Set(['zero_', 'fill_', 'copy_']);

function writerOf(place: TensorPlace, index: number): Writer | null {
  const write = lastWrite(place, index);
  const isThis = ({ storage }: KeptTensor) => storage.id === place.storage;
  for (const op of opsUpTo(index)) {
    if (write !== null && op.index <= write.index) return op.index === write.index ? { op, write } : null;
    const isNew = op.outputs.some(isThis) && !op.inputs.some(isThis) && !op.saved.some(isThis);
    if (isNew) return { op, write: null };
  }
  return null;
}
