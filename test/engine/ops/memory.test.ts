/** What a graph keeps, and that nothing stays behind. */
import { grad, manualSeed, memoryUse, Tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { GraphNode, Port } from '../../../engine/autograd/node';
import { rows } from '../../../engine/ops/row';
import { releaseUnused } from '../../../engine/tensor/memory';
import type { OpCase } from '../../golden/read';
import { samples } from './samples/index';
import { layouts } from './table/layouts';
import { argumentsOf, cases, outputsOf } from './table/run';

const called = [...rows.keys()].filter((row) => typeof samples[row] === 'function' && cases.has(row));
const firstOf = (row: string): OpCase => {
  const own = cases.get(row) as readonly OpCase[];
  return own.find(({ seed }) => seed) ?? own[0];
};

/** The node of an op, where a call of it has recorded it. */
function nodeOf(row: string, outputs: readonly Tensor[]): GraphNode | null {
  const open = outputs.flatMap(({ gradFn }) => gradFn ?? []);
  for (const node of open) {
    if (node.row.name === row) return node;
    for (const edge of node.edges) {
      if (edge instanceof GraphNode) open.push(edge);
      else if (edge instanceof Port) open.push(edge.node);
    }
  }
  return null;
}

/** The node of the first case that records one. */
function recorded(row: string): GraphNode | null {
  for (const given of cases.get(row) ?? []) {
    if (!given.seed) continue;
    manualSeed(7);
    // Where an op can give its operand itself, it cannot here.
    const { args } = argumentsOf(given, layouts.transposed);
    const node = nodeOf(row, outputsOf(row, args));
    if (node !== null) return node;
  }
  return null;
}

describe('the graph', () => {
  test.each(called.filter((row) => rows.get(row)?.rules && firstOf(row).seed))(
    'keeps of %s only what its gradient rules name',
    (row) => {
      // A function can take another way than its row for some arguments.
      const node = recorded(row) as GraphNode;
      const { rules, operands, outputs, many } = node.row;
      const named = node.edges.flatMap((edge, position) =>
        edge === null ? [] : (rules?.[many ? 0 : position]?.saves ?? []),
      );
      const names = new Set(
        named.map((position) => operands[position] ?? outputs[position - operands.length]),
      );
      const saved = node.savedTensors().map(({ name }) => name);
      expect(saved.filter((name) => !names.has(name))).toEqual([]);
      // Tensors among the attributes would be kept behind the back of the graph.
      const hidden = Object.entries(node.attributes).filter(([, value]) => value instanceof Tensor);
      expect(hidden.map(([name]) => name)).toEqual([]);
    },
  );
});

describe('memory', () => {
  /** Calls a row so often, with its backward pass. */
  function repeat(row: string, times: number): void {
    const given = firstOf(row);
    for (let call = 0; call < times; call++) {
      const { args, leaves } = argumentsOf(given, (tensor) => tensor);
      const [output] = outputsOf(row, args);
      if (given.seed) grad(output.sum(), leaves, { allowUnused: true });
    }
  }

  function held(): number {
    // Two: an object found dead by the first can have been the last to refer to others.
    releaseUnused();
    releaseUnused();
    return memoryUse().storages;
  }

  test('does not grow, whichever op is called', () => {
    for (const row of called) repeat(row, 1);
    const before = held();
    for (const row of called) repeat(row, 50);
    // Small storages go back by sixteens, so that a few can wait; one a call would be fifty.
    if (held() - before < 50) return;
    const growing = called.filter((row) => {
      const own = held();
      repeat(row, 50);
      return held() - own >= 50;
    });
    expect(growing).toEqual([]);
  });
});
