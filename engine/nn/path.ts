import type { Module } from './module';
import type { Parameter } from './parameter';

/**
 * A module and a parameter know where they are in the model, such as `encoder.layers.3` and `fc1.weight`, once
 * their root was walked. The key is registered, so that a debugger finds the path without this file.
 */
const PATH = Symbol.for('backstep.path');

type Placed = { [PATH]?: string };

/** '' for a root; undefined for what no walk has met. */
export function pathOf(owner: Module | Parameter): string | undefined {
  return (owner as Placed)[PATH];
}

export function setPath(owner: Module | Parameter, path: string): void {
  if (pathOf(owner) === path) return;
  Object.defineProperty(owner, PATH, { value: path, writable: true, configurable: true, enumerable: false });
}

/** `a.b`, or the one of both that is not empty. */
export function joinPath(prefix: string, name: string): string {
  return prefix && name ? `${prefix}.${name}` : prefix || name;
}
