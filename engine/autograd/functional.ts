/** What derivatives of functions of tensors share: several inputs and outputs, and PyTorch's strict checks. */
import { onesLike, zerosLike } from '../ops/creation';
import { fail, shapeText } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { grad } from './grad';

/** One tensor, or several. */
export type Tensors = Tensor | readonly Tensor[];
/** One tensor for one, an array for several. */
export type InForm<T extends Tensors> = T extends Tensor ? Tensor : Tensor[];
/** A function of the inputs, one parameter each. */
export type Mapping<O extends Tensors> = (...inputs: Tensor[]) => O;

/** Options of `jacobian`, `hessian` and their products. */
export interface FunctionalOptions {
  /** Record the computation, so that the result can be differentiated again. */
  readonly createGraph?: boolean;
  /** An output that does not depend on an input is an error; else its derivative is 0. */
  readonly strict?: boolean;
}

export function listOf(tensors: Tensors): readonly Tensor[] {
  return Array.isArray(tensors) ? (tensors as readonly Tensor[]) : [tensors as Tensor];
}

export function inForm<T extends Tensors>(form: T, list: readonly Tensor[]): InForm<T> {
  return (Array.isArray(form) ? list : list[0]) as InForm<T>;
}

/** The inputs as leaves of a graph of their own; with `createGraph`, as views in the caller's graph. */
export function prepared(op: string, inputs: Tensors, createGraph: boolean): Tensor[] {
  return listOf(inputs).map((input, position) => {
    if (!(input instanceof Tensor) || !input.isFloatingPoint()) {
      const what = input instanceof Tensor ? input.dtype : String(input);
      fail(op, `input ${position} is no floating tensor`, what, 'convert it first with .float()');
    }
    if (createGraph && input.requiresGrad) return input.view(input.shape);
    return input.detach().requiresGrad_();
  });
}

/** What the function gives. With `strict`, all of it comes from the inputs. */
export function applied<O extends Tensors>(op: string, fn: Mapping<O>, inputs: Tensor[], strict: boolean): O {
  const outputs = fn(...inputs);
  listOf(outputs).forEach((output, position) => {
    if (!(output instanceof Tensor)) {
      fail(
        op,
        `output ${position} of the function is no tensor`,
        String(output),
        'give a tensor or an array of them',
      );
    }
    if (strict && !output.requiresGrad) {
      fail(
        op,
        `output ${position} of the function does not require gradients, which strict mode asks for`,
        `${output.dtype} ${shapeText(output.shape)}`,
        'make it from the inputs in a differentiable way, or leave out strict',
      );
    }
  });
  return outputs;
}

/** One tensor of one element: what a Hessian is of. */
export function requireScalar(op: string, outputs: Tensors): Tensor {
  const list = listOf(outputs);
  if (list.length === 1 && list[0].numel() === 1) return list[0];
  const shapes = list.map(({ shape }) => shapeText(shape)).join(', ');
  return fail(op, 'the function gives more than one element', shapes, 'reduce it, such as with .sum()');
}

/** The vectors, of the shapes of `like`; ones where they are left out, for one tensor of one element. */
export function vectorsFor(
  op: string,
  v: Tensors | null,
  like: readonly Tensor[],
  of: string,
): readonly Tensor[] {
  if (v === null) {
    if (like.length === 1 && like[0].numel() === 1) return [onesLike(like[0].detach())];
    const shapes = like.map(({ shape }) => shapeText(shape)).join(', ');
    fail(
      op,
      `the vector v can be left out only for one ${of} of one element`,
      shapes,
      `give one for each ${of}`,
    );
  }
  const vectors = listOf(v);
  const fits =
    vectors.length === like.length && like.every((one, i) => sameShape(one.shape, vectors[i].shape));
  if (!fits) {
    const shapes = [vectors, like].map((list) => list.map(({ shape }) => shapeText(shape)).join(', '));
    fail(
      op,
      `v has not the shapes of the ${of}s`,
      shapes.join(' for '),
      'give one tensor of the same shape for each',
    );
  }
  return vectors;
}

/** The gradients by `inputs`, zeros where there is none; with `strict`, that is an error. */
export function gradients(
  op: string,
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  vectors: readonly Tensor[],
  { createGraph, strict }: { readonly createGraph: boolean; readonly strict: boolean },
): Tensor[] {
  const positions = outputs.flatMap((output, position) => (output.requiresGrad ? [position] : []));
  const found =
    positions.length === 0
      ? inputs.map(() => null)
      : grad(
          positions.map((position) => outputs[position]),
          inputs,
          {
            gradOutputs: positions.map((position) => vectors[position]),
            allowUnused: true,
            retainGraph: true,
            createGraph,
          },
        );
  return found.map((gradient, position) => {
    const input = inputs[position];
    if (strict && (gradient === null || (createGraph && !gradient.requiresGrad))) {
      const what =
        gradient === null
          ? `the function does not depend on input ${position}, which strict mode asks for`
          : `the derivative by input ${position} does not depend on the inputs, which strict mode asks for`;
      fail(op, what, `${input.dtype} ${shapeText(input.shape)}`, 'leave out the input, or strict');
    }
    return gradient ?? zerosLike(input.detach());
  });
}

/** Results as the caller gets them: part of a graph only with `createGraph`. */
export function given(tensors: readonly Tensor[], createGraph: boolean): Tensor[] {
  return tensors.map((tensor) => (createGraph ? tensor : tensor.detach()));
}
