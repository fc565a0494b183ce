import { noGrad } from '../autograd/mode';
import { raise } from '../history/stop';
import type { Tensor } from '../tensor/tensor';
import type { Module } from './module';
import { joinPath } from './path';
import { buffersOf, parametersOf, places } from './tree';

/** Tensors by names such as `fc1.weight`. */
export type StateDict = Record<string, Tensor>;

/** Names of a state that do not match. */
export interface LoadResult {
  /** Names that the module has and the state has not. */
  readonly missingKeys: string[];
  /** Names that the state has and the module has not. */
  readonly unexpectedKeys: string[];
}

/** The tensors that make up a module's state, each with its name. */
function slots(module: Module, prefix: string): [string, Tensor][] {
  return [...places(module, prefix)].flatMap(([path, place]) => {
    const buffers = buffersOf(place).filter(([name]) => place.bufferNames.get(name)!.persistent);
    return [...parametersOf(place), ...buffers].map(([name, tensor]): [string, Tensor] => [
      joinPath(path, name),
      tensor,
    ]);
  });
}

export function stateOf(module: Module, prefix: string): StateDict {
  return Object.fromEntries(slots(module, prefix).map(([name, tensor]) => [name, tensor.detach()]));
}

/** Nothing is copied when anything is wrong. */
export function loadState(module: Module, state: Readonly<StateDict>, strict: boolean): LoadResult {
  const own = slots(module, '');
  const names = new Set(own.map(([name]) => name));
  const missingKeys = [...names].filter((name) => !(name in state));
  const unexpectedKeys = Object.keys(state).filter((name) => !names.has(name));
  const mismatches = own.filter(([name, tensor]) => name in state && !sameShape(state[name], tensor));

  const errors: string[] = [];
  if (strict && missingKeys.length > 0) errors.push(`Missing key(s) in stateDict: ${quoted(missingKeys)}.`);
  if (strict && unexpectedKeys.length > 0) {
    errors.push(`Unexpected key(s) in stateDict: ${quoted(unexpectedKeys)}.`);
  }
  for (const [name, tensor] of mismatches) {
    errors.push(
      `size mismatch for ${name}: copying a param with shape [${state[name].shape.join(', ')}] from checkpoint, the shape in current model is [${tensor.shape.join(', ')}].`,
    );
  }
  if (errors.length > 0) {
    raise(
      new Error(
        `Error(s) in loading stateDict for ${module.constructor.name}:\n${errors.map((text) => `\t${text}`).join('\n')}`,
      ),
    );
  }
  noGrad(() => {
    for (const [name, tensor] of own) if (name in state) tensor.copy_(state[name]);
  });
  return { missingKeys, unexpectedKeys };
}

function sameShape(a: Tensor, b: Tensor): boolean {
  return a.shape.length === b.shape.length && a.shape.every((size, axis) => size === b.shape[axis]);
}

function quoted(names: string[]): string {
  return names.map((name) => `"${name}"`).join(', ');
}
