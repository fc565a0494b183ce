import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { type Layer, Module } from './module';

/**
 * Layers applied one after the other (torch.nn.Sequential): `new nn.Sequential(a, b)`, or with names
 * `new nn.Sequential({ embed: a, head: b })`.
 */
export class Sequential extends Module {
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

  forward(x: Tensor): Tensor {
    return this.layers().reduce((value, layer) => layer.forward(value), x);
  }

  layers(): Layer[] {
    return Object.values(this).filter((field): field is Layer => field instanceof Module);
  }

  get length(): number {
    return this.layers().length;
  }

  /** Negative counts from the end. */
  at(index: number): Layer {
    return within('Sequential', this.layers(), index);
  }

  append(...layers: Layer[]): this {
    for (const layer of layers) this.registerModule(String(this.length), layer);
    return this;
  }

  [Symbol.iterator](): Iterator<Layer> {
    return this.layers()[Symbol.iterator]();
  }
}

/** Modules in an order, applied as the owner's `forward` says (torch.nn.ModuleList). */
export class ModuleList<M extends Module = Module> extends Module {
  readonly [index: number]: M;

  constructor(modules: Iterable<M> = []) {
    super();
    this.append(...modules);
  }

  get length(): number {
    return modulesIn<M>(this).length;
  }

  /** Negative counts from the end. */
  at(index: number): M {
    return within('ModuleList', modulesIn<M>(this), index);
  }

  append(...modules: M[]): this {
    for (const module of modules) this.registerModule(String(this.length), module);
    return this;
  }

  [Symbol.iterator](): Iterator<M> {
    return modulesIn<M>(this)[Symbol.iterator]();
  }
}

/** Modules by name, applied as the owner's `forward` says (torch.nn.ModuleDict). */
export class ModuleDict<M extends Module = Module> extends Module {
  constructor(modules: Readonly<Record<string, M>> = {}) {
    super();
    for (const [name, module] of Object.entries(modules)) this.set(name, module);
  }

  get length(): number {
    return this.keys().length;
  }

  has(name: string): boolean {
    return this.keys().includes(name);
  }

  get(name: string): M {
    if (this.has(name)) return (this as unknown as Record<string, M>)[name];
    fail(
      'ModuleDict',
      `there is no "${name}"`,
      `the names are ${this.keys().join(', ')}`,
      'add it with set()',
    );
  }

  set(name: string, module: M): this {
    if (this.has(name)) delete (this as unknown as Record<string, M>)[name];
    this.registerModule(name, module);
    return this;
  }

  keys(): string[] {
    return this.namedChildren().map(([name]) => name);
  }

  values(): M[] {
    return this.keys().map((name) => this.get(name));
  }

  entries(): [string, M][] {
    return this.keys().map((name) => [name, this.get(name)]);
  }

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
