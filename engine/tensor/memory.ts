/**
 * When memory goes back. A synchronous loop gives V8 no moment for finalizers, so storages are held by weak
 * references that the addon looks at: once enough was allocated, a forced minor collection clears those of
 * dropped tensors, and the sweep releases them. Storages that outlived two minor collections need a major one,
 * which is forced when the bytes held pass a budget that adapts to what is really alive.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { native } from './native';

/** Without options it is a major collection; V8 of Node 20 takes any type that is named for a minor one. */
type Collect = (options?: { type: 'minor'; execution: 'sync' }) => void;

const MIB = 2 ** 20;
/** A collection costs about a millisecond: as much as writing this many bytes, or as many small ops. */
const MINOR_BYTES = 32 * MIB;
const MINOR_COUNT = 32_768;
/** Growth since the last major collection that pays for another: with it, memory is this much above what is alive. */
const MAJOR_GROWTH = 1.1;
const MAJOR_BYTES = 64 * MIB;
/**
 * As much of what history/ holds may be waiting for a major collection besides: what it lets go of has become old, and
 * without this collections would take a third of the time of a run whose past is full.
 */
const HISTORY_SHARE = 0.5;
const HISTORY_BYTES = 256 * MIB;
/** What a small storage costs beside its bytes: its JavaScript objects and its place in the addon's table. */
const STORAGE_COST = 512;

/** Since the last collection, of storages that were not released by hand. */
let bytes = 0;
let count = 0;
/** Storages tracked since the last sweep: until then the addon remembers each, also one that was released. */
let tracked = 0;
let majorBudget = 2 * MAJOR_BYTES;
let minorBytes = MINOR_BYTES;
let minorCount = MINOR_COUNT;
/** Bytes told to V8, where gc cannot be forced. */
let told = 0;

let collect: Collect | null | undefined;

/** gc, which V8 exposes on request. null where the request is refused. */
function collector(): Collect | null {
  if (collect !== undefined) return collect;
  try {
    setFlagsFromString('--expose-gc');
    const gc = runInNewContext('gc') as unknown;
    collect = typeof gc === 'function' ? (gc as Collect) : null;
  } catch {
    collect = null;
  }
  return collect;
}

/** Without gc: V8 is told of the memory, and collects by itself when there is much of it. */
function tellV8(live: number): void {
  native.adjustExternalMemory(live - told);
  told = live;
}

function cost(): number {
  const { bytes: held, storages } = native.memory();
  return held + storages * STORAGE_COST;
}

/**
 * Small storages made one after the other, which the addon tracks by one reference to this object: a reference
 * costs more than a small op. They go back together, but for those that are disposed.
 */
export class Litter {
  readonly ids = new Float64Array(LITTER);
}

const LITTER = 16;
/** A living storage can keep 15 dead ones of at most so many bytes from going back. */
const SMALL = 1024;
let litter: Litter | null = null;
let litterSize = 0;

/** Called for every storage; gives the litter that it belongs to. */
export function allocated(owner: object, id: number, size: number): Litter | null {
  bytes += size;
  count++;
  if (bytes > minorBytes || count > minorCount) relieve();
  if (size > SMALL) {
    native.track(owner, id);
    tracked++;
    if (tracked > 2 * minorCount) sweep();
    return null;
  }
  litter ??= new Litter();
  const mine = litter;
  mine.ids[litterSize++] = id;
  if (litterSize === LITTER) trackLitter();
  return mine;
}

function trackLitter(): void {
  if (litter !== null) native.track(litter, litter.ids, litterSize);
  tracked += litterSize;
  litter = null;
  litterSize = 0;
  if (tracked > 2 * minorCount) sweep();
}

function sweep(): void {
  native.sweep();
  tracked = 0;
}

/** Called where a storage is released by hand: what went back needs no collection. */
export function released(size: number): void {
  bytes -= size;
  count--;
}

function relieve(): void {
  bytes = 0;
  count = 0;
  trackLitter();
  const gc = collector();
  gc?.({ type: 'minor', execution: 'sync' });
  sweep();
  let live = cost();
  if (live > majorBudget) {
    if (gc) {
      gc();
      sweep();
    }
    live = cost();
    const old = Math.min(HISTORY_SHARE * historyBytes(), HISTORY_BYTES);
    // What it gives back at once, ops take again.
    native.limitCache(Math.floor(old));
    majorBudget = Math.max(live + MAJOR_BYTES, MAJOR_GROWTH * live, live + old);
  }
  if (!gc) tellV8(live);
  // Many live storages make a sweep dearer, and much live memory makes it less urgent.
  minorBytes = Math.max(MINOR_BYTES, live / 16);
  minorCount = Math.max(MINOR_COUNT, native.memory().storages);
}

/** Gives back everything that no JavaScript object refers to any more. Costs tens of milliseconds. */
export function releaseUnused(): void {
  trackLitter();
  collector()?.();
  sweep();
  bytes = 0;
  count = 0;
}

let historyBytes = () => 0;

/** Called once by history/: how many bytes of tensors it holds. */
export function tellHeld(bytes: () => number): void {
  historyBytes = bytes;
}

/** Native memory held by tensors, in bytes, of all threads. */
export function memoryUse(): {
  /** Held now. */
  bytes: number;
  /** Held at most so far. */
  peak: number;
  /** How many storages hold them. */
  storages: number;
} {
  return native.memory();
}
