/** The native addon: the only file that loads it. What each kernel expects is in native/README.md. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Histogram, Statistics, TensorPlace, Tile } from './picture';

/** A rectangle of memory to be pictured: rows × columns of a tensor, each with its stride in elements. */
export interface PlaneRequest {
  readonly rows: number;
  readonly columns: number;
  readonly rowStride: number;
  readonly columnStride: number;
  readonly height: number;
  readonly width: number;
}

export interface MemoryUse {
  /** Bytes held by storages now, of all threads. */
  readonly bytes: number;
  readonly peak: number;
  readonly storages: number;
}

export interface Addon {
  /** Number of each kernel by its name. */
  readonly kernels: Readonly<Record<string, number>>;
  readonly info: {
    readonly isa: string;
    readonly threads: number;
    readonly compiler: string;
    readonly gpu: string;
  };
  /** Makes `commands` this thread's command buffer. */
  attach(commands: ArrayBuffer): void;
  /** Runs the command in the buffer. */
  execute(): void;
  /** What the last failed command of this thread said. */
  lastError(): string;
  /** Ties storage `id` to the life of `owner`, a JavaScript object: {@link sweep} releases it once that is gone. */
  track(owner: object, id: number): void;
  /** The same of the first `count` storages of `ids`, by one reference. */
  track(owner: object, ids: Float64Array, count: number): void;
  /** Releases every storage whose owner was collected. Returns the bytes released. */
  sweep(): number;
  /** Releases this thread's hold on a storage at once. */
  release(id: number): void;
  /** Makes this thread a holder too of a storage that another one holds. Gives its address; throws where it is gone. */
  share(id: number): number;
  memory(): MemoryUse;
  /** This thread keeps up to so many bytes of free blocks to use again; 64 MiB at least. */
  limitCache(bytes: number): void;
  setThreads(count: number): void;
  /** Makes the running and all further commands of any thread fail with "cancelled" (1), or not (0). */
  cancel(on: 0 | 1): void;
  /** This thread's number, never 0, for {@link interrupt}. */
  readonly thread: number;
  /**
   * Ends the JavaScript that a thread runs, also from another one, as an exception that no code catches; native calls
   * return first. False where the thread has ended, or V8 offers no such function. To a thread that runs none it
   * happens when it does next.
   */
  interrupt(thread: number): boolean;
  statistics(place: TensorPlace): Promise<Statistics>;
  histogram(place: TensorPlace, bins: number): Promise<Histogram>;
  tile(place: TensorPlace, plane: PlaneRequest): Promise<Tile>;
  /** Copies up to `count` elements from element `start` of the storage; from any thread. */
  read(place: TensorPlace, start: number, count: number): ArrayBuffer;
  /** Copies `bytes` into storage `id`, from byte `start` of it. */
  write(id: number, start: number, bytes: ArrayBufferView): void;
  /** Tells V8 that so many bytes outside of its heap depend on it: makes it collect where gc cannot be forced. */
  adjustExternalMemory(change: number): void;
}

/** The command buffer: 64-bit floats. See native/README.md for its layout. */
export const Command = {
  WORDS: 2048,
  /** In: kernel number. Out: 0, or a number other than 0 when it failed. */
  KERNEL: 0,
  OUTPUTS: 1,
  INPUTS: 2,
  ATTRIBUTES: 3,
  FIRST_ATTRIBUTE: 4,
  MAX_ATTRIBUTES: 16,
  FIRST_OPERAND: 20,
  /** Words an operand; inside of one: */
  OPERAND_WORDS: 24,
  /** 0: memory at POINTER. 1: a scalar, VALUE. 2 (outputs): allocate BYTES; the kernel writes POINTER and STORAGE. */
  KIND: 0,
  POINTER: 1,
  STORAGE: 2,
  BYTES: 3,
  VALUE: 4,
  DTYPE: 5,
  NDIM: 6,
  SHAPE: 8,
  STRIDES: 16,
  MAX_NDIM: 8,
  /**
   * In: whether to look at what kernels write, and to count in NOT_FINITE those that write what is not all finite, or
   * so much that a look at what becomes of it is cheaper.
   */
  LOOKS: 2044,
  NOT_FINITE: 2045,
  /** In: whether to count what kernels take, in NANOSECONDS. Beyond all operands. */
  TIMED: 2046,
  NANOSECONDS: 2047,
} as const;

/** Numbers of the dtypes as the addon knows them; those without kernels yet keep their place. */
export const dtypeNumber = {
  float32: 0,
  float64: 1,
  int32: 2,
  int64: 3,
  bool: 4,
  uint8: 5,
  int8: 6,
  float16: 7,
  bfloat16: 8,
} as const;

function find(): string {
  const here = dirname(fileURLToPath(import.meta.url));
  const places = [here, join(here, '../../dist')].map((folder) => join(folder, 'backstep.node'));
  const found = places.find(existsSync);
  if (!found)
    throw new Error(
      `backstep: the native addon is missing — looked for ${places.join(', ')} — run "npm run build"`,
    );
  return found;
}

export const native: Addon = createRequire(import.meta.url)(find());
