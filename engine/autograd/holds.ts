import { wasShown } from '../history/shown';
import type { Tensor } from '../tensor/tensor';

/**
 * Which gradients the walk still needs. Those that it made itself, that no leaf, hook or caller was given, and
 * that no part of the walk waits for, give their memory back at once.
 */
export class Holds {
  readonly #counts = new Map<Tensor, number>();
  /** Made by the walk, and not only passed through it. */
  readonly #own = new Set<Tensor>();
  /** Tensors made since the last sweep; null where the walk itself is recorded, and keeps them. */
  readonly #made: Tensor[] | null;

  constructor(made: Tensor[] | null) {
    this.#made = made;
  }

  hold(tensor: Tensor): void {
    this.#counts.set(tensor, (this.#counts.get(tensor) ?? 0) + 1);
  }

  letGo(tensor: Tensor): void {
    const count = (this.#counts.get(tensor) as number) - 1;
    if (count > 0) {
      this.#counts.set(tensor, count);
      return;
    }
    this.#counts.delete(tensor);
    if (this.#own.delete(tensor)) giveBack(tensor);
  }

  /** Whether the walk made the tensor and only one gradient is it, so that it can be given away. */
  isLast(tensor: Tensor): boolean {
    const own = this.#own.has(tensor) || (this.#made?.includes(tensor) ?? false);
    return own && this.#counts.get(tensor) === 1;
  }

  /** After a node: what its rule made and did not give as a gradient. */
  sweep(): void {
    if (this.#made === null) return;
    for (const tensor of this.#made) {
      if (this.#counts.has(tensor)) this.#own.add(tensor);
      else giveBack(tensor);
    }
    this.#made.length = 0;
  }
}

function giveBack(tensor: Tensor): void {
  if (!tensor.kept && !wasShown(tensor)) tensor.dispose();
}
