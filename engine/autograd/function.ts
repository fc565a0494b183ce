/** Ops that a program writes itself: `class Scale extends autograd.Function { … }`. */

import { Flag, flags } from '../history/flags';
import { type Name, nameOf } from '../history/name';
import { kernelTime } from '../ops/command';
import { compose } from '../ops/compose';
import { context, countOp } from '../ops/context';
import { zeros } from '../ops/creation';
import { edgeOf, joinGraph, watch } from '../ops/dispatch';
import type { Operands, Row } from '../ops/row';
import { fail, shapeText } from '../tensor/errors';
import { broadcastsTo } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { unscoped } from './accumulate';
import { FunctionContext } from './functionContext';
import { mode } from './mode';
import { type Edge, GraphNode } from './node';
import { fitted } from './rules';
import { rebase } from './views';

/** The gradient by each argument of `forward`; of a single argument, it alone. null where there is none. */
export type FunctionGradients = Tensor | null | readonly (Tensor | null | undefined)[];

/** What {@link AutogradFunction.apply} works with: the class that it is called on. */
export interface FunctionClass<A extends readonly unknown[], R> {
  /** Of the op, where a person reads it. */
  readonly name: string;
  /** Computes the result; its ops are not recorded. */
  forward(ctx: FunctionContext, ...args: A): R;
  /** A gradient for each argument, from one for each output. */
  backward(ctx: FunctionContext, ...grads: never[]): FunctionGradients;
}

/**
 * Base of an op with a gradient of its own (torch.autograd.Function): a class with a static `forward`, whose ops are not
 * recorded, and a static `backward`, which is given the gradient of each output and gives that of each argument.
 *
 *     class Cube extends autograd.Function {
 *       static forward(ctx: autograd.FunctionContext, x: Tensor): Tensor {
 *         ctx.saveForBackward(x);
 *         return x.pow(3);
 *       }
 *       static backward(ctx: autograd.FunctionContext, grad: Tensor): Tensor {
 *         const [x] = ctx.savedTensors;
 *         return grad.mul(x.square().mul(3));
 *       }
 *     }
 *     const y = Cube.apply(x);
 *
 * Whoever watches sees one op by the name of the class, with those of `forward` inside.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: PyTorch's form, whose subclasses write the static methods
export class AutogradFunction {
  /** Runs the op on `args`. Tensors inside of arrays or objects take no part in the graph. */
  static apply<A extends readonly unknown[], R>(this: FunctionClass<A, R>, ...args: A): R {
    // biome-ignore lint/complexity/noThisInStatic: the class that it is called on
    return run(this, args);
  }
}

function run<A extends readonly unknown[], R>(type: FunctionClass<A, R>, args: A): R {
  const { name } = type;
  const tensors = args.map((arg) => (arg instanceof Tensor ? arg : null));
  const asks = tensors.map((tensor) => tensor?.requiresGrad ?? false);
  const ctx = new FunctionContext(name, asks);
  const records = mode.recording && asks.includes(true);
  // By the history that the arguments have now: `forward` can write to them.
  const edges: Edge[] = tensors.map((tensor, position) =>
    records && asks[position] ? edgeOf(tensor as Tensor) : null,
  );
  const forward = compose((given: A, context: FunctionContext) => type.forward(context, ...given), true);
  const began = kernelTime();
  const returned = forward(args, ctx);
  const outputs: unknown[] = Array.isArray(returned) ? [...returned] : [returned];
  ctx.checkDirty(tensors, outputs);
  const index = countOp();
  const row = rowOf(name, outputs.length);
  if (records) {
    const node = new FunctionNode(row, type as FunctionClass<never, unknown>, ctx, index, tensors, outputs);
    edges.forEach((edge, position) => {
      node.edges[position] = edge;
    });
    outputs.forEach((output, position) => {
      if (!(output instanceof Tensor) || !ctx.differentiates(output)) return;
      outputs[position] = node.makes(output, position, tensors.indexOf(output));
    });
    ctx.saveIn(node);
  }
  if (flags[Flag.WATCH] !== 0) {
    const made = outputs.filter((output): output is Tensor => output instanceof Tensor);
    watch(row, args as Operands, {}, index, made, began);
  }
  return (Array.isArray(returned) ? outputs : outputs[0]) as R;
}

function rowOf(name: string, outputs: number): Row {
  return {
    name,
    operands: ['inputs'],
    many: true,
    outputs:
      outputs === 1 ? ['output'] : Array.from({ length: outputs }, (_, position) => `output.${position}`),
    branches: outputs > 1,
    rules: null,
    Known: null,
    told: null,
  };
}

class FunctionNode extends GraphNode {
  readonly #class: FunctionClass<never, unknown>;
  readonly #ctx: FunctionContext;
  /** Of the outputs, for gradients that did not come. */
  readonly #outputs: readonly (() => Tensor | null)[];

  constructor(
    row: Row,
    type: FunctionClass<never, unknown>,
    ctx: FunctionContext,
    index: number,
    tensors: readonly (Tensor | null)[],
    outputs: readonly unknown[],
  ) {
    super(row, {}, index, flags[Flag.SITE], context.module, tensors.length);
    this.#class = type;
    this.#ctx = ctx;
    tensors.forEach((tensor, position) => {
      this.shapes[position] = tensor?.shape ?? null;
      this.types[position] = tensor?.type ?? null;
    });
    this.#outputs = outputs.map((output) => {
      if (!(output instanceof Tensor)) return () => null;
      const { shape, dtype } = output;
      return () => zeros(shape, { dtype });
    });
    if (outputs.length > 1) this.branch(outputs.length);
  }

  /** The node's output: the tensor itself, or another on its memory if it was an argument and not written to. */
  makes(output: Tensor, position: number, argument: number): Tensor {
    if (argument < 0) {
      joinGraph(output, this, position);
      return output;
    }
    if (!this.#ctx.isDirty(output)) {
      const { storage, type, shape, strides, offset } = output;
      const same = new Tensor(storage, type, shape, strides, offset);
      joinGraph(same, this, position);
      return same;
    }
    if (output.base === null) joinGraph(output, this, position);
    else rebase(output, this, output.base.requiresGrad ? edgeOf(output.base) : null, argument);
    return output;
  }

  override gradients(grads: readonly (Tensor | null)[], wants: (edge: Edge) => boolean): (Tensor | null)[] {
    const { name } = this.#class;
    const given = this.#outputs.map(
      (zero, position) => grads[position] ?? (this.#ctx.materializesGrads ? zero() : null),
    );
    const found = unscoped(() => this.#class.backward(this.#ctx, ...(given as never[])));
    const list = Array.isArray(found)
      ? (found as readonly (Tensor | null | undefined)[])
      : [found as Tensor | null];
    const extra = list.slice(this.edges.length).some((gradient) => gradient != null);
    if (list.length < this.edges.length || extra) {
      const counts = `expected ${this.edges.length}, got ${list.length}`;
      fail(
        `${name}.backward`,
        'gave a wrong number of gradients',
        counts,
        'give one, or null, for each argument',
      );
    }
    return this.edges.map((edge, position) => {
      const gradient = list[position] ?? null;
      if (edge === null || gradient === null || !wants(edge)) return null;
      return this.#checked(gradient, position);
    });
  }

  #checked(gradient: Tensor, position: number): Tensor {
    const shape = this.shapes[position] as readonly number[];
    const op = `${this.#class.name}.backward`;
    if (!(gradient instanceof Tensor)) {
      return fail(op, `gradient ${position} is no tensor`, String(gradient), 'give a tensor, or null');
    }
    if (!broadcastsTo(shape, gradient.shape)) {
      const shapes = `${shapeText(gradient.shape)} for ${shapeText(shape)}`;
      fail(
        op,
        `gave an invalid gradient for argument ${position}`,
        shapes,
        'give one of the shape of the argument',
      );
    }
    return fitted(gradient, shape, this.types[position] as NonNullable<(typeof this.types)[number]>);
  }

  override savedName(position: number): Name {
    return nameOf(`saved.${position}`);
  }
}
