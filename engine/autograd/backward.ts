/** The backward walk: from the outputs to the leaves, the latest forward op first. */
import { rememberField } from '../history/changes';
import { backwardBegins, detects, opBegins } from '../history/detection';
import { GradientOp } from '../history/events';
import { Flag, flags } from '../history/flags';
import { namesOf } from '../history/name';
import { observe } from '../history/observer';
import { kernelTime } from '../ops/command';
import { context, countOp, inside } from '../ops/context';
import { edgeOf } from '../ops/dispatch';
import { anchor } from '../tensor/anchor';
import { blame, fail } from '../tensor/errors';
import { enterScope, leaveScope } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { accumulate, hooked } from './accumulate';
import { anomaly, firstNan } from './anomaly';
import { Holds } from './holds';
import { autogradOf } from './meta';
import { mode, noGrad } from './mode';
import { type Edge, type GraphNode, Leaf, type Port } from './node';
import { type Reach, reach } from './reach';

export interface WalkOptions {
  readonly retainGraph: boolean;
  readonly createGraph: boolean;
  /** The tensors whose gradients are asked for; null: `grad` of every leaf is added to. */
  readonly sources: readonly Tensor[] | null;
}

/** Runs the backward pass of `outputs`; gives the gradients of `sources`, null for one that has none. */
export function walk(
  outputs: readonly Tensor[],
  gradients: readonly Tensor[],
  options: WalkOptions,
): (Tensor | null)[] {
  const { phase, depth, within, module } = context;
  const { recording } = mode;
  const site = flags[Flag.SITE];
  const { forward } = blame;
  if (detects() && options.sources === null) backwardBegins(outputs);
  const pass = new BackwardPass(outputs, options);
  const scope: Tensor[] | null = options.createGraph ? null : [];
  const outer = enterScope(scope);
  mode.recording = options.createGraph;
  context.phase = 'backward';
  try {
    return pass.run(gradients, new Holds(scope), () => {
      context.depth = depth;
      context.module = module;
      flags[Flag.SITE] = site;
    });
  } finally {
    leaveScope(outer);
    blame.forward = forward;
    mode.recording = recording;
    context.phase = phase;
    context.depth = depth;
    context.within = within;
    context.module = module;
    flags[Flag.SITE] = site;
  }
}

class BackwardPass {
  readonly #options: WalkOptions;
  readonly #roots: readonly Edge[];
  readonly #reach: Reach;
  /** Gradients that wait for the node or leaf that they belong to. */
  readonly #arrived = new Map<Edge, Tensor>();
  readonly #captured = new Map<Edge, Tensor | null>();
  #holds = new Holds(null);

  constructor(outputs: readonly Tensor[], options: WalkOptions) {
    this.#options = options;
    for (const source of options.sources ?? []) this.#captured.set(edgeOf(source), null);
    this.#roots = outputs.map(edgeOf);
    this.#reach = reach(this.#roots, options.sources === null ? null : new Set(this.#captured.keys()));
  }

  run(gradients: readonly Tensor[], holds: Holds, leaveOp: () => void): (Tensor | null)[] {
    this.#holds = holds;
    this.#roots.forEach((root, position) => {
      // Held once more for the caller, so that the walk never takes it for its own.
      holds.hold(gradients[position]);
      this.#arrive(root, gradients[position]);
    });
    for (const root of this.#roots)
      if (root instanceof Leaf && !this.#reach.feeds.has(root)) this.#finish(root);
    for (const node of this.#reach.nodes) this.#runNode(node, leaveOp);
    return (this.#options.sources ?? []).map((source) => this.#captured.get(edgeOf(source)) ?? null);
  }

  #arrive(edge: Edge, grad: Tensor): void {
    const before = this.#arrived.get(edge);
    const total = before === undefined ? grad : before.add(grad);
    this.#holds.hold(total);
    this.#arrived.set(edge, total);
    if (before !== undefined) this.#holds.letGo(before);
  }

  #runNode(node: GraphNode, leaveOp: () => void): void {
    const edges = node.ports ?? [node];
    const arrived = edges.map((edge) => this.#arrived.get(edge) ?? null);
    const grads = arrived.map((tensor, position) => tensor && this.#pass(edges[position], tensor));
    const runs = node.edges.some((edge) => this.#reach.wants(edge));
    const computes = runs && grads.some((grad) => grad !== null);
    const { depth, within } = context;
    const outer = blame.forward;
    let results: readonly (Tensor | null)[] = [];
    const began = kernelTime();
    if (computes) {
      context.depth = depth + 1;
      if (flags[Flag.WATCH] !== 0) context.within = namesOf(node.row).gradient.text;
      context.module = node.module;
      flags[Flag.SITE] = node.site;
      blame.forward = node;
      if (detects() && depth === 0) opBegins(node.row.name, 'backward');
      results = node.gradients(grads, this.#reach.wants);
      if (anomaly.enabled && anomaly.checkNan) refuseNan(node, results);
      blame.forward = outer;
    }
    this.#deliver(node, results);
    if (computes) {
      context.depth = depth;
      context.within = within;
      const index = countOp();
      if (flags[Flag.WATCH] !== 0) tell(node, index, grads, results, began);
      leaveOp();
    }
    if (runs && !this.#options.retainGraph) node.free();
    for (const tensor of arrived) if (tensor !== null) this.#holds.letGo(tensor);
    this.#holds.sweep();
  }

  /** The gradient of one of a node's outputs on its way into the node. */
  #pass(edge: GraphNode | Port, arrived: Tensor): Tensor {
    this.#arrived.delete(edge);
    const grad = hooked(edge.hooks, arrived);
    for (const tensor of edge.retains ?? []) {
      grad.kept = true;
      const autograd = autogradOf(tensor);
      rememberField(autograd, 'grad');
      autograd.grad = grad;
    }
    if (this.#captured.has(edge)) this.#capture(edge, grad);
    return grad;
  }

  #deliver(node: GraphNode, results: readonly (Tensor | null)[]): void {
    const { feeds, wants } = this.#reach;
    const fed: Leaf[] = [];
    node.edges.forEach((edge, position) => {
      if (!wants(edge)) return;
      const result = results[position] ?? null;
      if (result !== null) this.#arrive(edge, result);
      if (!(edge instanceof Leaf)) return;
      const rest = (feeds.get(edge) as number) - 1;
      feeds.set(edge, rest);
      if (rest === 0) fed.push(edge);
    });
    for (const leaf of fed) this.#finish(leaf);
  }

  /** All gradients of a leaf are there. */
  #finish(leaf: Leaf): void {
    const arrived = this.#arrived.get(leaf);
    this.#arrived.delete(leaf);
    if (arrived === undefined) return;
    const grad = hooked(leaf.hooks, arrived);
    if (this.#options.sources !== null) {
      if (this.#captured.has(leaf)) this.#capture(leaf, grad);
    } else {
      accumulate(leaf.tensor, grad, grad === arrived && this.#holds.isLast(grad), this.#options.createGraph);
    }
    this.#holds.letGo(arrived);
  }

  #capture(edge: Edge, grad: Tensor): void {
    grad.kept = true;
    this.#captured.set(edge, grad);
  }
}

anchor(new BackwardPass([], { retainGraph: false, createGraph: false, sources: null }));

function refuseNan(node: GraphNode, results: readonly (Tensor | null)[]): void {
  const position = inside(() => noGrad(() => firstNan(results)));
  if (position < 0) return;
  const which = `the gradient by ${node.operandName(position)}`;
  fail('backward', `${node.name} returned nan values`, which, 'look at what the op was given there');
}

/** Tells observers of a node whose gradients are computed and, where they belong to leaves, added to `grad`. */
function tell(
  node: GraphNode,
  index: number,
  grads: readonly (Tensor | null)[],
  results: readonly (Tensor | null)[],
  began: number,
): void {
  const { site, module } = node;
  const { depth, within } = context;
  const nanoseconds = kernelTime() - began;
  observe(
    new GradientOp(
      { index, phase: 'backward', depth, within, site, module, nanoseconds },
      node,
      grads,
      results,
    ),
  );
}
