import { allocated, type Litter, released } from './memory';
import { native } from './native';

let releaseListener: ((storage: Storage) => void) | null = null;

/** Tells history/ of every storage of which the program ends its last hold by hand; null: tells nobody. */
export function whenReleased(listener: ((storage: Storage) => void) | null): void {
  releaseListener = listener;
}

/** Whether storages made now are for inference only; autograd/mode.ts says so. */
export const making = { inference: false };

/**
 * A block of native memory, shared by all views of it. It is given back when no JavaScript object refers to it
 * (see memory.ts), or at once when the last tensor on it is disposed.
 */
export class Storage {
  // Declared here and set in the constructor, as in Tensor.
  /** Process-wide number in the addon's table; 0 once released. */
  declare id: number;
  /** Address of the first byte. */
  declare pointer: number;
  declare readonly bytes: number;
  /** Writes in place so far. The graph compares it with the version that it saved. */
  declare version: number;
  /** Made in `inferenceMode`: no graph saves it. */
  declare readonly inference: boolean;
  /** Tensors and saves of the graph on this storage that were not disposed; see {@link drop}. */
  declare holders: number;
  /** Holds of history/, which the program does not notice. */
  declare retained: number;
  /** Times that ops whose tensors history/ holds have it; together they are one hold. */
  declare recorded: number;
  /** Of a small storage: the object by whose life the addon knows that it is needed. */
  declare readonly litter: Litter | null;

  constructor(id: number, pointer: number, bytes: number) {
    this.id = id;
    this.pointer = pointer;
    this.bytes = bytes;
    this.version = 0;
    this.inference = making.inference;
    this.holders = 0;
    this.retained = 0;
    this.recorded = 0;
    this.litter = allocated(this, id, bytes);
  }

  /** Whether the program has ended its last hold; history/ may keep the memory longer. */
  get isReleased(): boolean {
    return this.id === 0 || this.holders <= 0;
  }

  /** Ends one hold. The last one gives the memory back. */
  drop(): void {
    this.holders--;
    if (this.holders === 0) releaseListener?.(this);
    if (this.retained === 0) this.#release();
  }

  /** Ends one hold of history/. The last one gives the memory back if the program has ended its own. */
  letGo(): void {
    this.retained--;
    if (this.retained === 0) this.#release();
  }

  #release(): void {
    if (this.holders > 0 || this.id === 0) return;
    native.release(this.id);
    released(this.bytes);
    this.id = 0;
    this.pointer = 0;
  }
}
