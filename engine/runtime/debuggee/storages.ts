/** The memory of the program: every block that lives, with the tensors on it, largest first. */
import type { Storage } from '../../tensor/storage';
import type { Tensor } from '../../tensor/tensor';
import { distinct, labelsOf, lineOf, liveTensors, titleOf } from './live';
import { asView } from './view';

/** A block of memory that several tensors share. */
export class SharedStorage {
  readonly bytes: number;
  readonly tensors: readonly Tensor[];
  /** What the model calls its tensors. */
  readonly labels: ReadonlyMap<Tensor, string>;

  constructor(bytes: number, tensors: readonly Tensor[], labels: ReadonlyMap<Tensor, string>) {
    this.bytes = bytes;
    this.tensors = tensors;
    this.labels = labels;
  }
}

/** How much memory there is, and how many lines {@link storagesPage} can give. */
export interface StoragesSummary {
  readonly bytes: number;
  readonly storages: number;
  readonly tensors: number;
}

class Storages {
  readonly lines: readonly (readonly [string, Tensor | SharedStorage])[];
  readonly summary: StoragesSummary;

  constructor(lines: Storages['lines'], summary: StoragesSummary) {
    this.lines = lines;
    this.summary = summary;
  }
}

/** All of it, from the tensors that V8 found; stays in the program, to be read by page. */
export function storagesOf(found: readonly Tensor[]): Storages {
  const tensors = liveTensors(found);
  const labels = labelsOf(tensors);
  const blocks = grouped(tensors);
  let bytes = 0;
  const lines = [...blocks].map(([storage, on]): [string, Tensor | SharedStorage, number] => {
    bytes += storage.bytes;
    on.sort(byPlace);
    const name = titleOf(on.find((tensor) => labels.has(tensor)) ?? on[0], labels);
    const line = on.length === 1 ? on[0] : new SharedStorage(storage.bytes, on, labels);
    return [name, line, storage.bytes];
  });
  lines.sort(([a, , aBytes], [b, , bBytes]) => bBytes - aBytes || order(a, b));
  const summary = { bytes, storages: lines.length, tensors: tensors.length };
  return new Storages(distinct(lines.map(([name, line]) => [name, line])), summary);
}

/** Lines `start` to `start + count`: tensors, and storages that several share. */
export function storagesPage({ lines }: Storages, start: number, count: number): object {
  return asView(lines.slice(start, start + count));
}

export function storagesSummary({ summary }: Storages): StoragesSummary {
  return summary;
}

/** The tensors on a storage. */
export function storageView({ tensors, labels }: SharedStorage): object {
  return asView(distinct(tensors.map((tensor) => [titleOf(tensor, labels), tensor])));
}

/** What owns the memory comes first, then its views in the order in which they lie there. */
function byPlace(a: Tensor, b: Tensor): number {
  const isView = (tensor: Tensor) => (tensor.base === null ? 0 : 1);
  return isView(a) - isView(b) || a.offset - b.offset || b.numel() - a.numel() || order(lineOf(a), lineOf(b));
}

function order(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function grouped(tensors: readonly Tensor[]): Map<Storage, Tensor[]> {
  const blocks = new Map<Storage, Tensor[]>();
  for (const tensor of tensors) {
    const on = blocks.get(tensor.storage);
    if (on) on.push(tensor);
    else blocks.set(tensor.storage, [tensor]);
  }
  return blocks;
}
