import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { F, keep, memoryUse, noGrad, ones, randn, type Tensor, tensor, tidy, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';
import { releaseUnused } from '../../../engine/tensor/memory';

const MIB = 2 ** 20;

function held(): number {
  releaseUnused();
  return memoryUse().storages;
}

describe('memory', () => {
  test('of 100,000 training steps that drop every tensor has a bounded peak, without tidy', () => {
    const w = randn([16, 4]).requiresGrad_();
    const x = randn([8, 16]);
    const y = tensor([0, 1, 2, 3, 0, 1, 2, 3]);
    let most = 0;
    for (let step = 0; step < 100_000; step++) {
      w.grad = null;
      F.crossEntropy(x.matmul(w), y).backward();
      noGrad(() => w.sub_(w.grad as Tensor, { alpha: 0.01 }));
      if (step % 1000 === 0) most = Math.max(most, memoryUse().storages);
    }
    // A million storages were made, of some 100 MiB.
    expect(most).toBeLessThan(100_000);
    expect(memoryUse().peak).toBeLessThan(32 * MIB);
  }, 60_000);

  test('beyond what BACKSTEP_MEMORY says is refused at once', () => {
    expect(process.env.BACKSTEP_MEMORY).toBe(String(2048 * MIB));
    expect(() => zeros([1024 * MIB])).toThrow(/out of memory: 4 GiB asked for, .* held/);
  });

  test.each(['8GB', 'much', '-1', ' '])('is refused while BACKSTEP_MEMORY says %j', (BACKSTEP_MEMORY) => {
    const program = "import('./dist/engine.mjs').then(({ ones }) => ones([2]))";
    const { stderr } = spawnSync(process.execPath, ['-e', program], {
      cwd: fileURLToPath(new URL('../../..', import.meta.url)),
      env: { PATH: process.env.PATH, BACKSTEP_MEMORY },
      encoding: 'utf8',
    });
    expect(stderr).toContain(
      `ones: BACKSTEP_MEMORY is no number of bytes — ${BACKSTEP_MEMORY} — give one such as`,
    );
  });

  test('of large tensors dropped in a synchronous loop has a bounded peak', () => {
    releaseUnused();
    const before = memoryUse().bytes;
    let most = 0;
    const x = ones([MIB]);
    for (let step = 0; step < 500; step++) {
      x.add(1);
      most = Math.max(most, memoryUse().bytes - before);
    }
    // 500 × 4 MiB were made.
    expect(most).toBeLessThan(300 * MIB);
  });

  test('goes back when nothing refers to a tensor, a view or a graph', () => {
    const before = held();
    let view: Tensor | null = ones([4, 4]).at(0);
    expect(held()).toBe(before + 1);
    view = view.mul(2);
    expect(held()).toBe(before + 1);
    expect(view.tolist()).toEqual([2, 2, 2, 2]);
    view = null;
    expect(held()).toBe(before);
  });

  test('goes back also when it has outlived some collections', () => {
    const before = held();
    let tensors: Tensor[] | null = Array.from({ length: 10 }, () => ones([1024]));
    for (let time = 0; time < 4; time++) expect(held()).toBe(before + 10);
    tensors = null;
    expect(held()).toBe(before);
    expect(tensors).toBeNull();
  });

  test('goes back at once by dispose, and a tensor that is used then says so', () => {
    const before = memoryUse().bytes;
    const x = zeros([1000]);
    expect(memoryUse().bytes).toBeGreaterThan(before);
    x.dispose();
    x.dispose();
    expect(memoryUse().bytes).toBe(before);
    expect(x.isDisposed).toBe(true);
    expect(() => x.add(1)).toThrow(
      'add: a tensor was disposed — [1000] — use it before dispose() or the end of tidy()',
    );
    expect(() => x.data()).toThrow('data: the tensor was disposed');
    expect(`${x}`).toBe('tensor(disposed, shape=[1000], dtype=float32)');
  });

  test('stays while a view or a graph needs it', () => {
    const x = ones([3]);
    const view = x.at('1:');
    x.dispose();
    expect(view.tolist()).toEqual([1, 1]);
    view.dispose();
    expect(view.isDisposed).toBe(true);

    const w = ones([2]).requiresGrad_();
    const h = w.mul(3);
    const y = h.mul(h).sum();
    h.dispose();
    y.backward();
    expect(w.grad?.tolist()).toEqual([18, 18]);
    expect(h.isDisposed).toBe(true);
  });

  test('of the temporaries of a backward pass goes back during it', () => {
    const x = randn([1000]).requiresGrad_();
    let y: Tensor = x;
    for (let layer = 0; layer < 20; layer++) y = y.tanh().mul(1.1);
    const loss = y.sum();
    const before = memoryUse().storages;
    loss.backward();
    // The gradient of x, and the seed of the pass; what the graph saved is held by y and by no other name.
    expect(memoryUse().storages - before).toBeLessThanOrEqual(2);
    expect(x.grad?.shape).toEqual([1000]);
  });
});

describe('tidy', () => {
  test('gives back what was made in it, but for what it returns', () => {
    const before = held();
    const { kept, named } = tidy(() => {
      const x = ones([2]);
      const y = x.mul(2);
      return { kept: [y.add(1)], named: { y } };
    });
    expect(memoryUse().storages).toBe(before + 2);
    expect([kept[0].tolist(), named.y.tolist()]).toEqual([
      [3, 3],
      [2, 2],
    ]);
  });

  test('spares gradients, parameters and what is kept', () => {
    const x = ones([2]).requiresGrad_();
    let later: Tensor | undefined;
    let parameter: Tensor | undefined;
    tidy(() => {
      parameter = zeros([1]).requiresGrad_();
      later = keep(x.detach().mul(5));
      x.mul(3).sum().backward();
      noGrad(() => x.sub_(1));
    });
    expect(x.grad?.tolist()).toEqual([3, 3]);
    expect([later?.tolist(), parameter?.tolist(), x.tolist()]).toEqual([[5, 5], [0], [0, 0]]);
  });

  test('can be nested, and ends where its function throws', () => {
    const before = held();
    const result = tidy(() => {
      const inner = tidy(() => ones([2]).mul(2));
      return inner.add(1);
    });
    expect(memoryUse().storages).toBe(before + 1);
    expect(() =>
      tidy(() => {
        ones([2]).add(ones([3]));
      }),
    ).toThrow('add: ');
    expect(memoryUse().storages).toBe(before + 1);
    expect(result.tolist()).toEqual([3, 3]);
    expect(() => tidy(async () => ones([1]))).toThrow('tidy: the function is async');
  });
});

test('a shape that is far too big is an error that names the bytes', () => {
  expect(() => zeros([2 ** 30, 2 ** 30])).toThrow(
    'zeros: 4611686018427388000 bytes are more than can be addressed — [1073741824, 1073741824] — make the tensor smaller',
  );
  expect(() => zeros([2 ** 44])).toThrow(
    /^zeros: out of memory: .* asked for, .* — shape \[17592186044416\] — /,
  );
  expect(() => ones([2 ** 22, 1]).matmul(ones([1, 2 ** 22]))).toThrow('matmul: out of memory: ');
  expect(() => zeros([1, 1, 1, 1, 1, 1, 1, 1, 1])).toThrow('zeros: 9 axes are too many');
  expect(() => zeros([-1])).toThrow('zeros: -1 is no size — [-1] — sizes are integers of at least 0');
});
