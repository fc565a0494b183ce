import { Worker } from 'node:worker_threads';
import { ones } from 'backstep';
import { buildSync } from 'esbuild';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Name, nameOf } from '../../../engine/history/name';
import { Head, makeRing, ringMemory, SLOTS } from '../../../engine/history/ring/layout';
import { RingReader } from '../../../engine/history/ring/reader';
import { type Heading, RingWriter } from '../../../engine/history/ring/writer';

let buffer: SharedArrayBuffer;
let left: number;
let writer: RingWriter;
let reader: RingReader;
beforeEach(() => {
  buffer = makeRing();
  left = 0;
  writer = new RingWriter(ringMemory(buffer), () => left++);
  reader = new RingReader(ringMemory(buffer));
});

const [matmul, input, parameter] = ['matmul', 'input', 'parameter'].map(nameOf);
const heading = (index: number, more: Partial<Heading> = {}): Heading => ({
  ...{ index, opName: matmul, labelName: matmul, phase: 'forward', depth: 0, within: '', site: 7 },
  ...{ module: 'fc1', forwardIndex: -1, nanoseconds: 1500, ...more },
});

function write(index: number, attributes: Record<string, unknown> = {}, tensors = [ones([2, 3])]): void {
  writer.begin(heading(index), tensors.length, -1);
  for (const tensor of tensors) writer.tensor('inputs', input, tensor);
  writer.attributes(attributes);
  writer.end();
}

describe('a record', () => {
  test('says what was told of an op: its place, its tensors with their versions, its attributes', () => {
    const view = ones([4, 6]).t();
    const update = heading(5, {
      ...{ opName: nameOf('adam'), labelName: nameOf('adam fc1.weight') },
      ...{ phase: 'optimizer', within: 'step', depth: 1 },
    });
    const { opName, labelName, ...rest } = update;
    writer.begin(update, 2, 3);
    writer.tensor('inputs', parameter, view.add_(1));
    writer.tensor('outputs', parameter, ones([]));
    writer.attributes({ lr: 0.5, amsgrad: true, betas: [0.9, 0.999], mode: 'mean', weight: undefined });
    writer.end();
    expect(reader.record(0)).toEqual({
      ...rest,
      op: opName.text,
      label: labelName.text,
      inputs: [
        {
          name: 'parameter',
          storage: view.storage.id,
          version: 1,
          dtype: 'float32',
          shape: [6, 4],
          strides: [1, 6],
          offset: 0,
        },
      ],
      outputs: [expect.objectContaining({ name: 'parameter', shape: [], strides: [] })],
      saved: [],
      attributes: { lr: 0.5, amsgrad: true, betas: [0.9, 0.999], mode: 'mean', weight: null },
    });
  });

  test('has names of which there are too many to number', () => {
    for (let index = 0; index < 3; index++) {
      const one = new Name(`op ${index % 2}`, -1);
      writer.begin(heading(index, { opName: one, labelName: one }), 1, -1);
      writer.tensor('inputs', new Name('many', -1), ones([]));
      writer.end();
    }
    expect([0, 1, 2].map((number) => reader.record(number)?.op)).toEqual(['op 0', 'op 1', 'op 0']);
    expect(reader.record(2)?.inputs).toMatchObject([{ name: 'many' }]);
  });

  test('is found by the index of its op, or else the next one after it', () => {
    for (const index of [3, 4, 9]) write(index);
    expect([0, 3, 4, 5, 9, 10].map((index) => reader.find(index))).toEqual([0, 0, 1, 2, 2, 3]);
    expect(reader.record(3)).toBeNull();
    expect(reader.record(-1)).toBeNull();
  });

  test('leaves out attributes and tensors that there is no room for, and is whole nevertheless', () => {
    const many = Array.from({ length: 1200 }, (_, k) => k);
    const tensor = ones([1]);
    const texts = Object.fromEntries(many.map((k) => [`attribute${k}`, Array.from({ length: 30 }, () => k)]));
    write(
      0,
      texts,
      many.map(() => tensor),
    );
    write(1);
    const record = reader.record(0);
    expect(record?.inputs).toHaveLength(1000);
    expect(Object.keys(record?.attributes ?? {}).length).toBeGreaterThan(5);
    expect(record?.attributes.attribute0).toEqual(Array.from({ length: 30 }, () => 0));
    expect(reader.record(1)?.index).toBe(1);
  });

  test('has a name of its own only while there is room for names', () => {
    for (let k = 0; k < 20_000; k++) write(k, { [`attribute ${k}`]: k });
    expect(reader.record(19_999)?.attributes).toEqual({ '…': 19_999 });
    expect(reader.record(19_999)?.op).toBe('matmul');
    expect(reader.record(100)?.attributes).toEqual({ 'attribute 100': 100 });
  });
});

describe('a full ring', () => {
  test('loses the oldest records, and says so before it does', () => {
    for (let index = 0; index < SLOTS + 10; index++) write(index, {}, []);
    expect(reader.count).toBe(SLOTS);
    expect(left).toBe(10);
    expect(reader.record(9)).toBeNull();
    expect(reader.summary(10)?.index).toBe(10);
    expect(reader.summary(SLOTS + 9)?.index).toBe(SLOTS + 9);
  });

  test('has room for few large records, each of which can be read', () => {
    const tensors = Array.from({ length: 900 }, () => ones([1, 1, 1, 1, 1, 1, 1, 1]));
    for (let index = 0; index < 300; index++) write(index, {}, tensors);
    const { oldest, end } = reader.range;
    expect(end).toBe(300);
    expect(left).toBe(oldest);
    expect(reader.count).toBeLessThan(100);
    for (let number = oldest; number < end; number++) {
      expect(reader.record(number)).toMatchObject({ index: number });
      expect(reader.record(number)?.inputs.at(-1)?.shape).toEqual([1, 1, 1, 1, 1, 1, 1, 1]);
    }
  });
});

test('counting goes on past 2^31 records', () => {
  const memory = ringMemory(buffer);
  memory.head.fill(2 ** 31 - 3, Head.WRITTEN, Head.OLDEST + 1);
  writer = new RingWriter(memory, () => left++);
  for (let index = 0; index < 10; index++) write(index);
  expect(reader.count).toBe(10);
  for (let index = 0; index < 10; index++) expect(reader.summary(reader.find(index))?.index).toBe(index);
});

describe('another thread', () => {
  let worker: Worker;
  afterEach(() => worker.terminate());

  test('reads whole records while they are written', async () => {
    // Every number of a record is that of its index, so that one torn apart is seen.
    const { outputFiles } = buildSync({
      stdin: {
        contents: `
          import { parentPort, workerData } from 'node:worker_threads';
          import { ringMemory } from './layout';
          import { RingReader } from './reader';
          const { buffer, shared } = workerData;
          const reader = new RingReader(ringMemory(buffer));
          let [whole, torn] = [0, 0];
          while (Atomics.load(shared, 0) === 0) {
            for (const number of [reader.range.oldest, reader.range.oldest + 3, reader.range.end - 1]) {
              const record = reader.record(number);
              if (record === null) continue;
              const { index, site, nanoseconds, inputs, attributes } = record;
              const numbers = [site, nanoseconds, inputs.length, attributes.index, ...attributes.list];
              const isWhole = numbers.every((one, k) => one === (k === 2 ? 1 + (index % 5) : index));
              if (isWhole && inputs.every(({ shape }) => shape.length === index % 4)) whole++;
              else torn++;
            }
            Atomics.store(shared, 1, whole);
          }
          parentPort.postMessage({ whole, torn });
        `,
        resolveDir: new URL('../../../engine/history/ring', import.meta.url).pathname,
        loader: 'ts',
      },
      bundle: true,
      write: false,
      platform: 'node',
      format: 'cjs',
    });
    /** Whether the writing is done, and how many whole records were read. */
    const shared = new Int32Array(new SharedArrayBuffer(8));
    worker = new Worker(outputFiles[0].text, { eval: true, workerData: { buffer, shared } });
    const told = new Promise((resolve) => worker.once('message', resolve));
    const [scalar, ...axes] = [ones([]), ones([1]), ones([1, 1]), ones([1, 1, 1])];
    const shaped = [scalar, ...axes];
    let index = 0;
    const next = () => {
      for (let k = 0; k < 2000; k++) {
        const tensors = Array.from({ length: 1 + (index % 5) }, () => shaped[index % 4]);
        writer.begin(heading(index, { site: index, nanoseconds: index }), tensors.length, -1);
        for (const tensor of tensors) writer.tensor('inputs', input, tensor);
        writer.attributes({ index, list: Array.from({ length: index % 7 }, () => index) });
        writer.end();
        index++;
      }
    };
    while (index < 2 * SLOTS || Atomics.load(shared, 1) < 1000) {
      next();
      await new Promise((resolve) => setImmediate(resolve));
    }
    Atomics.store(shared, 0, 1);
    expect(await told).toEqual({ whole: expect.any(Number), torn: 0 });
    // Both threads want a processor, which a busy machine has not.
  }, 60_000);
});
