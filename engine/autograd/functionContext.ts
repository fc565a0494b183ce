import { fail, shapeText } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import type { GraphNode } from './node';

/**
 * What the two halves of a custom function share (torch: FunctionCtx). Values that are no tensors can be kept as fields:
 * `ctx.scale = 2`.
 */
export class FunctionContext {
  /** Whether a gradient is asked for, by argument. */
  readonly needsInputGrad: readonly boolean[];
  [field: string]: unknown;
  readonly #function: string;
  #toSave: readonly (Tensor | null)[] = [];
  #node: GraphNode | null = null;
  #dirty: readonly Tensor[] = [];
  #nonDifferentiable: readonly Tensor[] = [];
  #materializes = true;

  /** @internal Made by `apply`. */
  constructor(name: string, needsInputGrad: readonly boolean[]) {
    this.#function = name;
    this.needsInputGrad = needsInputGrad;
  }

  /**
   * Keeps arguments and outputs for `backward`, where `savedTensors` has them. A write in place in between is an error
   * there, and any order of differentiation goes through them. Called once, in `forward`.
   */
  saveForBackward(...tensors: readonly (Tensor | null)[]): void {
    this.#toSave = tensors;
  }

  /** What `saveForBackward` was given, in its order; null stays null. */
  get savedTensors(): Tensor[] {
    if (this.#node === null) return this.#toSave as Tensor[];
    const node = this.#node;
    return this.#toSave.map((_, position) => node.saved(position) as Tensor);
  }

  /** Says which arguments `forward` has written to; it returns each of them. */
  markDirty(...tensors: readonly Tensor[]): void {
    this.#dirty = tensors;
  }

  /** Says which outputs have no gradient. Outputs that are no floats have none anyway. */
  markNonDifferentiable(...tensors: readonly Tensor[]): void {
    this.#nonDifferentiable = tensors;
  }

  /** Whether `backward` is given zeros for outputs that no gradient came to, as it is by default; else null. */
  setMaterializeGrads(materialize: boolean): void {
    this.#materializes = materialize;
  }

  /** @internal */
  get materializesGrads(): boolean {
    return this.#materializes;
  }

  /** @internal */
  isDirty(tensor: Tensor): boolean {
    return this.#dirty.includes(tensor);
  }

  /** @internal */
  differentiates(output: Tensor): boolean {
    return output.isFloatingPoint() && !this.#nonDifferentiable.includes(output);
  }

  /** @internal What was written to are arguments, no leaves of a graph, and outputs. */
  checkDirty(args: readonly (Tensor | null)[], outputs: readonly unknown[]): void {
    for (const tensor of this.#dirty) {
      const what = `${tensor.dtype} ${shapeText(tensor.shape)}`;
      if (!args.includes(tensor))
        fail(
          `${this.#function}.forward`,
          'a tensor marked dirty is no argument',
          what,
          'mark only arguments',
        );
      if (!outputs.includes(tensor)) {
        fail(
          `${this.#function}.forward`,
          'a tensor marked dirty was not returned',
          what,
          'return all that was written to',
        );
      }
      const base = tensor.base ?? tensor;
      if (!base.requiresGrad || base.gradFn !== null) continue;
      fail(
        `${this.#function}.forward`,
        `a ${base === tensor ? '' : 'view of a '}leaf that requires grad was used in an in-place operation`,
        what,
        'clone() it before',
      );
    }
    if (this.#dirty.some(({ base }) => base !== null) && outputs.length > 1) {
      const count = `${outputs.length} outputs`;
      fail(
        `${this.#function}.forward`,
        'a view marked dirty is one of several outputs',
        count,
        'return it alone',
      );
    }
  }

  /** @internal Makes the node keep what is to be saved. */
  saveIn(node: GraphNode): void {
    for (const value of this.#toSave) {
      if (value === null || value instanceof Tensor) continue;
      fail(
        `${this.#function}.forward`,
        'saveForBackward takes tensors only',
        String(value),
        'keep other values as ctx.name',
      );
    }
    this.#toSave.forEach((tensor, position) => {
      node.save(position, tensor);
    });
    this.#toSave = this.#toSave.map(() => null);
    this.#node = node;
  }
}
