/**
 * The ops that ran, in their order, and what holds their tensors within limits of memory. What is known of an op lies
 * in the ring, which other threads read too; this file is the program's own side of it.
 */
import { timeKernels } from '../ops/command';
import { types } from '../tensor/dtype';
import { tellHeld } from '../tensor/memory';
import { enterScope } from '../tensor/scope';
import type { Storage } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';
import { changesBytes, forgetChanges } from './changes';
import type { NamedTensor, OpEvent } from './event';
import type { TensorGroup, ToldOp } from './events';
import { Flag, flags } from './flags';
import { tellFull } from './full';
import { beginWord, logWord, seeShape } from './log';
import type { Name } from './name';
import { Field, MOST_TENSORS, makeRing, ringMemory } from './ring/layout';
import { type OpRecord, type OpSummary, RingReader, type TensorRecord } from './ring/reader';
import { RingWriter } from './ring/writer';
import { debuggerSite } from './sites';

const MEBIBYTE = 2 ** 20;
/** Tensors of all ops together that are retained at most. A power of two. */
const MOST_RETAINED = 2 ** 18;

export type { OpRecord, OpSummary };

/** An op without its tensors. */
export type PastOp = OpSummary;

/** What is needed to see a tensor again: all of it but what autograd knows. */
export interface KeptTensor extends Pick<Tensor, 'storage' | 'type' | 'shape' | 'strides' | 'offset'> {
  /** Its role for the op. */
  readonly name: string;
  /** Of its storage, just after the op. */
  readonly version: number;
}

/** An op with its tensors, which are still there. */
export type KeptOp = OpSummary &
  Pick<OpRecord, 'attributes'> & {
    readonly inputs: readonly KeptTensor[];
    readonly outputs: readonly KeptTensor[];
    readonly saved: readonly KeptTensor[];
  };

let shared: SharedArrayBuffer | null = null;
let ring: { readonly writer: RingWriter; readonly reader: RingReader } | null = null;

/** Called once by the worker's bootstrap, before the program runs: the ring is one that other threads read. */
export function shareRing(buffer: SharedArrayBuffer): void {
  shared = buffer;
}

function theRing() {
  if (ring === null) {
    const memory = ringMemory(shared ?? makeRing());
    ring = { writer: new RingWriter(memory, leaving), reader: new RingReader(memory) };
    timeKernels();
    tellHeld(heldBytes);
  }
  return ring;
}

/** Storages of the tensors of ops, in their order; those from `firstRetained` to `endRetained` are held. */
const retained: (Storage | null)[] = [];
let firstRetained = 0;
let endRetained = 0;
/** Number of the first record whose tensors are held, and that can be gone back to. */
let firstWhole = 0;
/** Of which record `Flag.OLDEST` tells. */
let oldestTold = Number.NaN;
let storageBytes = 0;

/** Whether the tensors of the op under way are held. */
let retains = false;

/** Keeps an op and notes its word, and lets the tensors of the oldest ones go where the memory that may be used is full. */
export function keepOp(event: ToldOp): void {
  const { writer } = theRing();
  const budget = flags[Flag.HISTORY_MEBIBYTES] * MEBIBYTE;
  retains = budget > 0;
  const tensors = Math.min(event.tensorCount, MOST_TENSORS);
  while (retains && endRetained + tensors - firstRetained > MOST_RETAINED) letOldestGo();
  writer.begin(event, tensors, retains ? endRetained : -1);
  beginWord(event);
  event.eachTensor(keepTensor);
  logWord(event);
  writer.attributes(event.attributes);
  writer.end();
  const newest = (writer.written - 1) | 0;
  while (heldBytes() > budget && firstWhole !== newest) letOldestGo();
  // There is no going back to an op whose tensors are not held.
  while (!retains && firstWhole !== writer.written) letOldestGo();
  flags[Flag.HISTORY_KIBIBYTES] = Math.ceil(heldBytes() / 1024);
  if (firstWhole === oldestTold) return;
  const oldest = oldestOp();
  oldestTold = oldest === null ? Number.NaN : firstWhole;
  flags[Flag.OLDEST] = (oldest ?? -1) + 1;
}

function keepTensor(group: TensorGroup, name: Name, tensor: Tensor): void {
  if (group === 'outputs') seeShape(tensor.shape);
  if (theRing().writer.tensor(group, name, tensor) && retains) retain(tensor.storage);
}

/** Memory that history holds on to, in bytes: of it, what the program itself still uses counts too. */
export function heldBytes(): number {
  return storageBytes + changesBytes();
}

/** How many ops are recorded; the tensors of the oldest ones may be gone. */
export function recordCount(): number {
  return theRing().reader.count;
}

/** Index of the oldest op that can be gone back to; null where there is none. */
export function oldestOp(): number | null {
  const { reader, writer } = theRing();
  return firstWhole === writer.written ? null : reader.field(firstWhole, Field.INDEX);
}

/** The op of this index as it was told when it ran, with its tensors. Null where it cannot be gone back to. */
export function opAt(index: number): OpEvent | null {
  const { reader } = theRing();
  const number = reader.find(index);
  if (!isWhole(number) || reader.field(number, Field.INDEX) !== index) return null;
  const op = keptAt(number);
  const outer = enterScope(null);
  try {
    return { ...op, inputs: op.inputs.map(seen), outputs: op.outputs.map(seen), saved: op.saved.map(seen) };
  } finally {
    enterScope(outer);
  }
}

/** What is recorded of the op of this index, also of one that cannot be gone back to. */
export function recordAt(index: number): OpRecord | null {
  const { reader } = theRing();
  const record = reader.record(reader.find(index));
  return record?.index === index ? record : null;
}

/** The newest op before `index` of at most this depth that can be gone back to. */
export function opBefore(index: number, depth: number): PastOp | null {
  const { reader } = theRing();
  for (let number = (reader.find(index) - 1) | 0; isWhole(number); number = (number - 1) | 0) {
    if (reader.field(number, Field.DEPTH) <= depth) return reader.summary(number);
  }
  return null;
}

/** The first op after `index` of at most this depth. */
export function opAfter(index: number, depth: number): PastOp | null {
  const { reader } = theRing();
  for (let number = reader.find(index + 1); isWhole(number); number = (number + 1) | 0) {
    if (reader.field(number, Field.DEPTH) <= depth) return reader.summary(number);
  }
  return null;
}

/** The ops up to `index` that can be gone back to, the newest first. */
export function* opsUpTo(index: number): Generator<KeptOp> {
  const { reader } = theRing();
  for (let number = (reader.find(index + 1) - 1) | 0; isWhole(number); number = (number - 1) | 0) {
    yield keptAt(number);
  }
}

/** The op that `op` ran inside of; itself where there is none, or where that has not ended yet. */
export function outermost(op: KeptOp): KeptOp {
  const { reader } = theRing();
  let outer = -1;
  let { depth } = op;
  for (let number = reader.find(op.index + 1); depth > 0 && isWhole(number); number = (number + 1) | 0) {
    if (reader.field(number, Field.DEPTH) >= depth) continue;
    depth = reader.field(number, Field.DEPTH);
    outer = number;
  }
  return depth === op.depth ? op : keptAt(outer);
}

function isWhole(number: number): boolean {
  return ((number - firstWhole) | 0) >= 0 && ((theRing().writer.written - number) | 0) > 0;
}

/** Of a record whose tensors are held. */
function keptAt(number: number): KeptOp {
  const { reader } = theRing();
  const record = reader.record(number) as OpRecord;
  let at = reader.field(number, Field.RETAINED);
  const kept = ({ dtype, ...tensor }: TensorRecord): KeptTensor => {
    const storage = retained[at++ & (MOST_RETAINED - 1)] as Storage;
    return { ...tensor, storage, type: types[dtype] };
  };
  const [inputs, outputs, saved] = [
    record.inputs.map(kept),
    record.outputs.map(kept),
    record.saved.map(kept),
  ];
  return { ...record, inputs, outputs, saved };
}

function seen({ name, storage, type, shape, strides, offset }: KeptTensor): NamedTensor {
  const tensor = new Tensor(storage, type, shape, strides, offset);
  tensor.site = debuggerSite;
  return { name, tensor };
}

function retain(storage: Storage): void {
  retained[endRetained++ & (MOST_RETAINED - 1)] = storage;
  if (storage.recorded++ > 0) return;
  storage.retained++;
  storageBytes += storage.bytes;
}

function letGo(storage: Storage): void {
  storage.recorded--;
  if (storage.recorded > 0) return;
  storageBytes -= storage.bytes;
  storage.letGo();
}

/** The oldest op whose tensors are held cannot be gone back to any more. */
function letOldestGo(): void {
  const { reader, writer } = theRing();
  const number = firstWhole;
  const budget = flags[Flag.HISTORY_MEBIBYTES] * MEBIBYTE;
  if (budget > 0 && heldBytes() > budget) tellFull((writer.written - number) | 0);
  firstWhole = (number + 1) | 0;
  if (reader.field(number, Field.RETAINED) >= 0) {
    const count =
      reader.field(number, Field.INPUTS) +
      reader.field(number, Field.OUTPUTS) +
      reader.field(number, Field.SAVED);
    for (let k = 0; k < count; k++) {
      const at = firstRetained++ & (MOST_RETAINED - 1);
      letGo(retained[at] as Storage);
      retained[at] = null;
    }
  }
  forgetChanges(reader.field(number, Field.INDEX));
}

/** The ring is about to lose its oldest record. */
function leaving(): void {
  if (theRing().writer.oldest === firstWhole) letOldestGo();
}
