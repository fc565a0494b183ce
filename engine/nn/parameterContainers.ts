/** Parameters in an order, or by name. */
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { Module } from './module';
import { Parameter } from './parameter';
import { parametersOf } from './tree';

/** A tensor becomes a parameter; a parameter stays the one that it is. */
const asParameter = (given: Tensor): Parameter =>
  given instanceof Parameter ? given : new Parameter(given.detach());

/** Parameters in an order, for the owner's `forward` (torch.nn.ParameterList). */
export class ParameterList extends Module {
  constructor(parameters: Iterable<Tensor> = []) {
    super();
    this.extend(parameters);
  }

  /** How many it holds. */
  get length(): number {
    return parametersOf(this).length;
  }

  /** Negative counts from the end. Throws where there is none. */
  at(index: number): Parameter {
    const all = [...this];
    const found = all.at(index);
    if (found) return found;
    const remedy = 'count from 0, or from -1 at the end';
    fail('ParameterList.at', `${index} is out of range`, `it holds ${all.length}`, remedy);
  }

  /** Adds parameters at the end. */
  append(...parameters: Tensor[]): this {
    return this.extend(parameters);
  }

  /** Adds all of them at the end. */
  extend(parameters: Iterable<Tensor>): this {
    for (const parameter of parameters) this.registerParameter(String(this.length), asParameter(parameter));
    return this;
  }

  /** The parameters, in their order. */
  [Symbol.iterator](): Iterator<Parameter> {
    return parametersOf(this)
      .map(([, parameter]) => parameter)
      [Symbol.iterator]();
  }

  override extraRepr(): string {
    return described(this);
  }
}

/** Parameters by name, for the owner's `forward` (torch.nn.ParameterDict). */
export class ParameterDict extends Module {
  constructor(parameters: Readonly<Record<string, Tensor>> = {}) {
    super();
    this.update(parameters);
  }

  /** How many it holds. */
  get length(): number {
    return this.keys().length;
  }

  /** Whether there is one of this name. */
  has(name: string): boolean {
    return this.keys().includes(name);
  }

  /** The parameter of this name. Throws where there is none. */
  get(name: string): Parameter {
    if (this.has(name)) return (this as unknown as Record<string, Parameter>)[name];
    const values = `the names are ${this.keys().join(', ')}`;
    fail('ParameterDict', `there is no "${name}"`, values, 'add it with set()');
  }

  /** Sets or replaces the parameter of this name. */
  set(name: string, parameter: Tensor): this {
    this.delete(name);
    this.registerParameter(name, asParameter(parameter));
    return this;
  }

  /** Takes a parameter out; whether there was one. */
  delete(name: string): boolean {
    return this.has(name) && delete (this as unknown as Record<string, Parameter>)[name];
  }

  /** Sets all of them. */
  update(parameters: Readonly<Record<string, Tensor>>): this {
    for (const [name, parameter] of Object.entries(parameters)) this.set(name, parameter);
    return this;
  }

  /** The names, in their order. */
  keys(): string[] {
    return this.entries().map(([name]) => name);
  }

  /** The parameters, in their order. */
  values(): Parameter[] {
    return this.entries().map(([, parameter]) => parameter);
  }

  /** Names and parameters. */
  entries(): [string, Parameter][] {
    return parametersOf(this);
  }

  /** Names and parameters. */
  [Symbol.iterator](): Iterator<[string, Parameter]> {
    return this.entries()[Symbol.iterator]();
  }

  override extraRepr(): string {
    return described(this);
  }
}

function described(container: Module): string {
  return parametersOf(container)
    .map(([name, { dtype, shape }]) => `(${name}): ${dtype} [${shape.join(', ')}]`)
    .join(', ');
}
