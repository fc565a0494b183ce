/** Which part of a graph a backward pass goes through. */
import { type Edge, GraphNode, Leaf, Port } from './node';

export interface Reach {
  /** In the order of the backward pass: the latest forward op first. Inputs of a node always come after it. */
  readonly nodes: readonly GraphNode[];
  /** How many edges lead to each leaf. */
  readonly feeds: Map<Leaf, number>;
  /** Whether a gradient goes along an edge. */
  wants(edge: Edge): boolean;
}

/** The part between `roots` and `sources`; all that leads to leaves if `sources` is null. */
export function reach(roots: readonly Edge[], sources: ReadonlySet<Edge> | null): Reach {
  const found = new Set<GraphNode>();
  const open = roots.flatMap((root) => nodeAt(root) ?? []);
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (found.has(node)) continue;
    found.add(node);
    for (const edge of node.edges) {
      const next = nodeAt(edge);
      if (next !== null && !found.has(next)) open.push(next);
    }
  }
  const nodes = [...found].sort((a, b) => b.sequence - a.sequence);
  const wants = sources === null ? isEdge : towards(nodes, sources);
  const feeds = new Map<Leaf, number>();
  for (const node of nodes) {
    for (const edge of node.edges)
      if (edge instanceof Leaf && wants(edge)) feeds.set(edge, (feeds.get(edge) ?? 0) + 1);
  }
  return { nodes, feeds, wants };
}

const isEdge = (edge: Edge) => edge !== null;

function nodeAt(edge: Edge): GraphNode | null {
  if (edge instanceof GraphNode) return edge;
  return edge instanceof Port ? edge.node : null;
}

function towards(nodes: readonly GraphNode[], sources: ReadonlySet<Edge>): (edge: Edge) => boolean {
  const wanted = new Set<Edge>(sources);
  const wants = (edge: Edge): boolean =>
    edge !== null && (wanted.has(edge) || (edge instanceof Port && wanted.has(edge.node)));
  // From the first op on, so that a node's inputs are decided before it is.
  for (let position = nodes.length - 1; position >= 0; position--) {
    const node = nodes[position];
    if (node.edges.some(wants)) wanted.add(node);
  }
  return wants;
}
