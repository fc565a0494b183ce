/** The fields of a module, read as a tree. */
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { wrapField } from './forward';
import { Module } from './module';
import { Parameter } from './parameter';
import { joinPath, pathOf, setPath } from './path';

/** Modules in the fields of `module`, in the order of the fields. */
export function childrenOf(module: Module): [string, Module][] {
  return Object.entries(module).filter((entry): entry is [string, Module] => entry[1] instanceof Module);
}

export function parametersOf(module: Module): [string, Parameter][] {
  return Object.entries(module).filter(
    (entry): entry is [string, Parameter] => entry[1] instanceof Parameter,
  );
}

export function buffersOf(module: Module): [string, Tensor][] {
  return Object.entries(module).filter(
    (entry): entry is [string, Tensor] => entry[1] instanceof Tensor && module.bufferNames.has(entry[0]),
  );
}

/** Every place of a module in the tree, the root's first; a module that is in two places comes twice. */
export function* places(module: Module, path = '', above: Module[] = []): Generator<[string, Module]> {
  yield [path, module];
  const chain = [...above, module];
  for (const [name, child] of childrenOf(module)) {
    if (chain.includes(child)) {
      const place = joinPath(path, name);
      fail(
        'Module',
        'a module is inside of itself',
        `${place} is a ${child.constructor.name} above it`,
        'hold it in a private #field or outside of the module',
      );
    }
    yield* places(child, joinPath(path, name), chain);
  }
}

/** Tells every module and parameter under `root` its path. What is in two places keeps its first. */
export function nameTree(root: Module): void {
  const base = pathOf(root) ?? '';
  const met = new Set<Module | Parameter>();
  for (const [path, module] of places(root, base)) {
    if (met.has(module)) continue;
    met.add(module);
    setPath(module, path);
    wrapField(module);
    for (const [name, parameter] of parametersOf(module)) {
      if (!met.has(parameter)) setPath(parameter, joinPath(path, name));
      met.add(parameter);
    }
  }
}
