import type { Tensor } from '../tensor/tensor';
import type { GradientHook, GraphNode, Leaf } from './node';

/** Sees a leaf whose gradient was just added to. */
export type LeafHook = (leaf: Tensor) => void;

/** What automatic differentiation knows of one tensor. */
export interface Autograd {
  /** Asked for by the person; what comes from it requires a gradient through `node`. */
  requiresGrad: boolean;
  grad: Tensor | null;
  /** The recorded op that made it. */
  node: GraphNode | null;
  /** Which of the op's outputs it is. */
  output: number;
  /** Of a leaf: where its gradients arrive. Made when an op first uses it. */
  leaf: Leaf | null;
  /** Of a leaf that no op has used yet, and of `leaf` from then on. */
  hooks: GradientHook[];
  /** Of a leaf: called once its gradient was added to. */
  leafHooks: LeafHook[] | null;
  /** Of a view: its storage's history count that `node` is true for. */
  history: number;
}

export function autogradOf(tensor: Tensor): Autograd {
  tensor.autograd ??= {
    requiresGrad: false,
    grad: null,
    node: null,
    output: 0,
    leaf: null,
    hooks: [],
    leafHooks: null,
    history: 0,
  };
  return tensor.autograd;
}
