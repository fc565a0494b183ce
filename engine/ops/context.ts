/**
 * Where execution is, for the dispatcher and for whoever watches: the phase, how deep inside of an op, and the
 * module that runs. Modules and optimizers say so through the functions below.
 */
import { detects, opBegins } from '../history/detection';
import type { NamedTensor, Phase } from '../history/event';
import { UpdateOp } from '../history/events';
import { Flag, flags } from '../history/flags';
import { observe } from '../history/observer';
import type { Module } from '../nn/module';
import { kernelTime } from './command';

interface Context {
  phase: Phase;
  depth: number;
  within: string;
  module: string;
  root: Module | null;
  ops: number;
}

export const context: Context = {
  phase: 'forward',
  /** 0 in the program's own code; more inside of a gradient rule, an update or a composed op. */
  depth: 0,
  /** Label of the gradient or update that runs, while somebody watches. */
  within: '',
  /** Path of the module whose `forward` runs. */
  module: '',
  /** The module whose `forward` the program itself called; all others run inside of it. */
  root: null,
  /** Ops executed so far. */
  ops: 0,
};

/** Counts an executed op; returns its index. */
export function countOp(): number {
  const index = context.ops++;
  // The shared word has 32 bits; readers compare it with the newest event's index, modulo 2^32.
  flags[Flag.OPS] = context.ops;
  return index;
}

/** Path of the module whose `forward` runs, such as `encoder.layers.3`; '' outside of modules. */
export function modulePath(): string {
  return context.module;
}

/** Runs `fn` as part of the module at `path`. */
export function withModule<R>(path: string, fn: () => R): R {
  const before = context.module;
  context.module = path;
  try {
    return fn();
  } finally {
    context.module = before;
  }
}

/** Runs `fn` as the inside of an op: its ops are one level deeper. */
export function inside<R>(fn: () => R): R {
  context.depth++;
  try {
    return fn();
  } finally {
    context.depth--;
  }
}

/**
 * Runs the update of one parameter. Its ops are the inside of one op of the phase `optimizer`, which is told to
 * observers afterwards: `label` is what a person reads (`adam fc1.weight`), `op` the name (`adam`), `inputs` the
 * parameter, its gradient and the state. `fn` returns what it changed; the parameter, if it returns nothing.
 */
export function inOptimizer(
  label: string,
  op: string,
  inputs: readonly NamedTensor[],
  attributes: Readonly<Record<string, unknown>>,
  // biome-ignore lint/suspicious/noConfusingVoidType: a function without a return statement is fine here
  fn: () => readonly NamedTensor[] | void,
): void {
  const { phase, depth, within } = context;
  const site = flags[Flag.SITE];
  if (detects() && depth === 0) opBegins(op, 'optimizer');
  const began = kernelTime();
  context.phase = 'optimizer';
  context.depth = depth + 1;
  context.within = label;
  try {
    const outputs = fn() ?? inputs.slice(0, 1);
    context.depth = depth;
    const index = countOp();
    if (flags[Flag.WATCH] !== 0) {
      const { module } = context;
      const nanoseconds = kernelTime() - began;
      const at = { index, phase: 'optimizer', depth, within, site, module, nanoseconds } as const;
      observe(new UpdateOp(at, { op, label, attributes }, inputs, outputs));
    }
  } finally {
    context.phase = phase;
    context.depth = depth;
    context.within = within;
  }
}
