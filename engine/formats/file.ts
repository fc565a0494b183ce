/** A file of tensors that was opened: what is in it is listed, and read when it is asked for. */
import { fail } from '../tensor/errors';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import type { ReadOptions } from './encoding';
import { quoted, type Source } from './source';

/** What is known of a tensor before its elements are read. */
export interface TensorEntry {
  /** Such as `fc1.weight`. */
  readonly name: string;
  /** PyTorch's name of what the file holds, also where the engine has no such tensors: `float16`. */
  readonly dtype: string;
  /** Sizes of the axes. */
  readonly shape: Shape;
}

/** An entry that can be read. */
export interface Slot extends TensorEntry {
  readonly read: (options: ReadOptions) => Tensor;
}

/** Tensors of a file by their names, and texts about them. Reading one reads its bytes alone. */
export class TensorFile {
  /** Name of the format: `safetensors`, `npy`, `npz` or `pt`. */
  readonly format: string;
  /** What is in the file, in the file's order. */
  readonly entries: ReadonlyMap<string, TensorEntry>;
  /** Texts that the file says of itself. */
  readonly metadata: Readonly<Record<string, string>>;
  readonly #source: Source;
  readonly #slots: ReadonlyMap<string, Slot>;

  /** @internal Made by `formats.open`. */
  constructor(
    format: string,
    source: Source,
    slots: readonly Slot[],
    metadata: Readonly<Record<string, string>> = {},
  ) {
    this.format = format;
    this.metadata = metadata;
    this.#source = source;
    this.#slots = new Map(slots.map((slot) => [slot.name, slot]));
    this.entries = new Map(slots.map(({ name, dtype, shape }) => [name, { name, dtype, shape }]));
  }

  /** Reads one tensor. Throws where there is none of that name, and where the engine has no such dtype. */
  read(name: string, options: ReadOptions = {}): Tensor {
    const slot = this.#slots.get(name);
    if (slot) return slot.read(options);
    const names = [...this.#slots.keys()];
    const some = names.slice(0, 8).map(quoted).join(', ') + (names.length > 8 ? ', …' : '');
    return fail(
      `${this.format}`,
      `${this.#source.name} has no tensor ${quoted(name)}`,
      `it has ${names.length}: ${some || 'none'}`,
      'look at entries',
    );
  }

  /** Reads all tensors, by their names: what `loadStateDict` takes. With `at`, those below that name. */
  readAll(options: ReadOptions = {}, at?: string): Record<string, Tensor> {
    return Object.fromEntries(this.slots(at).map(([name, slot]) => [name, slot.read(options)]));
  }

  /** Entries below a name, by the rest of theirs. */
  protected slots(at?: string): [string, Slot][] {
    const all = [...this.#slots];
    if (at === undefined) return all;
    const below = all.filter(([name]) => name.startsWith(`${at}.`));
    return below.map(([name, slot]) => [name.slice(at.length + 1), slot]);
  }

  /** Closes the file. Tensors that were read stay. */
  close(): void {
    this.#source.close();
  }

  /** As at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What each file of this room gives. */
export interface Format {
  readonly name: string;
  /** How names of such files end, with the dot. */
  readonly endings: readonly string[];
  /** Whether the bytes are such a file, by its first ones or its table of contents. Throws nothing. */
  readonly match: (source: Source) => boolean;
  /** Reads what is in it, but no elements. Throws where the bytes disagree with each other. */
  readonly open: (source: Source) => TensorFile;
}
