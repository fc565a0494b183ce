import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { Command, native } from '../../engine/tensor/native';
import { buffer, call, type Dtype, type Placed, place, read, releaseAll, run, write } from './rig';

const vector = (dtype: Dtype, n: number, from = 1): Placed =>
  place(
    dtype,
    [n],
    Array.from({ length: n }, (_, k) => (k + from) % (dtype === 'bool' ? 2 : 100)),
  );
const fresh = (dtype: Dtype, ...shape: number[]) => ({ fresh: dtype, shape });

describe('a command that cannot run says why', () => {
  afterEach(releaseAll);

  it('when a dtype has no kernel', () => {
    expect(() => call('add', fresh('bool', 3), [vector('bool', 3), vector('bool', 3)])).toThrow(
      'add: no kernel for bool',
    );
    expect(() => call('exp', fresh('int32', 3), [vector('int32', 3)])).toThrow('exp: no kernel for int32');
    expect(() => call('logicalAnd', fresh('bool', 3), [vector('int32', 3), vector('int32', 3)])).toThrow(
      'logicalAnd: no kernel for int32',
    );
  });

  it('when shapes or dtypes do not agree', () => {
    expect(() => call('add', fresh('float32', 3), [vector('float32', 3), vector('float32', 4)])).toThrow(
      'add: the second input has shape [4] where [3] is needed',
    );
    expect(() => call('add', fresh('float32', 3), [vector('float32', 3), vector('int32', 3)])).toThrow(
      'add: the second input is int32 where float32 is needed',
    );
    const matrix = (m: number, n: number) => place('float32', [m, n], Array(m * n).fill(1));
    expect(() => call('matmul', fresh('float32', 2, 5), [matrix(2, 3), matrix(4, 5)])).toThrow(
      'matmul: shapes do not fit — [2, 3] @ [4, 5] into [2, 5]',
    );
    expect(() => call('sum', fresh('float32', 2), [matrix(2, 3)], [1])).toThrow('sum: the output');
    expect(() => call('linear', fresh('float32', 2, 5), [matrix(2, 3), matrix(5, 4)])).toThrow(
      'linear: shapes do not fit',
    );
  });

  it('when an index is out of range, and names it', () => {
    const x = vector('float32', 5);
    const index = place('int64', [2], [1, 5]);
    expect(() => call('gather', fresh('float32', 2), [x, index], [0])).toThrow(
      'gather: index 5 is out of range — the axis has 5 elements',
    );
    expect(() => call('indexSelect', fresh('float32', 1), [x, place('int64', [1], [-6])], [0])).toThrow(
      'index -6 is out of range',
    );
    const y = vector('float32', 5);
    expect(() => call('scatterAdd', y, [place('int64', [2], [0, -1]), x], [0])).toThrow();
    expect(() => call('scatterAdd', y, [place('int64', [2], [0, -1]), vector('float32', 2)], [0])).toThrow(
      'index -1 is out of range',
    );
    expect(read(y)).toEqual([1, 2, 3, 4, 5]);
  });

  it('when a class is not one of the logits’', () => {
    const logits = place('float32', [2, 3], [0, 0, 0, 0, 0, 0]);
    expect(() =>
      call('crossEntropy', fresh('float32'), [logits, place('int64', [2], [0, 3])], [1, -100]),
    ).toThrow('crossEntropy: class 3 at row 1 is outside 0 … 2');
  });

  it('when an integer is divided by zero', () => {
    const zeros = place('int32', [2], [1, 0]);
    for (const kernel of ['floorDivide', 'remainder'])
      expect(() => call(kernel, fresh('int32', 2), [vector('int32', 2), zeros])).toThrow('divided by zero');
    const lowest = place('int32', [1], [-(2 ** 31)]);
    expect(read(call('remainder', fresh('int32', 1), [lowest, { scalar: 'int32', value: -1 }]))).toEqual([0]);
  });

  it('when there is nothing to choose the largest from', () => {
    const empty = place('float32', [0, 2], []);
    expect(() => call('max', fresh('float32', 1, 2), [empty], [1])).toThrow(
      'max: shape [0, 2] has no elements',
    );
    expect(() => call('argmax', fresh('int64', 1, 2), [empty], [0])).toThrow(
      'argmax: shape [0, 2] has no elements',
    );
  });

  it('when the output repeats an element', () => {
    const repeated = place('float32', [3], [1, 2, 3], { steps: [0] });
    expect(() => call('neg', repeated, [vector('float32', 3)])).toThrow(
      'neg: the output of shape [3] repeats its elements',
    );
  });

  it('when memory does not suffice, with what was asked for and what is held', () => {
    const before = native.memory();
    for (const bytes of [2 ** 50, 2 ** 53, Number.POSITIVE_INFINITY, Number.NaN, -1]) {
      write('empty', [fresh('float32', 0)], [], []);
      buffer[Command.FIRST_OPERAND + Command.BYTES] = bytes;
      if (bytes > 0) expect(run).toThrow(/^out of memory: .* asked for, .* held/);
      else expect(run).toThrow();
    }
    expect(native.memory()).toMatchObject({ bytes: before.bytes, storages: before.storages });
  });

  it('and gives back what it had allocated', () => {
    const before = native.memory();
    expect(() => call('add', fresh('float32', 3), [vector('float32', 3), vector('float32', 4)])).toThrow();
    releaseAll();
    expect(native.memory()).toMatchObject({ bytes: before.bytes, storages: before.storages });
  });
});

describe('a spoilt command buffer', () => {
  afterEach(releaseAll);

  it('never ends the process, whatever number is where', () => {
    const bad = [
      -1,
      0.5,
      1e3,
      2 ** 31,
      2 ** 53,
      1e300,
      Number.NaN,
      Number.POSITIVE_INFINITY,
      Number.NEGATIVE_INFINITY,
    ];
    const [x, y] = [vector('float32', 4), vector('float32', 4)];
    // Not the addresses: those are the engine's word. Shapes only with an allocated output that they must fit into.
    const { FIRST_OPERAND: out, OPERAND_WORDS: each } = Command;
    const inputs = [out + each, out + 2 * each];
    const places = [
      Command.KERNEL,
      Command.OUTPUTS,
      Command.INPUTS,
      Command.ATTRIBUTES,
      ...[Command.KIND, Command.DTYPE, Command.NDIM, Command.SHAPE, Command.STRIDES, Command.BYTES].map(
        (word) => out + word,
      ),
      ...inputs.flatMap((at) =>
        [Command.KIND, Command.DTYPE, Command.NDIM, Command.SHAPE].map((word) => at + word),
      ),
    ];
    for (const at of places) {
      for (const value of bad) {
        write('add', [fresh('float32', 4)], [x, y], []);
        buffer[at] = value;
        native.execute();
        if (buffer[0] === 0) native.release(buffer[out + Command.STORAGE]);
        else expect(native.lastError()).not.toBe('');
      }
    }
    expect(read(x)).toEqual([1, 2, 3, 4]);
  });

  it('says so where there is no such kernel, or too many axes', () => {
    write('add', [fresh('float32', 4)], [vector('float32', 4), vector('float32', 4)], []);
    buffer[0] = 999;
    expect(run).toThrow('execute: there is no kernel 999');
    write('neg', [fresh('float32', 4)], [vector('float32', 4)], []);
    buffer[Command.FIRST_OPERAND + Command.NDIM] = 9;
    expect(run).toThrow('neg: operand 0 has 9 axes — at most 8');
    write('neg', [fresh('float32', 4)], [vector('float32', 4)], []);
    buffer[Command.FIRST_OPERAND + Command.OPERAND_WORDS + Command.POINTER] = 0;
    expect(run).toThrow('neg: operand 1 has no memory');
  });

  it('is refused when it is too short', () => {
    expect(() => native.attach(new ArrayBuffer(100))).toThrow(/at least 16384 bytes/);
  });
});

describe('cancelling', () => {
  afterEach(releaseAll);

  it('fails commands until it is taken back, and leaves readers alone', async () => {
    const x = vector('float32', 4);
    native.cancel(1);
    try {
      expect(() => call('neg', fresh('float32', 4), [x])).toThrow(/^cancelled$/);
      expect((await native.statistics(x)).mean).toBe(2.5);
    } finally {
      native.cancel(0);
    }
    expect(read(call('neg', fresh('float32', 4), [x]))).toEqual([-1, -2, -3, -4]);
  });
});

describe('cancelling a long kernel', () => {
  it('ends it from another thread, in the midst', async () => {
    const worker = new Worker(
      `const { parentPort } = require('node:worker_threads');
       const native = require(${JSON.stringify(createRequire(import.meta.url).resolve('../../dist/backstep.node'))});
       const words = new Float64Array(2048);
       native.attach(words.buffer);
       const n = 6000;
       const matrix = (k, kind, pointer) => {
         words.set([kind, pointer, 0, 4 * n * n, 0, 0, 2, 0, n, n], 20 + 24 * k);
         words.set([n, 1], 20 + 24 * k + 16);
       };
       words.set([native.kernels.fill, 1, 0, 1, 1]);
       matrix(0, 2, 0);
       native.execute();
       const x = words[21];
       words.set([native.kernels.matmul, 1, 2, 0]);
       matrix(0, 2, 0);
       matrix(1, 0, x);
       matrix(2, 0, x);
       parentPort.postMessage('begins');
       native.execute();
       parentPort.postMessage(words[0] ? native.lastError() : 'it ran to its end');`,
      { eval: true },
    );
    const next = () => new Promise((resolve) => worker.once('message', resolve));
    expect(await next()).toBe('begins');
    const answer = next();
    // 2 × 6000³ operations take seconds.
    await new Promise((resolve) => setTimeout(resolve, 30));
    native.cancel(1);
    try {
      expect(await answer).toBe('cancelled');
    } finally {
      native.cancel(0);
      await worker.terminate();
    }
  });
});

describe('an output that is an input elsewhere', () => {
  afterEach(releaseAll);

  it('is written as if the input had been copied first', () => {
    const x = place('float32', [6], [1, 2, 3, 4, 5, 6]);
    const front = { ...x, shape: [5] };
    const back = { ...x, shape: [5], offset: 1 };
    call('copy', back, [front]);
    expect(read(x)).toEqual([1, 1, 2, 3, 4, 5]);
    call('add', front, [back, front]);
    expect(read(x)).toEqual([2, 3, 5, 7, 9, 5]);
    const square = place('float32', [2, 2], [1, 2, 3, 4]);
    call('matmul', square, [square, square]);
    expect(read(square)).toEqual([7, 10, 15, 22]);
    call('copy', square, [{ ...square, strides: [1, 2] }]);
    expect(read(square)).toEqual([7, 15, 10, 22]);
  });
});
