import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type Layer, Module } from './module';

/**
 * Layers applied one after the other (torch.nn.Sequential): `new nn.Sequential(a, b)`, or with names
 * `new nn.Sequential({ embed: a, head: b })`.
 */
export class Sequential extends Module {
  /** The layer at a place, from 0. */
  readonly [index: number]: Layer;

  constructor(...layers: Layer[] | [Readonly<Record<string, Layer>>]) {
    super();
    const [first] = layers;
    if (layers.length === 1 && !(first instanceof Module)) {
      for (const [name, layer] of Object.entries(first)) this.registerModule(name, layer);
    } else {
      this.append(...(layers as Layer[]));
    }
  }

  /** What the last layer gives of what the ones before it gave of `x`. */
  forward(x: Tensor): Tensor {
    return this.layers().reduce((value, layer) => layer.forward(value), x);
  }

  /** The layers, in their order. */
  layers(): Layer[] {
    return modulesIn<Layer>(this);
  }

  /** How many layers it has. */
  get length(): number {
    return this.layers().length;
  }

  /** Negative counts from the end. */
  at(index: number): Layer {
    return within('Sequential', this.layers(), index);
  }

  /** Adds layers at the end. */
  append(...layers: Layer[]): this {
    return this.extend(layers);
  }

  /** Adds all of them at the end. */
  extend(layers: Iterable<Layer>): this {
    for (const layer of layers) this.registerModule(String(this.length), layer);
    return this;
  }

  /** Puts a layer before the one at `index`. */
  insert(index: number, layer: Layer): this {
    return renumbered(this, this.layers().toSpliced(index, 0, layer));
  }

  /** Takes out the layer at `index`, the last by default, and gives it. */
  pop(index = -1): Layer {
    const layer = this.at(index);
    renumbered(this, this.layers().toSpliced(index, 1));
    return layer;
  }

  /** A part of it, of the same layers, as Array's slice has it. */
  slice(start?: number, end?: number): Sequential {
    return sequential(this.layers().slice(start, end));
  }

  /** The layers, in their order. */
  [Symbol.iterator](): Iterator<Layer> {
    return this.layers()[Symbol.iterator]();
  }
}

/** Modules in an order, applied as the owner's `forward` says (torch.nn.ModuleList). */
export class ModuleList<M extends Module = Module> extends Module {
  /** The module at a place, from 0. */
  readonly [index: number]: M;

  constructor(modules: Iterable<M> = []) {
    super();
    this.extend(modules);
  }

  /** How many modules it holds. */
  get length(): number {
    return modulesIn<M>(this).length;
  }

  /** Negative counts from the end. */
  at(index: number): M {
    return within('ModuleList', modulesIn<M>(this), index);
  }

  /** Adds modules at the end. */
  append(...modules: M[]): this {
    return this.extend(modules);
  }

  /** Adds all of them at the end. */
  extend(modules: Iterable<M>): this {
    for (const module of modules) this.registerModule(String(this.length), module);
    return this;
  }

  /** Puts a module before the one at `index`. */
  insert(index: number, module: M): this {
    return renumbered(this, modulesIn<M>(this).toSpliced(index, 0, module));
  }

  /** Takes out the module at `index`, the last by default, and gives it. */
  pop(index = -1): M {
    const module = this.at(index);
    renumbered(this, modulesIn<M>(this).toSpliced(index, 1));
    return module;
  }

  /** A part of it, of the same modules, as Array's slice has it. */
  slice(start?: number, end?: number): ModuleList<M> {
    return moduleList(modulesIn<M>(this).slice(start, end));
  }

  /** The modules, in their order. */
  [Symbol.iterator](): Iterator<M> {
    return modulesIn<M>(this)[Symbol.iterator]();
  }
}

/** Modules by name, applied as the owner's `forward` says (torch.nn.ModuleDict). */
export class ModuleDict<M extends Module = Module> extends Module {
  constructor(modules: Readonly<Record<string, M>> = {}) {
    super();
    this.update(modules);
  }

  /** How many modules it holds. */
  get length(): number {
    return this.keys().length;
  }

  /** Whether there is one of this name. */
  has(name: string): boolean {
    return this.keys().includes(name);
  }

  /** The module of this name. Throws where there is none. */
  get(name: string): M {
    if (this.has(name)) return (this as unknown as Record<string, M>)[name];
    fail(
      'ModuleDict',
      `there is no "${name}"`,
      `the names are ${this.keys().join(', ')}`,
      'add it with set()',
    );
  }

  /** Sets or replaces the module of this name. */
  set(name: string, module: M): this {
    this.delete(name);
    this.registerModule(name, module);
    return this;
  }

  /** Takes a module out; whether there was one. */
  delete(name: string): boolean {
    return this.has(name) && delete (this as unknown as Record<string, M>)[name];
  }

  /** Sets all of them. */
  update(modules: Readonly<Record<string, M>>): this {
    for (const [name, module] of Object.entries(modules)) this.set(name, module);
    return this;
  }

  /** The names, in their order. */
  keys(): string[] {
    return this.namedChildren().map(([name]) => name);
  }

  /** The modules, in their order. */
  values(): M[] {
    return this.keys().map((name) => this.get(name));
  }

  /** Names and modules. */
  entries(): [string, M][] {
    return this.keys().map((name) => [name, this.get(name)]);
  }

  /** Names and modules. */
  [Symbol.iterator](): Iterator<[string, M]> {
    return this.entries()[Symbol.iterator]();
  }
}

function within<M>(container: string, modules: M[], index: number): M {
  const found = modules.at(index);
  if (found !== undefined) return found;
  fail(
    `${container}.at`,
    `${index} is out of range`,
    `it holds ${modules.length}`,
    'count from 0, or from -1 at the end',
  );
}

/** Not a #method, which a copy of the container would lack. */
function modulesIn<M extends Module>(container: Module): M[] {
  return Object.values(container).filter((field): field is M => field instanceof Module);
}

/** Puts these modules in the places of those that a container has. */
function renumbered<C extends Module>(container: C, modules: readonly Module[]): C {
  const fields = container as unknown as Record<string, unknown>;
  for (const [name, field] of Object.entries(fields)) if (field instanceof Module) delete fields[name];
  modules.forEach((module, place) => {
    container.registerModule(String(place), module);
  });
  return container;
}

// Not inside of the classes: a class that speaks of itself by name is given another one, _Sequential, by the bundler.
const sequential = (layers: Layer[]) => new Sequential(...layers);
const moduleList = <M extends Module>(modules: M[]) => new ModuleList(modules);
