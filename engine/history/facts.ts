import type { Tensor } from '../tensor/tensor';

/** What a condition of a data breakpoint can use. Computed when it is asked for, by ops in the console's mode. */
export class Facts {
  /** As it was before the write; null where there was none. */
  readonly before: Tensor | null;
  /** As it is now; null where there is none. */
  readonly tensor: Tensor | null;

  constructor(before: Tensor | null, tensor: Tensor | null) {
    this.before = before;
    this.tensor = tensor;
  }

  /** Whether an element is NaN. */
  get hasNaN(): boolean {
    return this.#isFloating() && Boolean(this.#numbers().isnan().any().item());
  }

  /** Whether an element is infinite. */
  get hasInf(): boolean {
    return this.#isFloating() && Boolean(this.#numbers().isinf().any().item());
  }

  /** The Euclidean norm of all elements. */
  get norm(): number {
    return this.#number((numbers) => numbers.norm());
  }

  get min(): number {
    return this.#number((numbers) => numbers.min());
  }

  get max(): number {
    return this.#number((numbers) => numbers.max());
  }

  get mean(): number {
    return this.#number((numbers) => numbers.mean());
  }

  /** NaN of nothing. */
  #number(reduce: (numbers: Tensor) => Tensor): number {
    return this.tensor === null || this.tensor.numel() === 0
      ? Number.NaN
      : Number(reduce(this.#numbers()).item());
  }

  #isFloating(): boolean {
    return this.tensor?.isFloatingPoint() ?? false;
  }

  /** In a dtype whose sums of squares do not overflow soon. */
  #numbers(): Tensor {
    const tensor = this.tensor as Tensor;
    return tensor.dtype === 'float32' || tensor.dtype === 'float64' ? tensor : tensor.double();
  }
}
