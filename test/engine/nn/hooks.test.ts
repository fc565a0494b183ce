import { manualSeed, nn, noGrad, ones, randn, type Tensor, tensor } from 'backstep';
import { describe, expect, test } from 'vitest';
import { expectClose } from '../ops/close';

const leaf = (...shape: number[]) => randn(shape, { requiresGrad: true });

/** Two inputs, two outputs, and something that is no tensor. */
class Pair extends nn.Module {
  forward(a: Tensor, factor: number, b: Tensor): [Tensor, Tensor] {
    return [a.mul(factor), a.mul(b)];
  }
}

describe('registerFullBackwardHook', () => {
  test('sees the gradients of the inputs and of the outputs', () => {
    manualSeed(2);
    const layer = new nn.Linear(3, 2);
    const x = leaf(4, 3);
    const seen: (readonly (Tensor | null)[])[] = [];
    const handle = layer.registerFullBackwardHook((module, gradInput, gradOutput) => {
      expect(module).toBe(layer);
      seen.push(gradInput, gradOutput);
    });
    const seed = randn([4, 2]);
    layer.forward(x).backward(seed);
    expectClose(seen[0][0] as Tensor, seed.matmul(layer.weight.detach()));
    expectClose(seen[1][0] as Tensor, seed);
    expectClose(x.grad as Tensor, seen[0][0] as Tensor);
    expect(layer.weight.grad?.shape).toEqual([2, 3]);
    handle.remove();
    layer.forward(x).backward(seed);
    expect(seen).toHaveLength(2);
  });

  test('has a place for each input and output, null where there is no gradient', () => {
    const pair = new Pair();
    const seen: unknown[] = [];
    const text = (gradients: readonly (Tensor | null)[]) => gradients.map((each) => each?.tolist() ?? null);
    pair.registerFullBackwardHook(
      (_, gradInput, gradOutput) => void seen.push(text(gradInput), text(gradOutput)),
    );
    const a = tensor([2], { dtype: 'float32', requiresGrad: true });
    const [scaled, product] = pair.forward(a, 3, ones([1]));
    product.backward(null, { retainGraph: true });
    expect(seen).toEqual([
      [[1], null, null],
      [null, [1]],
    ]);
    scaled.add(product).backward();
    expect(seen.slice(2)).toEqual([
      [[4], null, null],
      [[1], [1]],
    ]);
  });

  test('may give other gradients for the inputs', () => {
    const layer = new nn.Tanh();
    layer.registerFullBackwardHook((_, [gradient]) => [gradient?.mul(0) ?? null]);
    const x = leaf(2);
    layer.forward(x).sum().backward();
    expect(x.grad?.tolist()).toEqual([0, 0]);
  });

  test('is called without gradients of inputs where no input requires one', () => {
    const layer = new nn.Linear(3, 2);
    const seen: unknown[] = [];
    layer.registerFullBackwardHook(
      (_, gradInput, [gradOutput]) => void seen.push(gradInput, gradOutput?.shape),
    );
    layer
      .forward(ones([1, 3]))
      .sum()
      .backward();
    expect(seen).toEqual([[null], [1, 2]]);
  });

  test('changes nothing of a forward pass that is not recorded', () => {
    const layer = new nn.Identity();
    layer.registerFullBackwardHook(() => {
      throw new Error('called');
    });
    const x = leaf(2);
    expect(noGrad(() => layer.forward(x)) === x).toBe(true);
    const plain = ones([2]);
    expect(layer.forward(plain) === plain).toBe(true);
  });

  test('refuses gradients in another number or of another shape', () => {
    const giving = (gradients: Tensor[]) => {
      const layer = new nn.Tanh();
      layer.registerFullBackwardHook(() => gradients);
      return () => layer.forward(leaf(2)).sum().backward();
    };
    expect(giving([ones([2]), ones([2])])).toThrow(
      'registerFullBackwardHook: the hook gave another number of gradients — 2 for 1 — give one, or null, for each',
    );
    expect(giving([ones([3])])).toThrow(
      'registerFullBackwardHook: the hook gave a gradient of another shape — [3] for [2] — give one of the same shape',
    );
  });
});

describe('registerFullBackwardPreHook', () => {
  test('sees the gradients of the outputs first, and may give others', () => {
    const layer = new nn.Linear(2, 2, { bias: false });
    const order: string[] = [];
    layer.registerFullBackwardHook((_, __, [gradOutput]) => void order.push(`after ${gradOutput?.tolist()}`));
    layer.registerFullBackwardPreHook((_, [gradOutput]) => {
      order.push(`before ${gradOutput?.tolist()}`);
      return [gradOutput?.mul(2) ?? null];
    });
    layer.forward(leaf(2)).sum().backward();
    expect(order).toEqual(['before 1,1', 'after 2,2']);
  });

  test('works with modules inside of each other', () => {
    const inner = new nn.Tanh();
    const outer = new nn.Sequential(new nn.Linear(2, 2), inner);
    const order: string[] = [];
    for (const [name, module] of Object.entries({ inner, outer })) {
      module.registerFullBackwardPreHook(() => void order.push(`before ${name}`));
      module.registerFullBackwardHook(() => void order.push(`after ${name}`));
    }
    outer.forward(leaf(1, 2)).sum().backward();
    expect(order).toEqual(['before outer', 'before inner', 'after inner', 'after outer']);
  });
});

describe('hooks of forward', () => {
  test('can be put before those that are there', () => {
    const layer = new nn.Identity();
    const order: string[] = [];
    layer.registerForwardHook(() => void order.push('a'));
    layer.registerForwardHook(() => void order.push('b'), { prepend: true });
    layer.registerForwardPreHook(() => void order.push('c'));
    layer.registerForwardPreHook(() => void order.push('d'), { prepend: true });
    layer.forward(ones([1]));
    expect(order).toEqual(['d', 'c', 'b', 'a']);
  });

  test('and of the backward pass come along with a copy of the module', () => {
    const layer = new nn.Tanh();
    let calls = 0;
    layer.registerForwardHook(() => void calls++);
    layer.registerFullBackwardHook(() => void calls++);
    nn.copyModule(layer).forward(leaf(1)).sum().backward();
    expect(calls).toBe(2);
  });
});
