/**
 * What lives in the program, by its kind. Nobody keeps lists of it: V8 finds all objects of a prototype
 * (`Runtime.queryObjects`) when a person asks, after it has collected what is no longer needed.
 */
import { basename } from 'node:path';
import { GraphNode } from '../../autograd/node';
import { consoleSite, debuggerSite, siteText } from '../../history/sites';
import { Module, made as madeModules } from '../../nn/module';
import { Parameter } from '../../nn/parameter';
import { pathOf } from '../../nn/path';
import { childrenOf, parametersOf } from '../../nn/tree';
import { made as madeOptimizers, Optimizer } from '../../optim/optimizer';
import type { Storage } from '../../tensor/storage';
import { Tensor } from '../../tensor/tensor';
import { asView } from './view';

const kinds = { tensor: Tensor, module: Module, optimizer: Optimizer, node: GraphNode } as const;

export type LiveKind = keyof typeof kinds;

/** How many were made so far of the kinds of which few are. */
const madeOf: Partial<Record<LiveKind, () => number>> = {
  module: () => madeModules.modules,
  optimizer: () => madeOptimizers.optimizers,
};

/** What was found last, of those kinds. */
const found = new Map<LiveKind, { readonly made: number; readonly objects: readonly WeakRef<object>[] }>();

/**
 * All objects of a kind in an array, where no more were made since they were found; else what they inherit from, to be
 * searched for.
 */
export function known(kind: LiveKind): object {
  const last = found.get(kind);
  if (!last || last.made !== madeOf[kind]?.()) return kinds[kind].prototype;
  return last.objects.flatMap((object) => object.deref() ?? []);
}

function remember(kind: LiveKind, objects: readonly object[]): void {
  const made = madeOf[kind]?.() ?? 0;
  found.set(kind, { made, objects: objects.map((object) => new WeakRef(object)) });
}

/** Those of the tensors that the program can use: no prototypes, nothing given back, nothing of the debugger. */
export function liveTensors(all: readonly Tensor[]): Tensor[] {
  return all.filter(
    (tensor) => Object.hasOwn(tensor, 'storage') && !tensor.isDisposed && tensor.site !== debuggerSite,
  );
}

/** Modules that are in no other one and have parameters or buffers, by their class, in the order of their lines. */
export function rootModules(all: readonly Module[]): object {
  const modules = all.filter((module) => Object.hasOwn(module, 'training'));
  remember('module', modules);
  const inner = new Set(modules.flatMap((module) => childrenOf(module).map(([, child]) => child)));
  const roots = modules.flatMap((module) => {
    const first = inner.has(module) ? undefined : firstTensor(module);
    return first ? [{ module, site: first.site }] : [];
  });
  roots.sort((a, b) => a.site - b.site || (a.module.constructor.name < b.module.constructor.name ? -1 : 1));
  return asView(distinct(roots.map(({ module }) => [module.constructor.name, module])));
}

/** Parameters and their gradients as `fc1.weight` and `fc1.weight.grad`, by what they are stored in. */
export function modelNames(all: readonly Module[]): Map<Storage, { name: string; tensor: Tensor }> {
  const modules = all.filter((module) => Object.hasOwn(module, 'training'));
  remember('module', modules);
  const names = new Map<Storage, { name: string; tensor: Tensor }>();
  const parameters = modules.flatMap((module) => parametersOf(module).map(([, parameter]) => parameter));
  for (const [tensor, name] of labelsOf(parameters)) names.set(tensor.storage, { name, tensor });
  return names;
}

function firstTensor(module: Module): Tensor | undefined {
  for (const value of Object.values(module)) {
    if (value instanceof Parameter) return value;
    if (value instanceof Tensor && module.bufferNames.size > 0) return value;
    const inside = value instanceof Module ? firstTensor(value) : undefined;
    if (inside) return inside;
  }
  return undefined;
}

/** Optimizers by their class. */
export function optimizers(all: readonly Optimizer<object>[]): object {
  const own = all.filter((optimizer) => Object.hasOwn(optimizer, 'paramGroups'));
  remember('optimizer', own);
  const siteOf = ({ paramGroups }: Optimizer<object>) => paramGroups[0]?.params[0]?.site ?? 0;
  own.sort((a, b) => siteOf(a) - siteOf(b) || (a.constructor.name < b.constructor.name ? -1 : 1));
  return asView(distinct(own.map((optimizer) => [optimizer.constructor.name, optimizer])));
}

/** `fc1.weight`, or `fc1.weight.grad`: what the model calls each of these tensors, where it does. */
export function labelsOf(tensors: readonly Tensor[]): Map<Tensor, string> {
  const labels = new Map<Tensor, string>();
  for (const tensor of tensors) {
    const path = tensor instanceof Parameter ? pathOf(tensor) : undefined;
    if (!path) continue;
    labels.set(tensor, path);
    if (tensor.autograd?.grad) labels.set(tensor.autograd.grad, `${path}.grad`);
  }
  return labels;
}

/** `train.ts:12`; `console` for what a person made there; '' where the line is unknown. */
export function lineOf({ site }: { readonly site: number }): string {
  if (site === consoleSite) return 'console';
  const text = siteText(site);
  return text === null ? '' : basename(text);
}

/** `fc1.weight · train.ts:12` or `matmul · train.ts:24`: what a tensor is called beside others. */
export function titleOf(tensor: Tensor, labels: ReadonlyMap<Tensor, string>): string {
  const what = labels.get(tensor) ?? tensor.gradFn?.row.name;
  return [what, lineOf(tensor)].filter(Boolean).join(' · ') || 'made by the engine';
}

/** The entries with names of which none is there twice: a second `x` is `x (2)`. */
export function distinct<T>(entries: readonly (readonly [string, T])[]): [string, T][] {
  const met = new Map<string, number>();
  return entries.map(([name, value]) => {
    const times = (met.get(name) ?? 0) + 1;
    met.set(name, times);
    return [times > 1 ? `${name} (${times})` : name, value];
  });
}
