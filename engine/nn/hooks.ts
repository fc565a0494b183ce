/** The hooks of modules: around `forward`, and around the backward pass through it. */
import { unscoped } from '../autograd/accumulate';
import { throughBoundary } from '../autograd/boundary';
import { modulePath } from '../ops/context';
import { fail, shapeText } from '../tensor/errors';
import { sameShape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import type { Module } from './module';

/** Sees the inputs; may give others in their place: an array, or one that is not an array. */
export type ForwardPreHook<M extends Module = Module> = (module: M, inputs: unknown[]) => unknown;
/** Sees the inputs and the output; may give another output. */
export type ForwardHook<M extends Module = Module> = (
  module: M,
  inputs: unknown[],
  output: unknown,
) => unknown;

/** By input or by output; null where there is no gradient or no tensor. */
export type Gradients = readonly (Tensor | null)[];
/** Sees the gradients of the outputs before the backward pass goes through the module; may give others. */
export type BackwardPreHook<M extends Module = Module> = (
  module: M,
  gradOutput: Gradients,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook without a return statement is the common one
) => Gradients | Tensor | null | undefined | void;
/** Sees the gradients of the inputs, once they are known, and of the outputs; may give others for the inputs. */
export type BackwardHook<M extends Module = Module> = (
  module: M,
  gradInput: Gradients,
  gradOutput: Gradients,
  // biome-ignore lint/suspicious/noConfusingVoidType: a hook without a return statement is the common one
) => Gradients | Tensor | null | undefined | void;

/** Options of registering a hook. */
export interface HookOptions {
  /** Before those that are there already. */
  readonly prepend?: boolean;
}

/** The hooks of one module, in the order in which they are called. */
export class ModuleHooks {
  readonly beforeForward: ForwardPreHook[] = [];
  readonly afterForward: ForwardHook[] = [];
  readonly beforeBackward: BackwardPreHook[] = [];
  readonly afterBackward: BackwardHook[] = [];
}

/** Runs `original` with the hooks of its module around it. */
export function applyWithHooks(
  module: Module,
  original: (this: Module, ...inputs: unknown[]) => unknown,
  inputs: unknown[],
): unknown {
  const { beforeForward, afterForward, beforeBackward, afterBackward } = module.moduleHooks;
  let given = inputs;
  for (const hook of [...beforeForward]) {
    const replaced = hook(module, given);
    if (replaced !== undefined) given = Array.isArray(replaced) ? replaced : [replaced];
  }
  const backward = beforeBackward.length + afterBackward.length > 0 ? new BackwardHooks(module) : null;
  if (backward !== null) given = backward.enter(given);
  let output = original.apply(module, given);
  for (const hook of [...afterForward]) output = hook(module, given, output) ?? output;
  return backward === null ? output : backward.leave(output);
}

/** What is known of the gradients of one call of `forward`. */
class BackwardHooks {
  readonly #module: Module;
  readonly #path = modulePath();
  #gradOutput: Gradients = [];
  /** Whether a gradient comes to the inputs, after which the hooks are called. */
  #hasInputs = false;
  #inputCount = 0;

  constructor(module: Module) {
    this.#module = module;
  }

  enter(inputs: unknown[]): unknown[] {
    const { afterBackward } = this.#module.moduleHooks;
    this.#inputCount = inputs.length;
    const through = throughTensors('moduleInput', inputs, this.#path, (gradInput) => {
      let given = gradInput;
      for (const hook of [...afterBackward]) {
        const replaced = unscoped(() => hook(this.#module, given, this.#gradOutput));
        given = checked('registerFullBackwardHook', replaced, given);
      }
      return given;
    });
    this.#hasInputs = through !== inputs;
    return through;
  }

  leave(output: unknown): unknown {
    const outputs = Array.isArray(output) ? output : [output];
    const { beforeBackward, afterBackward } = this.#module.moduleHooks;
    const through = throughTensors('moduleOutput', outputs, this.#path, (gradOutput) => {
      let given = gradOutput;
      for (const hook of [...beforeBackward]) {
        const replaced = unscoped(() => hook(this.#module, given));
        given = checked('registerFullBackwardPreHook', replaced, given);
      }
      this.#gradOutput = given;
      if (this.#hasInputs) return given;
      const none = new Array<null>(this.#inputCount).fill(null);
      for (const hook of [...afterBackward]) unscoped(() => hook(this.#module, none, given));
      return given;
    });
    if (through === outputs) return output;
    return Array.isArray(output) ? through : through[0];
  }
}

/** Values of which those that are tensors pass a boundary; the same array where none has a gradient. */
function throughTensors(
  name: string,
  values: unknown[],
  path: string,
  pass: (gradients: Gradients) => Gradients,
): unknown[] {
  const positions = values.flatMap((value, position) => (value instanceof Tensor ? [position] : []));
  const tensors = positions.map((position) => values[position] as Tensor);
  const passed = throughBoundary(name, tensors, path, (gradients) => {
    const spread = new Array<Tensor | null>(values.length).fill(null);
    positions.forEach((position, which) => {
      spread[position] = gradients[which];
    });
    const results = pass(spread);
    return positions.map((position) => results[position]);
  });
  if (passed === tensors) return values;
  const through = [...values];
  positions.forEach((position, which) => {
    through[position] = passed[which];
  });
  return through;
}

/** What a hook gave in the place of `before`: as many gradients, of the same shapes. */
function checked(op: string, replaced: ReturnType<BackwardHook>, before: Gradients): Gradients {
  if (replaced === undefined || replaced === null) return before;
  const list = replaced instanceof Tensor ? [replaced] : replaced;
  if (list.length !== before.length) {
    const counts = `${list.length} for ${before.length}`;
    fail(op, 'the hook gave another number of gradients', counts, 'give one, or null, for each');
  }
  list.forEach((gradient, position) => {
    const old = before[position];
    if (gradient === null || old === null || sameShape(gradient.shape, old.shape)) return;
    const shapes = `${shapeText(gradient.shape)} for ${shapeText(old.shape)}`;
    fail(op, 'the hook gave a gradient of another shape', shapes, 'give one of the same shape');
  });
  return list;
}
