import {
  autograd,
  grad,
  hessian,
  hvp,
  jacobian,
  jvp,
  ones,
  randn,
  Tensor,
  tensor,
  vhp,
  vjp,
  zeros,
} from 'backstep';
import { describe, expect, test } from 'vitest';
import { isPackedTensor, type PackedTensor, readGolden, unpack } from '../../golden/read';
import { expectClose } from '../ops/close';

type Form = PackedTensor | readonly Form[];
type Results = Readonly<Record<string, Form>>;
const golden = readGolden<
  Record<'vjp' | 'jvp' | 'jacobian' | 'hessian' | 'hvp' | 'vhp', Results> & {
    inputs: Record<'x' | 'y' | 'vx' | 'vy' | 'u', PackedTensor>;
  }
>('autograd');
const { inputs } = golden;
const [x, y, vx, vy, u] = [inputs.x, inputs.y, inputs.vx, inputs.vy, inputs.u].map(unpack);

// The functions of test/golden/autograd.py.
const one = (a: Tensor) => a.mul(a).exp();
const two = (a: Tensor, b: Tensor) => b.matmul(a).sin();
const several = (a: Tensor, b: Tensor): Tensor[] => [b.mul(a).sum(0), a.tanh().sum()];
const loss = (a: Tensor, b: Tensor) => b.mul(a.sin()).sum(1).square().sum();

/** The same nesting, and the same numbers. */
function expectForm(own: unknown, expected: Form, what: string): void {
  if (isPackedTensor(expected)) {
    expectClose(own as Tensor, expected, what);
    return;
  }
  expect(Array.isArray(own) && own.length, what).toBe(expected.length);
  expected.forEach((each, position) => {
    expectForm((own as unknown[])[position], each, `${what}.${position}`);
  });
}

describe('derivatives of functions are PyTorch’s:', () => {
  test('vjp', () => {
    expectForm(vjp(one, x, vx), golden.vjp.one, 'one');
    expectForm(vjp(two, [x, y], u), golden.vjp.two, 'two');
    expectForm(vjp(several, [x, y], [vx, tensor(2, { dtype: 'float64' })]), golden.vjp.several, 'several');
  });

  test('jvp', () => {
    expectForm(jvp(one, x, vx), golden.jvp.one, 'one');
    expectForm(jvp(two, [x, y], [vx, vy]), golden.jvp.two, 'two');
    expectForm(jvp(several, [x, y], [vx, vy]), golden.jvp.several, 'several');
  });

  test('jacobian', () => {
    expectForm(jacobian(one, x), golden.jacobian.one, 'one');
    expectForm(jacobian(two, [x, y]), golden.jacobian.two, 'two');
    expectForm(jacobian(several, [x, y]), golden.jacobian.several, 'several');
  });

  test('hessian', () => {
    expectForm(hessian(loss, [x, y]), golden.hessian.loss, 'loss');
    expectForm(
      hessian((a) => one(a).sum(), x),
      golden.hessian.one,
      'one',
    );
  });

  test('hvp and vhp', () => {
    expectForm(hvp(loss, [x, y], [vx, vy]), golden.hvp.loss, 'hvp');
    expectForm(vhp(loss, [x, y], [vx, vy]), golden.vhp.loss, 'vhp');
  });
});

describe('derivatives of functions', () => {
  test('leave the inputs and their graph alone', () => {
    const leaf = ones([2], { requiresGrad: true });
    const middle = leaf.mul(2);
    const [output, product] = vjp((a: Tensor) => a.square().sum(), middle);
    expect([output.requiresGrad, product.requiresGrad]).toEqual([false, false]);
    expect(product.tolist()).toEqual([4, 4]);
    expect(leaf.grad).toBeNull();
  });

  test('can be differentiated again with createGraph', () => {
    const a = tensor([2], { dtype: 'float64', requiresGrad: true });
    const cube = (z: Tensor) => z.pow(3).sum();
    const firsts = [
      vjp(cube, a, null, { createGraph: true })[1],
      jvp(cube, a, ones([1], { dtype: 'float64' }), { createGraph: true })[1],
      jacobian(cube, a, { createGraph: true }),
    ];
    for (const first of firsts) {
      expect(first.item()).toBe(12);
      expect(grad(first.sum(), a, { retainGraph: true })[0].item()).toBe(12);
    }
    const second = hessian(cube, a, { createGraph: true });
    expect([second.shape, second.item(), grad(second.sum(), a)[0].item()]).toEqual([[1, 1], 12, 6]);
    const [, product] = hvp(cube, a, null, { createGraph: true });
    expect([product.item(), grad(product.sum(), a)[0].item()]).toEqual([12, 6]);
  });

  test('are 0 where an output does not depend on an input, and an error in strict mode', () => {
    const first = (a: Tensor, _: Tensor) => a.mul(2);
    const pair = [ones([2]), ones([3])];
    expect(jacobian(first, pair).map((each) => each.tolist())).toEqual([
      [
        [2, 0],
        [0, 2],
      ],
      [
        [0, 0, 0],
        [0, 0, 0],
      ],
    ]);
    expect(jvp(first, pair, pair)[1].tolist()).toEqual([2, 2]);
    expect(jvp(() => zeros([2]), ones([1]))[1].tolist()).toEqual([0, 0]);
    expect(() => jacobian(first, pair, { strict: true })).toThrow(
      'jacobian: the function does not depend on input 1, which strict mode asks for — float32 [3] — leave out the input, or strict',
    );
    expect(() => vjp(() => ones([1]), ones([1]), null, { strict: true })).toThrow(
      'vjp: output 0 of the function does not require gradients, which strict mode asks for — float32 [1] — make it from the inputs in a differentiable way, or leave out strict',
    );
    // Linear: the gradient is there, and is a constant.
    expect(() => hessian((a) => a.sum(), ones([2]), { strict: true })).toThrow(
      'hessian: the derivative by input 0 does not depend on the inputs, which strict mode asks for — float32 [2] — leave out the input, or strict',
    );
    expect(hessian((a) => a.sum(), ones([2])).tolist()).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  test('of empty outputs and inputs are empty', () => {
    expect(jacobian((a: Tensor) => a.mul(2), zeros([0])).shape).toEqual([0, 0]);
    expect(jacobian((a: Tensor) => a.sum(), zeros([0, 2])).shape).toEqual([0, 2]);
  });

  test('of numbers need no vector', () => {
    expect(jvp((a: Tensor) => a.mul(3), tensor(2.5))[1].item()).toBe(3);
    expect(vhp((a) => a.square(), tensor(2.5))[1].item()).toBe(2);
    expect(() => vjp((a: Tensor) => a.mul(2), ones([3]))).toThrow(
      'vjp: the vector v can be left out only for one output of one element — [3] — give one for each output',
    );
    expect(() => jvp((a: Tensor) => a.mul(2), ones([3]), ones([2]))).toThrow(
      'jvp: v has not the shapes of the inputs — [2] for [3] — give one tensor of the same shape for each',
    );
  });

  test('refuse what they cannot differentiate', () => {
    expect(() => hessian((a) => a.mul(2), ones([3]))).toThrow(
      'hessian: the function gives more than one element — [3] — reduce it, such as with .sum()',
    );
    expect(() => jacobian((a: Tensor) => a, tensor([1, 2]))).toThrow(
      'jacobian: input 0 is no floating tensor — int64 — convert it first with .float()',
    );
    expect(() => jacobian((() => 3) as never, ones([1]))).toThrow(
      'jacobian: output 0 of the function is no tensor — 3 — give a tensor or an array of them',
    );
  });

  test('are in the namespace too', () => {
    const weights = randn([2, 2]);
    const product = autograd.jacobian((a: Tensor) => weights.matmul(a), ones([2]));
    expectClose(product, weights);
    expect(product).toBeInstanceOf(Tensor);
  });
});
