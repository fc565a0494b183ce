/** Gradients on request: `backward`, `grad`, and what tensors know of them. */
import { rememberField } from '../history/changes';
import { stopAtAssignment } from '../history/dataBreakpoints';
import { Flag, flags, Watch } from '../history/flags';
import { context, inside } from '../ops/context';
import { onesLike } from '../ops/creation';
import { methods } from '../ops/methods';
import { fail, shapeText } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { walk } from './backward';
import { autogradOf } from './meta';
import { isInferenceModeEnabled, noGrad } from './mode';

/** Options of `backward`. */
export interface BackwardOptions {
  /** Keep what the graph saved, for another pass; as `createGraph` unless given. */
  readonly retainGraph?: boolean;
  /** Record the backward pass, so that gradients can be differentiated again. */
  readonly createGraph?: boolean;
}

/** Options of `grad`. */
export interface GradOptions extends BackwardOptions {
  /** The gradient of each output; ones for outputs of one element. */
  readonly gradOutputs?: Tensor | readonly (Tensor | null)[] | null;
  /** Give null for inputs that the outputs do not depend on; else they are an error. */
  readonly allowUnused?: boolean;
}

/**
 * Adds the gradients of this tensor to `grad` of the leaves that it comes from (torch.Tensor.backward). `gradient`
 * is needed where the tensor has more than one element. The graph is freed unless `retainGraph`.
 */
export function backward(output: Tensor, gradient?: Tensor | null, options: BackwardOptions = {}): void {
  const { createGraph = false, retainGraph = createGraph } = options;
  const seed = startOf('backward', output, gradient ?? null);
  walk([output], [seed], { retainGraph, createGraph, sources: null });
}

function startOf(op: string, output: Tensor, gradient: Tensor | null): Tensor {
  if (!output.requiresGrad) {
    fail(
      op,
      'the tensor does not require grad and does not have a gradFn',
      `${output.dtype} ${shapeText(output.shape)}`,
      'make it from tensors with requiresGrad, outside of noGrad',
    );
  }
  if (gradient !== null) {
    if (sameShape(gradient.shape, output.shape)) return gradient.to(output.dtype);
    const shapes = `${shapeText(gradient.shape)} for ${shapeText(output.shape)}`;
    return fail(op, 'the gradient has another shape than the tensor', shapes, 'give one of the same shape');
  }
  if (output.numel() !== 1) {
    fail(
      op,
      'grad can be implicitly created only for scalar outputs',
      shapeText(output.shape),
      'reduce the tensor, such as with .sum(), or give its gradient',
    );
  }
  // No op of the program's: a step into backward() begins at the first gradient.
  return inside(() => noGrad(() => onesLike(output)));
}

/**
 * The gradients of `outputs` by `inputs`, without touching `grad` of any tensor (torch.autograd.grad). One for
 * each input; for several outputs their sum.
 */
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor,
  options: GradOptions & { allowUnused: true },
): [Tensor | null];
export function grad(outputs: Tensor | readonly Tensor[], inputs: Tensor, options?: GradOptions): [Tensor];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options: GradOptions & { allowUnused: true },
): (Tensor | null)[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: readonly Tensor[],
  options?: GradOptions,
): Tensor[];
export function grad(
  outputs: Tensor | readonly Tensor[],
  inputs: Tensor | readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const { createGraph = false, retainGraph = createGraph, allowUnused = false } = options;
  const from = outputs instanceof Tensor ? [outputs] : outputs;
  const sources = inputs instanceof Tensor ? [inputs] : inputs;
  const given = options.gradOutputs instanceof Tensor ? [options.gradOutputs] : (options.gradOutputs ?? []);
  sources.forEach((source, position) => {
    if (source.requiresGrad) return;
    const which = `input ${position}, ${source.dtype} ${shapeText(source.shape)}`;
    fail('grad', 'an input does not require grad', which, 'set its requiresGrad before the ops that use it');
  });
  const seeds = from.map((output, position) => startOf('grad', output, given[position] ?? null));
  const found = walk(from, seeds, { retainGraph, createGraph, sources });
  found.forEach((gradient, position) => {
    if (gradient !== null || allowUnused) return;
    fail(
      'grad',
      'one of the inputs was not used to make the outputs',
      `input ${position}, ${shapeText(sources[position].shape)}`,
      'leave it out, or give { allowUnused: true }',
    );
  });
  return found;
}

/** Asks for gradients, or ends that (torch.Tensor.requires_grad_). Only of leaves, and only of floats. */
export function requiresGrad_(input: Tensor, requiresGrad = true): Tensor {
  if (requiresGrad && !input.isFloatingPoint()) {
    fail(
      'requiresGrad',
      'only floating tensors can require gradients',
      input.dtype,
      'convert it first with .float()',
    );
  }
  if (requiresGrad && input.isInference() && !isInferenceModeEnabled()) {
    fail(
      'requiresGrad',
      'an inference tensor cannot require gradients outside of inferenceMode',
      `${input.dtype} ${shapeText(input.shape)}`,
      'clone() it, and ask for gradients of the copy',
    );
  }
  if (!requiresGrad && input.gradFn !== null) {
    fail('requiresGrad', 'the tensor is no leaf', `made by ${input.gradFn.name}`, 'use detach()');
  }
  if (requiresGrad || input.autograd !== null) {
    const autograd = autogradOf(input);
    if (autograd.requiresGrad !== requiresGrad) rememberField(autograd, 'requiresGrad');
    autograd.requiresGrad = requiresGrad;
  }
  return input;
}

methods({ backward, requiresGrad_ });
Object.defineProperty(Tensor.prototype, 'grad', {
  configurable: true,
  get(this: Tensor) {
    return this.autograd?.grad ?? null;
  },
  set(this: Tensor, gradient: Tensor | null) {
    if (gradient !== null && !sameShape(gradient.shape, this.shape)) {
      const shapes = `${shapeText(gradient.shape)} for ${shapeText(this.shape)}`;
      fail('grad', 'the gradient has another shape than the tensor', shapes, 'give one of the same shape');
    }
    if (gradient !== null && gradient.dtype !== this.dtype) {
      const dtypes = `${gradient.dtype} for ${this.dtype}`;
      fail(
        'grad',
        'the gradient has another dtype than the tensor',
        dtypes,
        `convert it with .to('${this.dtype}')`,
      );
    }
    if (gradient !== null || this.autograd !== null) {
      const autograd = autogradOf(this);
      rememberField(autograd, 'grad');
      autograd.grad = gradient;
      if ((flags[Flag.WATCH] & Watch.DATA) !== 0 && context.depth === 0) stopAtAssignment();
    }
    if (gradient !== null) gradient.kept = true;
  },
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** The gradient that backward passes have added up; null before the first. */
    grad: Tensor | null;
    /** Adds the gradients of this tensor to `grad` of the leaves that it comes from. */
    backward(gradient?: Tensor | null, options?: BackwardOptions): void;
    /** Asks for gradients, or ends that; in place. */
    requiresGrad_(requiresGrad?: boolean): this;
  }
}
