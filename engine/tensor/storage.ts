import { allocated, released } from './memory';
import { native } from './native';

/**
 * A block of native memory, shared by all views of it. It is given back when no JavaScript object refers to it
 * (see memory.ts), or at once when the last tensor on it is disposed.
 */
export class Storage {
  /** Process-wide number in the addon's table; 0 once released. */
  id: number;
  /** Address of the first byte. */
  pointer: number;
  readonly bytes: number;
  /** Writes in place so far. The graph compares it with the version that it saved. */
  version = 0;
  /** Tensors and saves of the graph on this storage that were not disposed; see {@link drop}. */
  holders = 0;

  constructor(id: number, pointer: number, bytes: number) {
    this.id = id;
    this.pointer = pointer;
    this.bytes = bytes;
    native.track(this, id);
    allocated(bytes);
  }

  /** Ends one hold. The last one gives the memory back. */
  drop(): void {
    this.holders--;
    if (this.holders > 0 || this.id === 0) return;
    native.release(this.id);
    released(this.bytes);
    this.id = 0;
    this.pointer = 0;
  }
}
