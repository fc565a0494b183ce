/**
 * What data breakpoints watch — tensors, their gradients, what an optimizer remembers — and what each was before the
 * program wrote to it. Nothing here keeps a tensor alive, but for the moment from a write to the end of its op.
 */
import { type Autograd, autogradOf } from '../autograd/meta';
import type { Placed } from '../ops/command';
import { native } from '../tensor/native';
import type { TensorPlace } from '../tensor/picture';
import { tidy } from '../tensor/scope';
import type { Storage } from '../tensor/storage';
import { Tensor } from '../tensor/tensor';
import { enterConsole, leaveConsole } from './console';

/** What something was before it was written to, and how to see what it is now: a tensor of one's own, null for none. */
export interface Write {
  readonly before: Tensor | null;
  now(): Tensor | null;
}

/** Memory of a target; of a gradient, while it is that of `autograd`. */
interface Memory {
  readonly target: Target;
  readonly place: Placed;
  readonly autograd: Autograd | null;
}

/** Whose key is gone is gone with it. */
const byStorage = new WeakMap<Storage, Memory[]>();
const byAutograd = new WeakMap<
  object,
  { readonly autograd: Autograd; readonly targets: readonly Target[] }
>();

export class Target {
  /** As data breakpoints name it. */
  readonly data: string;
  readonly kind: 'tensor' | 'grad' | 'state';
  /** Path of a parameter, or a name that was made up for a tensor without one. */
  readonly owner: string;
  /** Of a state: its name for the optimizer, such as `expAvg`. */
  readonly slot: string;
  /** It was found in the program, and is still there. */
  isThere = false;
  /** It was found in the program. */
  wasThere = false;
  /** A breakpoint asks for it. */
  isWatched = false;
  /** What was written since the last time that anyone looked, by what it was written to. */
  readonly writes = new Map<object, Write>();
  readonly #owners = new WeakSet<Tensor>();
  /** Where the owners are, by their storage's id. */
  readonly #places = new Map<number, TensorPlace>();

  /** `fc1.weight`, `grad fc1.weight` or `state fc1.weight expAvg`. */
  constructor(data: string) {
    const [, kind = 'tensor', owner = data, slot = ''] =
      /^(?:(grad|state) )?(\S+)(?: (\S+))?$/.exec(data) ?? [];
    this.data = data;
    this.kind = kind as Target['kind'];
    this.owner = owner;
    this.slot = slot;
  }

  /** Watches this tensor, or its gradient, too. */
  adopt(tensor: Tensor): void {
    if (this.#owners.has(tensor)) return;
    this.#owners.add(tensor);
    this.#places.set(tensor.storage.id, tensor.place());
    if (this.kind === 'state') return;
    this.find();
    if (this.kind === 'tensor') {
      this.#addMemory(tensor, null);
      return;
    }
    const autograd = autogradOf(tensor);
    const others = byAutograd.get(autograd)?.targets ?? [];
    byAutograd.set(autograd, { autograd, targets: [...others, this] });
    this.#addMemory(autograd.grad, autograd);
  }

  /** It is there. */
  find(): void {
    this.isThere = true;
    this.wasThere = true;
  }

  owns(tensor: Tensor): boolean {
    return this.#owners.has(tensor);
  }

  #addMemory(tensor: Tensor | null, autograd: Autograd | null): void {
    if (tensor === null) return;
    const { storage, type, shape, strides, offset } = tensor;
    const memory = { target: this, autograd, place: { storage, type, shape, strides, offset } };
    const others = (byStorage.get(storage) ?? []).filter(
      ({ target }) => target !== this || autograd === null,
    );
    byStorage.set(storage, [...others, memory]);
  }

  /** Memory of this target is about to be written to. */
  writing({ place, autograd }: Memory): void {
    if (autograd === null) this.remember(place.storage, () => seen(place));
    else if (autograd.grad?.storage === place.storage) this.replacing(autograd);
  }

  /** The gradient of an owner is about to be another, or to be added to. */
  replacing(autograd: Autograd): void {
    this.remember(autograd, () => {
      this.#addMemory(autograd.grad, autograd);
      return autograd.grad?.detach() ?? null;
    });
  }

  /** An optimizer is about to update what it remembers of an owner. */
  updating(state: Map<unknown, object>, parameter: Tensor): void {
    this.remember(state, () => {
      const entry = state.get(parameter) as Record<string, unknown> | undefined;
      const tensor = entry?.[this.slot];
      if (!(tensor instanceof Tensor)) return null;
      this.find();
      return tensor.detach();
    });
  }

  remember(what: object, now: () => Tensor | null): void {
    if (!this.isWatched || this.writes.has(what)) return;
    const before = inConsole(() => tidy(() => now()?.clone() ?? null));
    this.writes.set(what, { before, now });
  }

  /** Looks whether an owner is left. */
  checkOwners(): void {
    if (this.#places.size === 0) return;
    for (const [id, place] of this.#places) if (!isAlive(place)) this.#places.delete(id);
    if (this.#places.size === 0) this.isThere = false;
  }

  /** The program has given back the memory of an owner. */
  lose(storage: number): void {
    if (this.#places.delete(storage) && this.#places.size === 0) this.isThere = false;
  }
}

/** Before a tensor is written to in place. */
export function targetsWrite(tensor: Tensor): void {
  for (const memory of byStorage.get(tensor.storage) ?? []) memory.target.writing(memory);
}

/** Before a field of an object gets another value, perhaps the gradient of a tensor. */
export function targetsField(object: object): void {
  const known = byAutograd.get(object);
  if (known) for (const target of known.targets) target.replacing(known.autograd);
}

/** Before a storage that the program has ended all holds of may go. */
export function targetsOf(storage: Storage): readonly Target[] {
  return (byStorage.get(storage) ?? []).map(({ target }) => target);
}

/** Runs `fn` as what a person types: the program does not notice. */
export function inConsole<R>(fn: () => R): R {
  enterConsole(true);
  try {
    return fn();
  } finally {
    leaveConsole();
  }
}

function seen({ storage, type, shape, strides, offset }: Placed): Tensor | null {
  return storage.isReleased ? null : new Tensor(storage, type, shape, strides, offset);
}

function isAlive(place: TensorPlace): boolean {
  try {
    native.read(place, 0, 0);
    return true;
  } catch {
    return false;
  }
}
