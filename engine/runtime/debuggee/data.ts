/** What data breakpoints call the values of the program. */
import { targetOf } from '../../history/dataBreakpoints';
import type { Module } from '../../nn/module';
import type { Parameter } from '../../nn/parameter';
import { pathOf } from '../../nn/path';
import type { Optimizer } from '../../optim/optimizer';
import { Tensor } from '../../tensor/tensor';

/** A name that data breakpoints know a value by; it stays true in later runs unless it was made up. */
export interface DataName {
  readonly data: string;
  readonly isStable: boolean;
}

/** Part of the names that are made up: those of other runs mean nothing in this one. */
const run = Date.now().toString(36);
const madeUp = new WeakMap<Tensor, string>();
let count = 0;

/**
 * Names a value for data breakpoints. `label` is what a person calls it; `isOwner`: its gradient is meant. Null where
 * it is no tensor. Gradients and states are found through the optimizers and modules given.
 */
export function dataOf(
  value: unknown,
  label: string,
  isOwner: boolean,
  optimizers: object,
  modules: object,
): DataName | null {
  if (!(value instanceof Tensor) || value.isDisposed) return null;
  if (isOwner) return named('grad', value, label);
  if (pathOf(value as Parameter)) return named('tensor', value, label);
  for (const { state, paramGroups } of Object.values(optimizers) as Optimizer<object>[]) {
    for (const [parameter, entry] of state) {
      const slot = Object.keys(entry).find((key) => entry[key] === value);
      if (slot !== undefined) return named('state', parameter, label, slot);
    }
    const owner = paramGroups.flatMap(({ params }) => params).find(({ grad }) => grad === value);
    if (owner) return named('grad', owner, label);
  }
  for (const module of Object.values(modules) as Module[]) {
    const owner = module.parameters().find(({ grad }) => grad === value);
    if (owner) return named('grad', owner, label);
  }
  return named('tensor', value, label);
}

function named(kind: 'tensor' | 'grad' | 'state', owner: Tensor, label: string, slot = ''): DataName {
  const path = pathOf(owner as Parameter);
  const name = path || nameOf(owner, label);
  const data = kind === 'tensor' ? name : `${kind} ${name}${slot && ` ${slot}`}`;
  const target = targetOf(data);
  target.adopt(owner);
  target.find();
  return { data, isStable: Boolean(path) };
}

function nameOf(tensor: Tensor, label: string): string {
  let name = madeUp.get(tensor);
  if (name === undefined) {
    name = `${label.replace(/\s/g, '')}#${run}.${++count}`;
    madeUp.set(tensor, name);
  }
  return name;
}
