import type { Module } from './module';
import { childrenOf } from './tree';

/**
 * A module as PyTorch prints it:
 *
 *     Net(
 *       (fc1): Linear(inFeatures=784, outFeatures=128, bias=true)
 *     )
 */
export function moduleText(module: Module): string {
  const name = module.constructor.name;
  const extra = module.extraRepr();
  const children = childrenOf(module).map(([field, child]) => `(${field}): ${moduleText(child)}`);
  if (children.length === 0) return `${name}(${extra})`;
  const lines = extra ? [extra, ...children] : children;
  return `${name}(\n${indent(lines.join('\n'))}\n)`;
}

function indent(text: string): string {
  return text.replaceAll(/^/gm, '  ');
}
