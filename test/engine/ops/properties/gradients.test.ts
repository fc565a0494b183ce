import { gradcheck, gradgradcheck, manualSeed, randn, type Tensor } from 'backstep';
import fc from 'fast-check';
import { expect, test } from 'vitest';

/** Smooth ops of one and of two tensors [n, n], of which any expression can be made. */
const unary: readonly ((x: Tensor) => Tensor)[] = [
  (x) => x.tanh(),
  (x) => x.sin(),
  (x) => x.sigmoid(),
  (x) => x.mul(0.3).exp(),
  (x) => x.t(),
  (x) => x.softmax(-1),
  (x) => x.sub(x.mean(0, true)),
  (x) => x.square().add(1).sqrt(),
  (x) => x.slice(0, 1).sum(0, true).expand(x.shape).mul(x),
  (x) => x.reshape(-1).flip([0]).reshape(x.shape),
];
const binary: readonly ((a: Tensor, b: Tensor) => Tensor)[] = [
  (a, b) => a.add(b),
  (a, b) => a.mul(b),
  (a, b) => a.sub(b.mul(0.5)),
  (a, b) => a.matmul(b).mul(0.3),
  (a, b) => a.div(b.square().add(1)),
  (a, b) => a.mul(b.select(0, 0)),
];

interface Node {
  readonly two: boolean;
  readonly op: number;
  readonly a: number;
  readonly b: number;
  readonly inPlace: boolean;
}

/** Each node uses tensors made before it; some are then written to through a view. */
function evaluate(nodes: readonly Node[], leaves: readonly Tensor[]): Tensor {
  const made = [...leaves];
  for (const { two, op, a, b, inPlace } of nodes) {
    const [left, right] = [made[a % made.length], made[b % made.length]];
    const next = two ? binary[op % binary.length](left, right) : unary[op % unary.length](left);
    if (inPlace) {
      const copy = next.clone();
      copy.select(b % 2, 0).mul_(left.select(0, 1));
      made.push(copy);
    } else made.push(next);
  }
  return made.slice(leaves.length).reduce((sum, each) => sum.add(each), leaves[0].mul(0));
}

const graph = fc.array(
  fc.record({
    two: fc.boolean(),
    op: fc.nat({ max: 20 }),
    a: fc.nat({ max: 20 }),
    b: fc.nat({ max: 20 }),
    inPlace: fc.integer({ min: 0, max: 4 }).map((chance) => chance === 0),
  }),
  { minLength: 1, maxLength: 6 },
);

const leaves = (seed: number) => {
  manualSeed(seed);
  return [0, 1].map(() => randn([2, 2], { dtype: 'float64' }).mul(0.5).detach().requiresGrad_());
};

test('any expression has the gradients of finite differences', () => {
  fc.assert(
    fc.property(graph, fc.nat({ max: 1000 }), (nodes, seed) => {
      expect(gradcheck((...inputs) => evaluate(nodes, inputs), leaves(seed))).toBe(true);
    }),
    { numRuns: 120 },
  );
});

test('and their gradients have theirs', () => {
  fc.assert(
    fc.property(graph, fc.nat({ max: 1000 }), (nodes, seed) => {
      expect(gradgradcheck((...inputs) => evaluate(nodes, inputs), leaves(seed))).toBe(true);
    }),
    { numRuns: 30 },
  );
});
