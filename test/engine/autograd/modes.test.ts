import {
  autograd,
  enableGrad,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  ones,
  setGradEnabled,
  type Tensor,
  tensor,
} from 'backstep';
import { describe, expect, test } from 'vitest';
import { Flag, flags } from '../../../engine/history/flags';
import { setSites } from '../../../engine/history/sites';
import { withModule } from '../../../engine/ops/context';

const leaf = (data: number[]) => tensor(data, { dtype: 'float32', requiresGrad: true });

describe('inferenceMode', () => {
  test('records nothing, also inside of enableGrad', () => {
    const x = leaf([1]);
    const [y, z] = inferenceMode(() => [x.mul(2), enableGrad(() => x.mul(3))]);
    expect([y.requiresGrad, z.requiresGrad, y.isInference(), x.isInference()]).toEqual([
      false,
      false,
      true,
      false,
    ]);
    expect([isGradEnabled(), isInferenceModeEnabled()]).toEqual([true, false]);
  });

  test('gives tensors that no graph saves', () => {
    const x = leaf([1, 2]);
    const weights = inferenceMode(() => ones([2]));
    expect(() => x.mul(weights)).toThrow(
      'mul: inference tensors cannot be saved for the backward pass — other float32 [2] — clone() it outside of inferenceMode, and use the copy',
    );
    // Nothing is saved for a sum, or for a copy.
    x.add(weights).sum().backward();
    x.mul(weights.clone()).sum().backward();
    expect(x.grad?.tolist()).toEqual([2, 2]);
  });

  test('gives tensors that are written to only in it', () => {
    const y = inferenceMode(() => ones([2]));
    expect(() => y.add_(1)).toThrow(
      'add_: an inference tensor cannot be written to outside of inferenceMode — float32 [2] — clone() it, and write to the copy',
    );
    expect(() => y.at(0).zero_()).toThrow(
      'an inference tensor cannot be written to outside of inferenceMode',
    );
    expect(() => y.requiresGrad_()).toThrow(
      'requiresGrad: an inference tensor cannot require gradients outside of inferenceMode — float32 [2] — clone() it, and ask for gradients of the copy',
    );
    inferenceMode(() => y.add_(1));
    expect(y.tolist()).toEqual([2, 2]);
  });

  test('leaves views of other tensors what they are', () => {
    const x = ones([2]);
    const view = inferenceMode(() => x.at(0));
    expect(view.isInference()).toBe(false);
    expect(
      inferenceMode(() => x.mul(1))
        .at(0)
        .isInference(),
    ).toBe(true);
  });

  test('ends inside of itself with false, and after an async function', async () => {
    inferenceMode(() => {
      inferenceMode(() => expect(leaf([1]).mul(2).requiresGrad).toBe(true), false);
      expect(isInferenceModeEnabled()).toBe(true);
    });
    const y = await inferenceMode(async () => {
      await Promise.resolve();
      return ones([1]);
    });
    expect([y.isInference(), ones([1]).isInference()]).toEqual([true, false]);
  });
});

test('setGradEnabled holds from there on, and says what was', () => {
  const x = leaf([1]);
  expect(setGradEnabled(false)).toBe(true);
  expect([isGradEnabled(), x.mul(2).requiresGrad]).toEqual([false, false]);
  expect(enableGrad(() => x.mul(2).requiresGrad)).toBe(true);
  expect(setGradEnabled(true)).toBe(false);
  expect(x.mul(2).requiresGrad).toBe(true);
});

describe('leaves', () => {
  test('take gradients of their shape and dtype only', () => {
    const x = leaf([1, 2]);
    expect(() => {
      x.grad = ones([3]);
    }).toThrow(
      'grad: the gradient has another shape than the tensor — [3] for [2] — give one of the same shape',
    );
    expect(() => {
      x.grad = ones([2], { dtype: 'float64' });
    }).toThrow(
      "grad: the gradient has another dtype than the tensor — float64 for float32 — convert it with .to('float32')",
    );
    x.grad = ones([2]);
    x.sum().backward();
    expect(x.grad.tolist()).toEqual([2, 2]);
  });

  test('are told when their gradient was added to', () => {
    const x = leaf([1, 2]);
    const seen: unknown[] = [];
    const handle = x.registerPostAccumulateGradHook((own: Tensor) => {
      expect(own === x).toBe(true);
      seen.push(own.grad?.tolist());
      // An update in the backward pass, as an optimizer that needs no gradients afterwards.
      noGrad(() => own.sub_(own.grad as Tensor));
    });
    x.mul(3).sum().backward();
    x.mul(3).sum().backward();
    handle.remove();
    x.mul(3).sum().backward();
    expect(seen).toEqual([
      [3, 3],
      [6, 6],
    ]);
    expect(x.tolist()).toEqual([-8, -7]);
    expect(() => x.mul(2).registerPostAccumulateGradHook(() => undefined)).toThrow(
      'registerPostAccumulateGradHook: the tensor is no leaf — made by MulBackward — use registerHook(), or a parameter',
    );
  });
});

describe('hooks of tensors', () => {
  test('are called in their order, each with what the one before gave', () => {
    const x = leaf([1]);
    const y = x.mul(1);
    const order: string[] = [];
    const note = (name: string) => (gradient: Tensor) => {
      order.push(`${name} ${gradient.item()}`);
      return gradient.mul(2);
    };
    y.registerHook(note('a'));
    using _second = y.registerHook(note('b'));
    y.backward(null, { retainGraph: true });
    expect([order, x.grad?.item()]).toEqual([['a 1', 'b 2'], 4]);
    _second.remove();
    _second.remove();
    y.backward();
    expect(order).toEqual(['a 1', 'b 2', 'a 1']);
  });

  test('can remove themselves while they run', () => {
    const x = leaf([1]);
    let calls = 0;
    const first = x.registerHook(() => {
      calls++;
      first.remove();
    });
    x.registerHook(() => void calls++);
    x.mul(2).backward();
    x.mul(2).backward();
    expect(calls).toBe(3);
  });

  test('are refused on what requires no gradient, and refuse another shape', () => {
    expect(() => ones([1]).registerHook(() => undefined)).toThrow(
      'registerHook: the tensor does not require grad — float32 [1] — set requiresGrad first',
    );
    const x = leaf([1, 2]);
    x.registerHook(() => ones([3]));
    expect(() => x.sum().backward()).toThrow(
      'registerHook: the hook gave a gradient of another shape — [3] for [2] — give one of the same shape',
    );
  });
});

describe('an error in a backward pass', () => {
  test('names the line and the module of the forward op, where the program has call-site ids', () => {
    setSites([null, { source: '/home/ada/train.ts', line: 12 }]);
    const x = leaf([1, 2]);
    flags[Flag.SITE] = 1;
    const y = withModule('fc1', () => x.exp());
    flags[Flag.SITE] = 0;
    y.detach().zero_();
    const message =
      'backward: one of the variables needed for gradient computation has been modified by an inplace operation — float32 [2], the output of exp, is at version 1; expected version 0 instead — use the op that is not in place, or clone() before it — exp ran at /home/ada/train.ts:12, in fc1';
    expect(() => y.sum().backward()).toThrow(message);
    setSites([]);
    // And no error after it.
    expect(() => ones([2]).add(ones([3]))).not.toThrow('exp ran at');
  });

  test('names them in any program inside of detectAnomaly', () => {
    const x = leaf([1, 2]);
    const y = autograd.detectAnomaly(() => x.exp());
    y.detach().zero_();
    expect(() => y.sum().backward()).toThrow(/ — exp ran at \S+modes\.test\.ts:\d+$/);
  });
});

test('detectAnomaly refuses gradients that are no numbers, and names the op', () => {
  const x = leaf([-1, 0]);
  const run = (checkNan: boolean) => () =>
    autograd.detectAnomaly(() => x.sqrt().mul(0).sum().backward(), { checkNan });
  expect(run(true)).toThrow(
    'backward: SqrtBackward returned nan values — the gradient by input — look at what',
  );
  expect(run(false)).not.toThrow();
  const before = autograd.setDetectAnomaly(true);
  expect(() => x.sqrt().mul(0).sum().backward()).toThrow('SqrtBackward returned nan values');
  expect([before, autograd.setDetectAnomaly(before)]).toEqual([false, true]);
  expect(() => x.sqrt().mul(0).sum().backward()).not.toThrow();
});
