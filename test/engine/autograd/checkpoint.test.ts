import {
  autocast,
  autograd,
  checkpoint,
  checkpointSequential,
  F,
  grad,
  gradgradcheck,
  manualSeed,
  memoryUse,
  nn,
  noGrad,
  ones,
  rand,
  randn,
  type Tensor,
  tensor,
} from 'backstep';
import { describe, expect, test } from 'vitest';

const leaf = (...shape: number[]) => randn(shape, { requiresGrad: true });

/** Gradients of a model's parameters and of its input. */
function gradientsOf(model: nn.Module, run: (x: Tensor) => Tensor, x: Tensor): unknown[] {
  model.zeroGrad();
  x.grad = null;
  run(x).square().sum().backward();
  return [x.grad, ...model.parameters().map((parameter) => parameter.grad)].map((each) =>
    (each as Tensor | null)?.tolist(),
  );
}

const model = () =>
  new nn.Sequential(
    new nn.Linear(4, 8),
    new nn.Tanh(),
    new nn.Linear(8, 8),
    new nn.Sigmoid(),
    new nn.Linear(8, 2),
  );

describe('checkpoint', () => {
  test('gives the results and the gradients that there are without it, bit for bit', () => {
    manualSeed(1);
    const net = model();
    const x = leaf(3, 4);
    const plain = gradientsOf(net, (given) => net.forward(given), x);
    expect(gradientsOf(net, (given) => checkpoint((z: Tensor) => net.forward(z), given), x)).toEqual(plain);
    for (const segments of [1, 2, 5]) {
      expect(gradientsOf(net, (given) => checkpointSequential(net, segments, given), x)).toEqual(plain);
    }
  });

  test('runs its function again in the backward pass, once', () => {
    const x = leaf(2);
    let runs = 0;
    const y = checkpoint((z: Tensor) => {
      runs++;
      return z.exp().sin().mul(z);
    }, x);
    expect(runs).toBe(1);
    y.sum().backward();
    expect(runs).toBe(2);
  });

  test('draws the same random numbers again, and leaves the program its own', () => {
    manualSeed(5);
    const x = ones([64], { requiresGrad: true });
    const y = checkpoint((z: Tensor) => F.dropout(z).exp(), x);
    const before = rand([1]).item();
    y.sum().backward();
    const after = rand([1]).item();
    // d exp(2z)/dz = 2 exp(2) where z is kept, else 0.
    const kept = y.detach().gt(1.5);
    expect(x.grad?.ne(0).tolist()).toEqual(kept.tolist());
    manualSeed(5);
    F.dropout(x.detach());
    expect([rand([1]).item(), rand([1]).item()]).toEqual([before, after]);
  });

  test('computes in the same precision again', () => {
    manualSeed(3);
    const x = leaf(2, 4);
    const w = leaf(4, 4);
    const fn = (z: Tensor) => z.matmul(w).exp();
    const gradients = (run: () => Tensor) =>
      grad(autocast({}, run).float().sum(), [x, w]).map((each) => each.tolist());
    expect(gradients(() => checkpoint(fn, x))).toEqual(gradients(() => fn(x)));
  });

  test('keeps little memory until the backward pass', () => {
    const bytesOf = (run: (x: Tensor) => Tensor) => {
      const x = ones([256, 1024], { requiresGrad: true });
      const before = memoryUse().bytes;
      const y = run(x);
      return [memoryUse().bytes - before, y] as const;
    };
    const deep = (x: Tensor) => {
      let y = x;
      for (let layer = 0; layer < 8; layer++) {
        const next = y.tanh();
        // What the graph does not hold goes back at once.
        if (y !== x) y.dispose();
        y = next;
      }
      return y;
    };
    const [plain] = bytesOf(deep);
    const [checkpointed] = bytesOf((x) => checkpoint(deep, x));
    expect(plain).toBe(8 * 2 ** 20);
    expect(checkpointed).toBe(2 ** 20);
  });

  test('gives back what it computed again as the backward pass goes', () => {
    const x = ones([1024], { requiresGrad: true });
    const y = checkpoint((z: Tensor) => z.exp().sin().tanh(), x).sum();
    const before = memoryUse().bytes;
    y.backward();
    const after = memoryUse().bytes;
    // The gradient of x, and no more but small things that wait for a collection.
    expect(after - before).toBeLessThan(6 * 4096);
  });

  test('can be differentiated twice', () => {
    const fn = (x: Tensor) => checkpoint((z: Tensor) => z.exp().mul(z.sin()), x);
    gradgradcheck(fn, [randn([3], { dtype: 'float64', requiresGrad: true })]);
  });

  test('can be nested, give several outputs, and be gone through twice', () => {
    const x = tensor([0.5], { dtype: 'float64', requiresGrad: true });
    const inner = (z: Tensor) => checkpoint((w: Tensor) => w.exp(), z).sin();
    const [a, b] = checkpoint((z: Tensor): [Tensor, Tensor] => [inner(z), z.square()], x);
    const plain = x.exp().sin().mul(x.square());
    const total = a.mul(b);
    const [expected] = grad(plain, x);
    expect(grad(total, x, { retainGraph: true })[0].item()).toBe(expected.item());
    expect(grad(total, x)[0].item()).toBe(expected.item());
    expect(() => total.backward()).toThrow('trying to backward through the graph a second time');
  });

  test('records nothing where nothing asks for gradients', () => {
    let runs = 0;
    const fn = (z: Tensor) => {
      runs++;
      return z.exp();
    };
    expect(checkpoint(fn, ones([1])).requiresGrad).toBe(false);
    expect(noGrad(() => checkpoint(fn, leaf(1))).requiresGrad).toBe(false);
    expect(runs).toBe(2);
  });

  test('finds an input that was modified before the backward pass', () => {
    const x = leaf(2).mul(1);
    const y = checkpoint((z: Tensor) => z.exp(), x);
    x.detach().zero_();
    expect(() => y.sum().backward()).toThrow(
      'checkpoint: an input was modified by an in-place operation before the backward pass — input 0, float32 [2] — leave it as it is until then',
    );
  });

  test('finds a function that does something else the second time', () => {
    let runs = 0;
    const fewer = checkpoint((z: Tensor) => (runs++ === 0 ? z.exp().sin() : z.exp()), leaf(2));
    expect(() => fewer.sum().backward()).toThrow(
      'checkpoint: the function saved another number of tensors the second time — 2 and 1 — let the function do the same each time',
    );
    runs = 0;
    const wider = checkpoint((z: Tensor) => (runs++ === 0 ? z : z.unsqueeze(0)).exp(), leaf(2));
    expect(() => wider.sum().backward()).toThrow(
      'checkpoint: the function saved another tensor the second time — float32 [2] and float32 [1, 2]',
    );
  });

  test('refuses more segments than functions', () => {
    expect(() => checkpointSequential(model(), 6, ones([1, 4]))).toThrow(
      'checkpointSequential: there are not so many segments — 6 segments of 5 functions — give at least one function to each',
    );
  });
});

describe('savedTensorsHooks', () => {
  test('keeps what pack gives, and uses what unpack makes of it', () => {
    const x = tensor([1.25, -0.5], { dtype: 'float32', requiresGrad: true });
    const packed: string[] = [];
    const y = autograd.savedTensorsHooks(
      (saved) => {
        packed.push(String(saved.shape));
        return Array.from(saved.data() as Float32Array);
      },
      (values) => tensor(values, { dtype: 'float32' }).mul(10),
      () => x.mul(x),
    );
    expect(packed).toEqual(['2', '2']);
    y.sum().backward();
    // By each operand ten times the other.
    expect(x.grad?.tolist()).toEqual([25, -10]);
  });

  test('leaves the history of what was saved as it is', () => {
    const x = tensor([3], { dtype: 'float64', requiresGrad: true });
    const hold = (saved: Tensor) => saved;
    const y = autograd.savedTensorsHooks(hold, hold, () => x.mul(2).pow(3));
    const [first] = grad(y, x, { createGraph: true });
    expect([first.item(), grad(first, x)[0].item()]).toEqual([216, 144]);
  });

  test('refuses what is no such tensor', () => {
    const x = tensor([3], { dtype: 'float64', requiresGrad: true });
    const y = autograd.savedTensorsHooks(
      () => 7,
      (seven) => seven as never,
      () => x.exp(),
    );
    expect(() => y.backward()).toThrow(
      'savedTensorsHooks: unpack gave no tensor of float64 — 7 — give the tensor that was packed',
    );
  });
});
