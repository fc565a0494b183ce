/** What a graph keeps in the place of the tensors that it saves, if the program wants to say so. */
import { edgeOf, joinGraph } from '../ops/dispatch';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { unscoped } from './accumulate';
import { autogradOf } from './meta';
import { type Edge, type GraphNode, Leaf } from './node';

export interface SavedTensorsHooks {
  /** Given each tensor that is saved; what it gives is kept in its place. */
  readonly pack: (tensor: Tensor) => unknown;
  /** Gives the tensor again when the backward pass needs it. */
  readonly unpack: (packed: never) => Tensor;
  /** Told when the graph needs it no more. Then `pack` holds by itself the memory of what it keeps. */
  readonly drop?: (packed: never) => void;
}

/** The hooks of where the program is. */
export const saving: { hooks: SavedTensorsHooks | null } = { hooks: null };

/**
 * Runs `fn`; every tensor that the ops in it save for the backward pass goes through `pack`, and is what `unpack` makes
 * of that when it is needed (torch.autograd.graph.saved_tensors_hooks): to keep it elsewhere, or in fewer bytes.
 */
export function savedTensorsHooks<P, R>(
  pack: (tensor: Tensor) => P,
  unpack: (packed: P) => Tensor,
  fn: () => R,
): R {
  return withSaving({ pack, unpack }, fn);
}

export function withSaving<R>(hooks: SavedTensorsHooks | null, fn: () => R): R {
  const before = saving.hooks;
  saving.hooks = hooks;
  try {
    return fn();
  } finally {
    saving.hooks = before;
  }
}

/** A saved tensor that a program's hooks have taken. */
export class Packed {
  readonly #hooks: SavedTensorsHooks;
  readonly #packed: unknown;
  readonly #dtype: string;
  /** The history of the tensor. */
  readonly #edge: Edge;
  readonly #node: GraphNode | null;
  readonly #output: number;

  /** `made`: the tensor is output `output` of this node, and does not know so yet. */
  constructor(hooks: SavedTensorsHooks, tensor: Tensor, made: GraphNode | null, output: number) {
    this.#hooks = hooks;
    this.#dtype = tensor.dtype;
    this.#node = made ?? tensor.gradFn;
    this.#output = made === null ? tensor.outputNr : output;
    this.#edge = this.#node === null && tensor.requiresGrad ? edgeOf(tensor) : null;
    // What runs in the hooks is neither recorded nor packed.
    const copy = plain(tensor);
    this.#packed = withSaving(null, () => unscoped(() => hooks.pack(copy)));
    if (hooks.drop) copy.dispose();
  }

  /** The tensor, with the history that it had. */
  tensor(): Tensor {
    const found = unscoped(() => this.#hooks.unpack(this.#packed as never));
    if (!(found instanceof Tensor) || found.dtype !== this.#dtype) {
      const what = found instanceof Tensor ? found.dtype : String(found);
      fail(
        'savedTensorsHooks',
        `unpack gave no tensor of ${this.#dtype}`,
        what,
        'give the tensor that was packed',
      );
    }
    const tensor = plain(found);
    if (this.#node !== null) joinGraph(tensor, this.#node, this.#output);
    if (this.#edge instanceof Leaf) {
      const autograd = autogradOf(tensor);
      autograd.requiresGrad = true;
      autograd.leaf = this.#edge;
    }
    return tensor;
  }

  drop(): void {
    this.#hooks.drop?.(this.#packed as never);
  }
}

/** The same memory without a history. */
function plain({ storage, type, shape, strides, offset }: Tensor): Tensor {
  return new Tensor(storage, type, shape, strides, offset);
}
