/** A place in the graph where gradients pass by, seen together. */
import { Flag, flags } from '../history/flags';
import { edgeOf, joinGraph } from '../ops/dispatch';
import type { Row } from '../ops/row';
import { Tensor } from '../tensor/tensor';
import { mode } from './mode';
import { GraphNode } from './node';

type Gradients = readonly (Tensor | null)[];

class Boundary extends GraphNode {
  readonly #pass: (gradients: Gradients) => Gradients;

  constructor(
    name: string,
    tensors: readonly Tensor[],
    module: string,
    pass: (gradients: Gradients) => Gradients,
  ) {
    const names = tensors.map((_, position) => String(position));
    const row: Row = {
      name,
      operands: names,
      outputs: names,
      many: false,
      branches: true,
      rules: null,
      Known: null,
      told: null,
    };
    super(row, {}, -1, flags[Flag.SITE], module, tensors.length);
    this.#pass = pass;
    tensors.forEach((tensor, position) => {
      this.edges[position] = tensor.requiresGrad ? edgeOf(tensor) : null;
    });
    this.branch(tensors.length);
  }

  override gradients(gradients: Gradients): (Tensor | null)[] {
    // Whoever sees them can hold on to them.
    for (const gradient of gradients) if (gradient !== null) gradient.kept = true;
    return [...this.#pass(gradients)];
  }
}

/**
 * The tensors as they are, with `pass` on the way of their gradients: it is given those that arrived, null where none
 * did, once a backward pass, and gives those that go on. Itself no op of the program: nothing is computed.
 */
export function throughBoundary(
  name: string,
  tensors: readonly Tensor[],
  module: string,
  pass: (gradients: Gradients) => Gradients,
): readonly Tensor[] {
  if (!mode.recording || !tensors.some(({ requiresGrad }) => requiresGrad)) return tensors;
  const boundary = new Boundary(name, tensors, module, pass);
  return tensors.map((tensor, position) => {
    if (!tensor.requiresGrad) return tensor;
    const { storage, type, shape, strides, offset } = tensor;
    const passed = new Tensor(storage, type, shape, strides, offset);
    joinGraph(passed, boundary, position);
    return passed;
  });
}
