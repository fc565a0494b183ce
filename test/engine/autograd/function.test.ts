import {
  autograd,
  grad,
  gradcheck,
  gradgradcheck,
  noGrad,
  ones,
  randn,
  type Tensor,
  tensor,
  zeros,
} from 'backstep';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { OpEvent } from '../../../engine/history/event';
import { Flag, flags, Watch } from '../../../engine/history/flags';
import { stopAtOp } from '../../../engine/history/stop';

vi.mock('../../../engine/history/stop', async (original) => ({
  ...(await original<object>()),
  stopAtOp: vi.fn((event: OpEvent) => event),
}));

afterEach(() => {
  flags[Flag.WATCH] = 0;
  flags[Flag.DEPTH] = 0;
});

type Context = autograd.FunctionContext;
const double = (...shape: number[]) => randn(shape, { dtype: 'float64', requiresGrad: true });
const leaf = (data: number[]) => tensor(data, { dtype: 'float32', requiresGrad: true });

class Cube extends autograd.Function {
  static forward(ctx: Context, x: Tensor): Tensor {
    ctx.saveForBackward(x);
    return x.mul(x).mul(x);
  }
  static backward(ctx: Context, gradient: Tensor): Tensor {
    const [x] = ctx.savedTensors;
    return gradient.mul(x.square().mul(3));
  }
}

/** Saves its output. */
class Exponential extends autograd.Function {
  static forward(ctx: Context, x: Tensor): Tensor {
    const y = x.exp();
    ctx.saveForBackward(y);
    return y;
  }
  static backward(ctx: Context, gradient: Tensor): Tensor {
    return gradient.mul(ctx.savedTensors[0]);
  }
}

/** Several arguments, one of them no tensor, and several outputs. */
class SumAndScale extends autograd.Function {
  static needed: readonly boolean[] = [];
  static forward(ctx: Context, a: Tensor, factor: number, b: Tensor): [Tensor, Tensor] {
    ctx.factor = factor;
    return [a.add(b), a.mul(factor)];
  }
  static backward(ctx: Context, bySum: Tensor, byScaled: Tensor) {
    SumAndScale.needed = ctx.needsInputGrad;
    return [bySum.add(byScaled.mul(ctx.factor as number)), null, bySum];
  }
}

describe('a custom function', () => {
  test('has the gradient that it says, of first and second order', () => {
    gradcheck((x) => Cube.apply(x), [double(3)]);
    gradgradcheck((x) => Cube.apply(x), [double(3)]);
    gradcheck((x) => Exponential.apply(x), [double(2, 2)]);
    gradgradcheck((x) => Exponential.apply(x), [double(2, 2)]);
  });

  test('takes arguments that are no tensors and gives several outputs', () => {
    const fn = (a: Tensor, b: Tensor) => {
      const [sum, scaled] = SumAndScale.apply(a, 3, b);
      return sum.mul(scaled);
    };
    gradcheck(fn, [double(4), double(4)]);
    gradgradcheck(fn, [double(4), double(4)]);
    gradcheck((a, b) => SumAndScale.apply(a, 3, b)[1], [double(2), double(2)]);
  });

  test('knows whose gradient is asked for', () => {
    SumAndScale.apply(leaf([1]), 2, ones([1]))[0].backward();
    expect(SumAndScale.needed).toEqual([true, false, false]);
  });

  test('is a node by its name, and records nothing where nothing asks for it', () => {
    const [sum, scaled] = SumAndScale.apply(leaf([1]), 2, ones([1]));
    expect([sum.gradFn?.name, sum.outputNr, scaled.outputNr]).toEqual(['SumAndScaleBackward', 0, 1]);
    expect(scaled.gradFn).toBe(sum.gradFn);
    expect(Cube.apply(ones([1])).requiresGrad).toBe(false);
    expect(noGrad(() => Cube.apply(leaf([1]))).requiresGrad).toBe(false);
  });

  test('is one op for who watches, with its ops inside, forwards and back', () => {
    const seen = vi.mocked(stopAtOp);
    const x = leaf([2]);
    // An event is alive while it is told: later, the gradient's op has forgotten what it saved.
    seen.mockImplementation((event) => {
      void event.saved;
      return event;
    });
    seen.mockClear();
    flags[Flag.WATCH] = Watch.STOP;
    flags[Flag.DEPTH] = 9;
    const y = Cube.apply(x);
    const labels = () => seen.mock.calls.map(([{ depth, label }]) => `${depth} ${label}`);
    expect(labels()).toEqual(['1 mul', '1 mul', '0 Cube']);
    const forward = seen.mock.calls[2][0];
    expect(forward.inputs.map(({ name }) => name)).toEqual(['inputs.0']);
    expect(forward.outputs[0].tensor).toBe(y);
    seen.mockClear();
    y.backward();
    const inside = labels().filter((label) => !/ones|clone/.test(label));
    expect(inside).toEqual(['1 square', '1 mul', '1 mul', '0 Cube backward']);
    const backward = seen.mock.calls.at(-1)?.[0];
    expect(backward?.forwardIndex).toBe(forward.index);
    expect(backward?.saved[0].tensor).toBe(x);
  });

  test('is given zeros for outputs that no gradient came to, or null if it asks for that', () => {
    const given: unknown[] = [];
    class Both extends autograd.Function {
      static forward(ctx: Context, x: Tensor, materialize: boolean): [Tensor, Tensor] {
        ctx.setMaterializeGrads(materialize);
        return [x.mul(2), x.mul(3)];
      }
      static backward(_: Context, first: Tensor | null, second: Tensor | null) {
        given.push([first?.tolist() ?? null, second?.tolist() ?? null]);
        return [second, null];
      }
    }
    Both.apply(leaf([1]), true)[1].backward();
    Both.apply(leaf([1]), false)[1].backward();
    expect(given).toEqual([
      [[0], [1]],
      [null, [1]],
    ]);
  });

  test('can say that an output has no gradient', () => {
    class Split extends autograd.Function {
      static forward(ctx: Context, x: Tensor): [Tensor, Tensor, Tensor] {
        const floor = x.floor();
        ctx.markNonDifferentiable(floor);
        return [x.sub(floor), floor, floor.long()];
      }
      static backward(_: Context, byRest: Tensor): Tensor {
        return byRest;
      }
    }
    const x = leaf([1.5]);
    const [rest, floor, whole] = Split.apply(x);
    expect([rest.requiresGrad, floor.requiresGrad, whole.requiresGrad]).toEqual([true, false, false]);
    rest.backward();
    expect(x.grad?.tolist()).toEqual([1]);
  });

  test('that gives back its argument gives another tensor on the same memory', () => {
    class Reverse extends autograd.Function {
      static forward(_: Context, x: Tensor): Tensor {
        return x;
      }
      static backward(_: Context, gradient: Tensor): Tensor {
        return gradient.neg();
      }
    }
    const x = leaf([1, 2]);
    const y = Reverse.apply(x);
    expect(y === x).toBe(false);
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([-1, -1]);
  });
});

class Twice extends autograd.Function {
  static forward(ctx: Context, x: Tensor): Tensor {
    ctx.markDirty(x);
    return x.mul_(2);
  }
  static backward(_: Context, gradient: Tensor): Tensor {
    return gradient.mul(2);
  }
}

describe('a custom function in place', () => {
  test('becomes the history of what it wrote to', () => {
    const x = leaf([1, 2]);
    const y = x.mul(5);
    expect(Twice.apply(y)).toBe(y);
    expect(y.gradFn?.name).toBe('TwiceBackward');
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([10, 10]);
  });

  test('on a view changes the history of its base', () => {
    const x = leaf([1, 2, 3]);
    const y = x.mul(5);
    Twice.apply(y.at('1:'));
    expect(y.tolist()).toEqual([5, 20, 30]);
    y.sum().backward();
    expect(x.grad?.tolist()).toEqual([5, 10, 10]);
  });

  test('is refused on a leaf, and where what was marked was not given back', () => {
    expect(() => Twice.apply(leaf([1]))).toThrow(
      'Twice.forward: a leaf that requires grad was used in an in-place operation — float32 [1] — clone() it before',
    );
    class Hidden extends Twice {
      static override forward(ctx: Context, x: Tensor): Tensor {
        ctx.markDirty(x);
        return x.add(1);
      }
    }
    expect(() => Hidden.apply(ones([1]))).toThrow(
      'Hidden.forward: a tensor marked dirty was not returned — float32 [1] — return all that was written to',
    );
  });
});

describe('a custom function that is wrong', () => {
  const giving = (gradients: autograd.FunctionGradients) => {
    class Wrong extends autograd.Function {
      static forward(_: Context, a: Tensor, b: Tensor): Tensor {
        return a.add(b);
      }
      static backward(_: Context, __: Tensor): autograd.FunctionGradients {
        return gradients;
      }
    }
    return () =>
      Wrong.apply(leaf([1, 2]), leaf([3, 4]))
        .sum()
        .backward();
  };

  test('in the number or the shape of its gradients is told so', () => {
    expect(giving(ones([2]))).toThrow(
      'Wrong.backward: gave a wrong number of gradients — expected 2, got 1 — give one, or null, for each argument',
    );
    expect(giving([ones([2]), zeros([3])])).toThrow(
      'Wrong.backward: gave an invalid gradient for argument 1 — [3] for [2] — give one of the shape of the argument',
    );
    expect(giving([ones([2]), 'no' as never])).toThrow('Wrong.backward: gradient 1 is no tensor — no');
  });

  test('may give a gradient that the argument broadcasts to, or of another dtype', () => {
    const x = leaf([1, 2]);
    class Wide extends autograd.Function {
      static forward(_: Context, a: Tensor): Tensor {
        return a.add(1);
      }
      static backward(): Tensor {
        return ones([3, 2], { dtype: 'float64' });
      }
    }
    Wide.apply(x).sum().backward();
    expect([x.grad?.dtype, x.grad?.tolist()]).toEqual(['float32', [3, 3]]);
  });

  test('finds what it saved modified, and freed', () => {
    const x = double(2);
    const scaled = x.mul(2);
    const y = Cube.apply(scaled).sum();
    scaled.detach().zero_();
    expect(() => y.backward()).toThrow(
      'backward: one of the variables needed for gradient computation has been modified by an inplace operation — float64 [2], the saved.0 of Cube, is at version 1; expected version 0 instead',
    );
    const z = Cube.apply(x).sum();
    z.backward();
    expect(() => z.backward()).toThrow('backward: trying to backward through the graph a second time');
  });
});

test('a gradient by a tensor that a custom function made can be asked for', () => {
  const x = leaf([2]);
  const [sum] = SumAndScale.apply(x, 3, x);
  const [bySum] = grad(sum.mul(5), sum);
  expect(bySum.tolist()).toEqual([5]);
});
