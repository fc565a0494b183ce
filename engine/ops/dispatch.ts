/** The one way an op is run, by the program, by gradient rules and by optimizers. */
import { autocasting, autocastOperands } from '../autograd/autocast';
import { autogradOf } from '../autograd/meta';
import { mode } from '../autograd/mode';
import { type Edge, GraphNode, Leaf } from '../autograd/node';
import { detects, opBegins } from '../history/detection';
import { DispatchedOp } from '../history/events';
import { Flag, flags } from '../history/flags';
import { observe } from '../history/observer';
import { Category } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import { kernelTime } from './command';
import { context, countOp } from './context';
import type { Attributes, Operands, Row, TypedRow } from './row';

/** Attributes of an op that has none. */
export const NONE: Attributes = Object.freeze({});

/** Runs an op: computes, records what its gradient needs, and tells whoever watches. */
export function dispatch<V extends Operands, A extends Attributes, R extends Tensor | readonly Tensor[]>(
  row: TypedRow<V, A, R>,
  given: V,
  attributes: A,
): R {
  const { region } = autocasting;
  const operands = region === null ? given : autocastOperands(region, row.name, given);
  if (flags[Flag.WATCH] === 0) return run(row, operands, attributes);
  if (detects() && context.depth === 0) opBegins(row.name, 'forward');
  const began = kernelTime();
  const output = run(row, operands, attributes);
  watch(row, operands, attributes, context.ops - 1, output, began);
  return output;
}

function run<V extends Operands, A extends Attributes, R extends Tensor | readonly Tensor[]>(
  row: TypedRow<V, A, R>,
  operands: V,
  attributes: A,
): R {
  const output = row.forward(operands, attributes);
  const index = countOp();
  if (mode.recording && row.rules !== null && asksForGradient(row, operands)) {
    const first = Array.isArray(output) ? (output[0] as Tensor) : (output as Tensor);
    if (row.branches) recordBranches(row, operands, attributes, index, output as readonly Tensor[]);
    else if (first.type.category === Category.FLOATING) {
      const node = record(row, operands, attributes, index, Array.isArray(output) ? output : first);
      joinGraph(first, node, 0);
    }
  }
  return output;
}

/** Makes `node` the history of a new tensor, which is its output `position`. */
export function joinGraph(output: Tensor, node: GraphNode, position: number): void {
  const autograd = autogradOf(output);
  autograd.node = node;
  autograd.output = position;
  autograd.history = output.storage.version;
}

/** Records an op whose floating outputs all have gradients. */
function recordBranches(
  row: Row,
  operands: Operands,
  attributes: Attributes,
  index: number,
  outputs: readonly Tensor[],
): void {
  if (!outputs.some((output) => output.isFloatingPoint())) return;
  const node = record(row, operands, attributes, index, outputs);
  node.branch(outputs.length);
  outputs.forEach((output, position) => {
    if (output.isFloatingPoint()) joinGraph(output, node, position);
  });
}

/** Programs in plain JavaScript can pass anything: throws unless `value` is a tensor. */
export function requireTensor(op: string, name: string, value: unknown): void {
  if (value instanceof Tensor) return;
  const found = Array.isArray(value) ? `an array of ${value.length}` : String(value);
  fail(op, `${name} is no tensor`, found, 'make one with tensor(…)');
}

/** Whether an operand that has a gradient rule requires a gradient. */
export function asksForGradient(row: Row, operands: Operands): boolean {
  const rules = row.rules as NonNullable<Row['rules']>;
  for (let position = 0; position < operands.length; position++) {
    const operand = operands[position];
    if (typeof operand !== 'object' || operand === null) continue;
    // A view takes part when its base does, so it is asked even when it knows nothing itself.
    if (operand.autograd === null && operand.base === null) continue;
    if (operand.requiresGrad && rules[row.many ? 0 : position] !== null) return true;
  }
  return false;
}

/**
 * Makes the node of an op, with the operands and the output that its rules will need. `saved` has what is saved in
 * the operands' place; with no `output` yet, {@link saveOutput} comes later.
 */
export function record(
  row: Row,
  operands: Operands,
  attributes: Attributes,
  index: number,
  output: Tensor | readonly Tensor[] | null,
  saved: Operands = operands,
): GraphNode {
  const node = new GraphNode(row, attributes, index, flags[Flag.SITE], context.module, operands.length);
  const rules = row.rules as NonNullable<Row['rules']>;
  for (let position = 0; position < operands.length; position++) {
    const operand = operands[position];
    if (typeof operand !== 'object' || operand === null) continue;
    node.shapes[position] = operand.shape;
    node.types[position] = operand.type;
    const rule = rules[row.many ? 0 : position];
    if (rule === null || (operand.autograd === null && operand.base === null) || !operand.requiresGrad)
      continue;
    node.edges[position] = edgeOf(operand);
    for (const position of rule.saves) if (position < operands.length) node.save(position, saved[position]);
  }
  if (output !== null) saveOutput(node, output);
  return node;
}

/** Saves the outputs that a rule which will be applied needs. */
export function saveOutput(node: GraphNode, output: Tensor | readonly Tensor[]): void {
  const { row, edges } = node;
  const rules = row.rules as NonNullable<Row['rules']>;
  const first = row.operands.length;
  for (let position = 0; position < edges.length; position++) {
    const saves = rules[row.many ? 0 : position]?.saves;
    if (edges[position] === null || saves === undefined) continue;
    for (const saved of saves) {
      if (saved < first) continue;
      const which = saved - first;
      node.save(saved, output instanceof Tensor ? output : output[which], which);
    }
  }
}

/** Where the gradient of a tensor that requires one goes. */
export function edgeOf(tensor: Tensor): Edge {
  const node = tensor.gradFn;
  if (node !== null) return node.ports === null ? node : node.ports[tensor.outputNr];
  const autograd = autogradOf(tensor);
  autograd.leaf ??= new Leaf(tensor, autograd.hooks);
  return autograd.leaf;
}

/** Tells observers of an op that has run. `began`: the {@link kernelTime} before it. */
export function watch(
  row: Row,
  operands: Operands,
  attributes: Attributes,
  index: number,
  output: Tensor | readonly Tensor[],
  began: number,
): void {
  const { phase, depth, within, module } = context;
  const nanoseconds = kernelTime() - began;
  const at = { index, phase, depth, within, site: flags[Flag.SITE], module, nanoseconds };
  observe(new DispatchedOp(at, row, operands, attributes, output));
}
