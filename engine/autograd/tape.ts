import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { grad } from './grad';
import { enableGrad, setGradEnabled } from './mode';

/** Tapes that record now. */
let running = 0;

/** Options of `GradientTape`. */
export interface TapeOptions {
  /** Several `gradient` calls; else the tape is used up by the first. */
  readonly persistent?: boolean;
}

/**
 * Keras' way to ask for gradients (tf.GradientTape): ops are recorded while the tape runs.
 *
 *     using tape = new GradientTape();
 *     tape.watch(x);
 *     const y = x.mul(x).sum();
 *     const dx = tape.gradient(y, x);
 *
 * Without `using`, call `tape.stop()`. Parameters are watched by themselves.
 */
export class GradientTape {
  readonly #persistent: boolean;
  readonly #watched: Tensor[] = [];
  #before: boolean | null;
  #used = false;

  constructor({ persistent = false }: TapeOptions = {}) {
    this.#persistent = persistent;
    this.#before = setGradEnabled(true);
    running++;
  }

  /** Asks for gradients by tensors that are no parameters, while the tape lives. */
  watch(...tensors: readonly Tensor[]): void {
    for (const tensor of tensors) {
      if (tensor.requiresGrad) continue;
      tensor.requiresGrad_();
      this.#watched.push(tensor);
    }
  }

  /**
   * The gradient of `target`'s sum by each source, in the form of `sources`: one, an array, or an object by names;
   * null where the target does not depend on a source.
   */
  gradient(target: Tensor, sources: Tensor): Tensor | null;
  gradient(target: Tensor, sources: readonly Tensor[]): (Tensor | null)[];
  gradient<K extends string>(target: Tensor, sources: Readonly<Record<K, Tensor>>): Record<K, Tensor | null>;
  gradient(
    target: Tensor,
    sources: Tensor | readonly Tensor[] | Readonly<Record<string, Tensor>>,
  ): Tensor | null | (Tensor | null)[] | Record<string, Tensor | null> {
    if (this.#used && !this.#persistent) {
      fail(
        'GradientTape',
        'the tape is used up',
        'gradient() was called before',
        'give { persistent: true }',
      );
    }
    this.#used = true;
    const list = isTensor(sources) ? [sources] : Object.values(sources);
    // While another tape runs, the gradient is recorded on it.
    const createGraph = running - (this.#before === null ? 0 : 1) > 0;
    const known = target.requiresGrad ? list.filter((source) => source.requiresGrad) : [];
    const total = target.numel() === 1 ? target : enableGrad(() => target.sum());
    const options = { allowUnused: true, retainGraph: this.#persistent || createGraph, createGraph } as const;
    const gradients = known.length === 0 ? [] : grad(total, known, options);
    const found = list.map((source) => gradients[known.indexOf(source)] ?? null);
    if (isTensor(sources)) return found[0];
    if (Array.isArray(sources)) return found;
    return Object.fromEntries(Object.keys(sources).map((name, position) => [name, found[position]]));
  }

  /** Ends the recording. */
  stop(): void {
    if (this.#before === null) return;
    setGradEnabled(this.#before);
    this.#before = null;
    running--;
  }

  /** As at the end of a `using` block. */
  [Symbol.dispose](): void {
    this.stop();
    for (const tensor of this.#watched) if (tensor.isLeaf) tensor.requiresGrad_(false);
  }
}

function isTensor(sources: object): sources is Tensor {
  return 'storage' in sources;
}
