import { createRequire } from 'node:module';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, it } from 'vitest';
import { native } from '../../engine/tensor/native';
import { buffer, call, place, read, releaseAll, run, write } from './rig';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as (options?: { type: 'minor' | 'major' }) => void;
const addonFile = createRequire(import.meta.url).resolve('../../dist/backstep.node');

/** A storage that nothing here releases at the end of a test. */
function storage(bytes: number): number {
  write('empty', [{ fresh: 'uint8', shape: [bytes] }], [], []);
  run();
  return buffer[22];
}

const seen = (id: number, dtype = 'uint8') => ({ storage: id, dtype, shape: [1], strides: [1], offset: 0 });

describe('storages', () => {
  afterEach(releaseAll);

  it('are counted, and gone after their release', () => {
    const before = native.memory();
    const id = storage(1000);
    expect(native.memory()).toMatchObject({ bytes: before.bytes + 1000, storages: before.storages + 1 });
    expect(native.memory().peak).toBeGreaterThanOrEqual(before.bytes + 1000);
    native.release(id);
    expect(native.memory()).toMatchObject({ bytes: before.bytes, storages: before.storages });
    expect(() => native.read(seen(id), 0, 1)).toThrow(/its memory was released/);
  });

  it('are released once, however often it is asked', () => {
    const before = native.memory().storages;
    const [a, b] = [storage(64), storage(64)];
    native.release(a);
    native.release(a);
    // A new storage may take the place of the old one; the old number does not reach it.
    const c = storage(64);
    native.release(a);
    expect(c).not.toBe(a);
    expect(native.read(seen(c), 0, 64).byteLength).toBe(64);
    native.release(b);
    native.release(c);
    expect(native.memory().storages).toBe(before);
  });

  it('have numbers that JavaScript holds exactly, none twice', () => {
    const ids = Array.from({ length: 5000 }, () => {
      const id = storage(16);
      native.release(id);
      return id;
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.every(Number.isSafeInteger)).toBe(true);
  });

  it('may have no bytes', () => {
    const empty = call('fill', { fresh: 'float32', shape: [3, 0] }, [], [1]);
    expect(read(empty)).toEqual([]);
    expect(native.read(empty, 0, 10).byteLength).toBe(0);
  });

  it('lie at multiples of 64 bytes', () => {
    for (const bytes of [1, 63, 64, 65, 1000, 5000, 2 ** 20, 2 ** 20 + 1]) {
      const id = storage(bytes);
      expect(buffer[21] % 64).toBe(0);
      native.release(id);
    }
  });

  it('of every size are written and read back whole', () => {
    for (const bytes of [1, 64, 65, 80, 81, 100, 4096, 4097, 2 ** 20, 2 ** 20 + 5]) {
      const bytesIn = new Uint8Array(bytes).map((_, k) => k * 7);
      const id = storage(bytes);
      native.write(id, 0, bytesIn);
      expect(Buffer.from(native.read(seen(id), 0, bytes)).equals(bytesIn)).toBe(true);
      native.release(id);
    }
  });

  it('are not read beyond their end, nor written', () => {
    const id = storage(100);
    expect(native.read(seen(id), 90, 50).byteLength).toBe(10);
    expect(native.read(seen(id), 100, 1).byteLength).toBe(0);
    expect(native.read(seen(id), 2 ** 52, 1).byteLength).toBe(0);
    expect(native.read(seen(id, 'float64'), 0, 50).byteLength).toBe(96);
    expect(() => native.write(id, 99, new Uint8Array(2))).toThrow(/do not fit into a storage of 100/);
    expect(() => native.write(id, 2 ** 53 - 1, new Uint8Array(2))).toThrow(/do not fit/);
    native.write(id, 98, new Uint8Array([5, 6]));
    expect([...new Uint8Array(native.read(seen(id), 98, 2))]).toEqual([5, 6]);
    native.release(id);
  });

  it('are read 16 MiB at a time', () => {
    const id = storage(2 ** 24 + 4);
    expect(native.read(seen(id), 0, 2 ** 30).byteLength).toBe(2 ** 24);
    native.release(id);
  });
});

describe('tracking', () => {
  it('releases storages whose owners a loop dropped, without leaving the loop', () => {
    const before = native.memory().storages;
    (() => {
      for (let k = 0; k < 1000; k++) native.track({ k }, storage(4000));
    })();
    expect(native.memory().storages).toBe(before + 1000);
    gc({ type: 'minor' });
    expect(native.sweep()).toBe(4_000_000);
    expect(native.memory().storages).toBe(before);
  });

  it('keeps storages whose owners are in use, and skips those released by hand', () => {
    const before = native.memory().storages;
    const kept = { id: storage(8) };
    const released = { id: storage(8) };
    native.track(kept, kept.id);
    native.track(released, released.id);
    native.release(released.id);
    gc();
    expect(native.sweep()).toBe(0);
    expect(native.memory().storages).toBe(before + 1);
    expect(native.read(seen(kept.id), 0, 8).byteLength).toBe(8);
    native.release(kept.id);
    expect(released.id).toBeGreaterThan(0);
  });

  it('of several storages by one owner releases all of them with it', () => {
    const before = native.memory().storages;
    const kept = new Float64Array([storage(10), storage(20), storage(30)]);
    const owner = { kept };
    native.track(owner, kept, 2);
    (() => {
      native.track({}, new Float64Array([storage(100), storage(200), storage(300)]), 3);
    })();
    gc();
    expect(native.sweep()).toBe(600);
    expect(native.memory().storages).toBe(before + 3);
    for (const id of owner.kept) native.release(id);
    expect(() => native.track({}, kept, 4)).toThrow(/Float64Array of them and their count/);
  });

  it('wants an object', () => {
    expect(() => native.track(5 as unknown as object, 1)).toThrow(/an object and a storage id/);
  });
});

/** Runs `body` in a Worker, where `native` is the addon and `words` its command buffer; gives what it posts. */
function inWorker(body: string): { worker: Worker; answer: Promise<unknown> } {
  const worker = new Worker(
    `const { parentPort } = require('node:worker_threads');
     const native = require(${JSON.stringify(addonFile)});
     const words = new Float64Array(2048);
     native.attach(words.buffer);
     ${body}`,
    { eval: true },
  );
  const answer = new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  return { worker, answer };
}

const fillInWorker = `
  words.set([native.kernels.fill, 1, 0, 1, 42]);
  words[20] = 2; words[23] = 400; words[25] = 0; words[26] = 1; words[28] = 100; words[36] = 1;
  native.execute();
  if (words[0]) throw new Error(native.lastError());`;

describe('several threads', () => {
  afterEach(releaseAll);

  it('read each other’s storages', async () => {
    const { worker, answer } = inWorker(
      `${fillInWorker} parentPort.postMessage(words[22]); parentPort.on('message', () => {});`,
    );
    const id = (await answer) as number;
    const place = { storage: id, dtype: 'float32', shape: [100], strides: [1], offset: 0 };
    expect([...new Float32Array(native.read(place, 99, 5))]).toEqual([42]);
    expect((await native.statistics(place)).mean).toBe(42);
    // It is the worker's: nobody else releases it.
    native.release(id);
    expect(native.read(place, 0, 1).byteLength).toBe(4);
    await worker.terminate();
  });

  it('leave nothing behind when they end', async () => {
    const before = native.memory();
    const { worker, answer } = inWorker(`
      const owners = [];
      for (let k = 0; k < 500; k++) { ${fillInWorker} owners.push({}); native.track(owners[k], words[22]); }
      parentPort.postMessage([words[22], native.memory().storages]);
      parentPort.on('message', () => {});`);
    const [id, held] = (await answer) as [number, number];
    expect(held).toBe(before.storages + 500);
    await worker.terminate();
    expect(native.memory()).toMatchObject({ bytes: before.bytes, storages: before.storages });
    const place = { storage: id, dtype: 'float32', shape: [100], strides: [1], offset: 0 };
    expect(() => native.read(place, 0, 1)).toThrow(/its memory was released/);
    await expect(native.statistics(place)).rejects.toThrow(/its memory was released/);
  });

  it('may end while they read', async () => {
    const before = native.memory().storages;
    for (let k = 0; k < 5; k++) {
      const { worker, answer } = inWorker(`
        words.set([native.kernels.uniform, 1, 0, 4, 1, 0, 0, 1]);
        words[20] = 2; words[23] = 2 ** 26; words[25] = 0; words[26] = 1; words[28] = 2 ** 24; words[36] = 1;
        native.execute();
        const place = { storage: words[22], dtype: 'float32', shape: [2 ** 24], strides: [1], offset: 0 };
        native.statistics(place);
        native.histogram(place, 64).then(() => {});
        parentPort.postMessage(0);
        parentPort.on('message', () => {});`);
      await answer;
      await worker.terminate();
    }
    expect(native.memory().storages).toBe(before);
  });

  it('compute at the same time without disturbing each other', async () => {
    const workers = Array.from({ length: 3 }, (_, seed) =>
      inWorker(`
        let sum = 0;
        for (let k = 0; k < 200; k++) {
          words.set([native.kernels.uniform, 1, 0, 4, ${seed}, 0, 0, 1]);
          words[20] = 2; words[23] = 400000; words[25] = 0; words[26] = 1; words[28] = 100000; words[36] = 1;
          native.execute();
          const id = words[22];
          const place = { storage: id, dtype: 'float32', shape: [100000], strides: [1], offset: 0 };
          sum += new Float32Array(native.read(place, 5000, 1))[0];
          native.release(id);
        }
        parentPort.postMessage(sum / 200);`),
    );
    const sums = await Promise.all(workers.map(({ answer }) => answer));
    const alone = [0, 1, 2].map(
      (seed) => read(call('uniform', { fresh: 'float32', shape: [100_000] }, [], [seed, 0, 0, 1]))[5000],
    );
    sums.forEach((sum, k) => {
      expect(sum).toBeCloseTo(alone[k], 10);
    });
    await Promise.all(workers.map(({ worker }) => worker.terminate()));
  });

  it('have a storage to the end of a reading that began before its release', async () => {
    const x = place('float32', [2 ** 20], new Float32Array(2 ** 20).fill(3));
    const reading = native.statistics(x);
    releaseAll();
    expect(await reading).toMatchObject({ count: 2 ** 20, mean: 3, std: 0 });
    await expect(native.statistics(x)).rejects.toThrow(/its memory was released/);
  });
});
