/** The ops that ran, kept in their order with the tensors that they took and gave, within limits. */

import type { ElementType } from '../tensor/dtype';
import { enterScope } from '../tensor/scope';
import type { Shape } from '../tensor/shape';
import type { Storage } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';
import { changesBytes, forgetChanges } from './changes';
import type { NamedTensor, OpEvent } from './event';
import { Flag, flags } from './flags';
import { debuggerSite } from './sites';

/** Ops that are kept at most, however small their tensors. */
const MOST_RECORDS = 20_000;
const MEBIBYTE = 2 ** 20;

/** What is needed to see a tensor again: all of it but what autograd knows. */
export interface KeptTensor {
  readonly name: string;
  readonly storage: Storage;
  readonly type: ElementType;
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
}

/** An op without its tensors. */
export type PastOp = Omit<OpEvent, 'inputs' | 'outputs' | 'saved'>;

/** An op with what is needed to see its tensors again. */
export type KeptOp = PastOp & {
  readonly inputs: readonly KeptTensor[];
  readonly outputs: readonly KeptTensor[];
  readonly saved: readonly KeptTensor[];
};

/** The newest last. Those before `first` are gone, and are cut off from time to time. */
let records: (KeptOp | null)[] = [];
let first = 0;
/** How many records hold each storage. */
const storages = new Map<Storage, number>();
let storageBytes = 0;

/** Keeps an op, and forgets the oldest ones where the memory that may be used is full. */
export function keepOp(event: OpEvent): void {
  const record: KeptOp = {
    ...event,
    inputs: event.inputs.map(kept),
    outputs: event.outputs.map(kept),
    saved: event.saved.map(kept),
  };
  for (const { storage } of tensorsOf(record)) retain(storage);
  records.push(record);
  const budget = flags[Flag.HISTORY_MEBIBYTES] * MEBIBYTE;
  while (records.length - first > 1 && (heldBytes() > budget || records.length - first > MOST_RECORDS))
    forgetOldest();
}

/** Memory that history holds on to, in bytes: of it, what the program itself still uses counts too. */
export function heldBytes(): number {
  return storageBytes + changesBytes();
}

/** Index of the oldest op that can be gone back to; null where there is none. */
export function oldestOp(): number | null {
  return records[first]?.index ?? null;
}

/** The op of this index as it was told when it ran, with its tensors. Null where it is not kept. */
export function opAt(index: number): OpEvent | null {
  const at = placeOf(index);
  const record = records[at];
  if (at >= records.length || !record || record.index !== index) return null;
  const outer = enterScope(null);
  try {
    return {
      ...record,
      inputs: record.inputs.map(seen),
      outputs: record.outputs.map(seen),
      saved: record.saved.map(seen),
    };
  } finally {
    enterScope(outer);
  }
}

/** The newest op before `index` of at most this depth. */
export function opBefore(index: number, depth: number): PastOp | null {
  for (let at = placeOf(index) - 1; at >= first; at--) {
    const record = records[at] as KeptOp;
    if (record.depth <= depth) return record;
  }
  return null;
}

/** The first op after `index` of at most this depth. */
export function opAfter(index: number, depth: number): PastOp | null {
  for (let at = placeOf(index + 1); at < records.length; at++) {
    const record = records[at] as KeptOp;
    if (record.depth <= depth) return record;
  }
  return null;
}

/** The ops up to `index`, the newest first. */
export function* opsUpTo(index: number): Generator<KeptOp> {
  for (let at = placeOf(index + 1) - 1; at >= first; at--) yield records[at] as KeptOp;
}

/** The op that `op` ran inside of; itself where there is none, or where that has not ended yet. */
export function outermost(op: KeptOp): KeptOp {
  let [outer, depth] = [op, op.depth];
  for (let at = placeOf(op.index + 1); depth > 0 && at < records.length; at++) {
    const record = records[at] as KeptOp;
    if (record.depth < depth) [outer, depth] = [record, record.depth];
  }
  return outer;
}

/** Where the first record is whose index is `index` or more; they are in their order. */
function placeOf(index: number): number {
  let [low, high] = [first, records.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((records[middle] as KeptOp).index < index) low = middle + 1;
    else high = middle;
  }
  return low;
}

function kept({ name, tensor }: NamedTensor): KeptTensor {
  const { storage, type, shape, strides, offset } = tensor;
  return { name, storage, type, shape, strides, offset };
}

function seen({ name, storage, type, shape, strides, offset }: KeptTensor): NamedTensor {
  const tensor = new Tensor(storage, type, shape, strides, offset);
  tensor.site = debuggerSite;
  return { name, tensor };
}

function tensorsOf({ inputs, outputs, saved }: KeptOp): readonly KeptTensor[] {
  return [...inputs, ...outputs, ...saved];
}

function retain(storage: Storage): void {
  const holds = storages.get(storage) ?? 0;
  storages.set(storage, holds + 1);
  if (holds > 0) return;
  storage.retained++;
  storageBytes += storage.bytes;
}

function letGo(storage: Storage): void {
  const holds = storages.get(storage) as number;
  if (holds > 1) {
    storages.set(storage, holds - 1);
    return;
  }
  storages.delete(storage);
  storageBytes -= storage.bytes;
  storage.letGo();
}

function forgetOldest(): void {
  const record = records[first] as KeptOp;
  records[first++] = null;
  if (first > 1000 && first > records.length / 2) {
    records = records.slice(first);
    first = 0;
  }
  for (const { storage } of tensorsOf(record)) letGo(storage);
  forgetChanges(record.index);
}
