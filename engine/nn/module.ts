import { added, type RemovableHandle } from '../autograd/handle';
import { rememberField } from '../history/changes';
import { Category, type DType, type ElementType, types } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { wrapMethods } from './forward';
import {
  type BackwardHook,
  type BackwardPreHook,
  type ForwardHook,
  type ForwardPreHook,
  type HookOptions,
  ModuleHooks,
} from './hooks';
import { convert, type Parameter } from './parameter';
import { joinPath } from './path';
import { moduleText } from './repr';
import { type LoadResult, loadState, type StateDict, stateOf } from './state';
import { buffersOf, childrenOf, nameTree, parametersOf, places } from './tree';

/** What Node prints by (util.inspect.custom), by a name that needs no types of Node. */
const inspectCustom = Symbol.for('nodejs.util.inspect.custom');

/** How many modules were made: whoever has listed them knows whether there are more. */
export const made = { modules: 0 };

/** A module of one tensor in, one tensor out; what containers such as `Sequential` hold. */
export type Layer = Module & {
  /** What it gives of a tensor. */
  forward(x: Tensor): Tensor;
};

/**
 * Base of every layer and model (torch.nn.Module). A class that extends it writes `forward`, and is applied by
 * `model.forward(x)`: hooks, module paths and stepping all work through that one name.
 *
 * Parameters and submodules are the fields that hold one: `fc1 = new nn.Linear(784, 128)`.
 */
export class Module {
  /** False after `eval()`. Dropout and batch normalisation look at it. */
  training = true;

  readonly #hooks = new ModuleHooks();
  readonly #buffers = new Map<string, { persistent: boolean }>();

  constructor() {
    made.modules++;
    wrapMethods(new.target.prototype, base());
  }

  /** @internal Read by the wrapped `forward`. */
  get moduleHooks(): ModuleHooks {
    return this.#hooks;
  }

  /** @internal Fields that hold a buffer. */
  get bufferNames(): ReadonlyMap<string, { persistent: boolean }> {
    return this.#buffers;
  }

  /** Parameters of this module and, with `recurse`, of those inside of it; each once. */
  parameters(recurse = true): Parameter[] {
    return this.namedParameters('', recurse).map(([, parameter]) => parameter);
  }

  /** As `parameters`, with names such as `fc1.weight`. */
  namedParameters(prefix = '', recurse = true): [string, Parameter][] {
    nameTree(this);
    return unique(this.#members(prefix, recurse, parametersOf));
  }

  /** Buffers of this module and, with `recurse`, of those inside of it; each once. */
  buffers(recurse = true): Tensor[] {
    return this.namedBuffers('', recurse).map(([, buffer]) => buffer);
  }

  /** As `buffers`, with names such as `norm.runningMean`. */
  namedBuffers(prefix = '', recurse = true): [string, Tensor][] {
    return unique(this.#members(prefix, recurse, buffersOf));
  }

  /** The modules in this module's own fields; each once. */
  children(): Module[] {
    return this.namedChildren().map(([, child]) => child);
  }

  /** As `children`, with the names of the fields. */
  namedChildren(): [string, Module][] {
    return unique(childrenOf(this));
  }

  /** This module and all inside of it; each once. */
  modules(): Module[] {
    return this.namedModules().map(([, module]) => module);
  }

  /** As `modules`, with paths such as `encoder.layers.3`; this module's is `prefix`. */
  namedModules(prefix = ''): [string, Module][] {
    nameTree(this);
    return unique([...places(this, prefix)]);
  }

  /** The module at a path such as `encoder.layers.3`. Throws if there is none. */
  getSubmodule(path: string): Module {
    const found = [...places(this)].find(([place]) => place === path);
    if (found) return found[1];
    const name = this.constructor.name;
    return fail('getSubmodule', `${name} has no such module`, `"${path}"`, 'look at namedModules()');
  }

  /** The parameter at a path such as `fc1.weight`. Throws if there is none. */
  getParameter(path: string): Parameter {
    const found = this.#members('', true, parametersOf).find(([place]) => place === path);
    if (found) return found[1];
    const name = this.constructor.name;
    return fail('getParameter', `${name} has no such parameter`, `"${path}"`, 'look at namedParameters()');
  }

  /** The buffer at a path such as `norm.runningMean`. Throws if there is none. */
  getBuffer(path: string): Tensor {
    const found = this.#members('', true, buffersOf).find(([place]) => place === path);
    if (found) return found[1];
    const name = this.constructor.name;
    return fail('getBuffer', `${name} has no such buffer`, `"${path}"`, 'look at namedBuffers()');
  }

  /**
   * Makes a tensor that is not trained part of the module's state, as the field `name`. One that is not
   * `persistent` is left out of `stateDict()`.
   */
  registerBuffer(name: string, tensor: Tensor | null, persistent = true): void {
    this.#requireFreeName('registerBuffer', name);
    this.#buffers.set(name, { persistent });
    if (tensor) keep(tensor);
    (this as Record<string, unknown>)[name] = tensor;
  }

  /** Sets the field `name`, for a name that is made up while running. */
  registerParameter(name: string, parameter: Parameter | null): void {
    this.#requireFreeName('registerParameter', name);
    (this as Record<string, unknown>)[name] = parameter;
  }

  /** Sets the field `name`, for a name that is made up while running. */
  registerModule(name: string, module: Module | null): void {
    this.#requireFreeName('registerModule', name);
    (this as Record<string, unknown>)[name] = module;
  }

  #requireFreeName(method: string, name: string): void {
    const owner = this.constructor.name;
    if (name === '' || name.includes('.')) {
      fail(`${method}`, `"${name}" is no name`, 'it is empty or has a dot', 'give one such as "weight"');
    }
    if (name in this && (this as Record<string, unknown>)[name] != null) {
      fail(`${method}`, `"${name}" is taken`, `${owner} already has it`, 'give another name');
    }
  }

  /** Parameters and persistent buffers by their names, sharing memory with the module (torch: state_dict). */
  stateDict(prefix = ''): StateDict {
    return stateOf(this, prefix);
  }

  /**
   * Copies tensors by their names into the parameters and buffers. With `strict`, a missing or an unexpected
   * name is an error; a shape that differs always is.
   */
  loadStateDict(state: Readonly<StateDict>, { strict = true }: { strict?: boolean } = {}): LoadResult {
    return loadState(this, state, strict);
  }

  /** Sets `training` here and in every module inside. */
  train(mode = true): this {
    for (const module of this.modules()) {
      if (module.training !== mode) rememberField(module, 'training');
      module.training = mode;
    }
    return this;
  }

  /** As `train(false)`: for evaluation. */
  eval(): this {
    return this.train(false);
  }

  /** Calls `fn` for every module inside, then for this one. */
  apply(fn: (module: Module) => void): this {
    for (const child of this.children()) child.apply(fn);
    fn(this);
    return this;
  }

  /** Drops all gradients; with `setToNone: false` they are set to 0 instead. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    for (const parameter of this.parameters()) {
      if (setToNone) parameter.grad = null;
      else parameter.grad?.detach().zero_();
    }
  }

  /**
   * Gives floating parameters and buffers another dtype, or place (only 'cpu' yet). They stay the same objects, so that
   * an optimizer that has them goes on with them.
   */
  to(target: DType | 'cpu' | { readonly dtype?: DType; readonly device?: string }): this {
    const dtype = typeof target === 'string' ? target : target.dtype;
    const type = types[dtype as DType] as ElementType | undefined;
    if (type && type.category !== Category.FLOATING) {
      fail(
        'Module.to',
        'a module is made of floats',
        String(dtype),
        "give a floating dtype, such as 'float64'",
      );
    }
    for (const tensor of [...this.parameters(), ...this.buffers()]) {
      if (tensor.isFloatingPoint()) convert(tensor, target);
    }
    return this;
  }

  /** As `to('float32')`. */
  float(): this {
    return this.to('float32');
  }

  /** As `to('float64')`. */
  double(): this {
    return this.to('float64');
  }

  /** As `to('float16')`. */
  half(): this {
    return this.to('float16');
  }

  /** As `to('bfloat16')`. */
  bfloat16(): this {
    return this.to('bfloat16');
  }

  /** Whether the parameters take part in training. */
  requiresGrad_(requiresGrad = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad_(requiresGrad);
    return this;
  }

  /** Calls `hook` before every `forward`; it may give other inputs (torch: register_forward_pre_hook). */
  registerForwardPreHook(hook: ForwardPreHook<this>, { prepend }: HookOptions = {}): RemovableHandle {
    return added(this.#hooks.beforeForward, hook as ForwardPreHook, prepend);
  }

  /** Calls `hook` after every `forward`; it may give another output (torch: register_forward_hook). */
  registerForwardHook(hook: ForwardHook<this>, { prepend }: HookOptions = {}): RemovableHandle {
    return added(this.#hooks.afterForward, hook as ForwardHook, prepend);
  }

  /**
   * Calls `hook` with the gradients of the outputs before a backward pass goes through the module; it may give others
   * (torch: register_full_backward_pre_hook).
   */
  registerFullBackwardPreHook(hook: BackwardPreHook<this>, { prepend }: HookOptions = {}): RemovableHandle {
    return added(this.#hooks.beforeBackward, hook as BackwardPreHook, prepend);
  }

  /**
   * Calls `hook` whenever the gradients of the inputs were computed, with those and the gradients of the outputs; it
   * may give others for the inputs (torch: register_full_backward_hook).
   */
  registerFullBackwardHook(hook: BackwardHook<this>, { prepend }: HookOptions = {}): RemovableHandle {
    return added(this.#hooks.afterBackward, hook as BackwardHook, prepend);
  }

  /** What stands between the parentheses of a layer's text: `inFeatures=784, outFeatures=128, bias=true`. */
  extraRepr(): string {
    return '';
  }

  /** The module and those inside of it, as PyTorch prints them. */
  toString(): string {
    return moduleText(this);
  }

  /** What `console.log` shows. */
  [inspectCustom](): string {
    return moduleText(this);
  }

  #members<T>(prefix: string, recurse: boolean, of: (module: Module) => [string, T][]): [string, T][] {
    const owners: Iterable<[string, Module]> = recurse ? places(this, prefix) : [[prefix, this]];
    return [...owners].flatMap(([path, module]) =>
      of(module).map(([name, member]): [string, T] => [joinPath(path, name), member]),
    );
  }
}

// Not said inside of the class: one that speaks of itself by name is given another one, _Module, by the bundler.
const base = () => Module.prototype;

// Not declared in the class: a class that lacks `forward` is then already a type error where it is called.
Object.defineProperty(Module.prototype, 'forward', {
  configurable: true,
  writable: true,
  value: function forward(this: Module): never {
    const name = this.constructor.name;
    fail(`${name}.forward`, 'is not written', 'a module is applied by it', `add forward(x) { … } to ${name}`);
  },
});

/** Without the entries whose value came before. */
function unique<T>(entries: [string, T][]): [string, T][] {
  const met = new Set<T>();
  return entries.filter(([, value]) => !met.has(value) && met.add(value));
}
