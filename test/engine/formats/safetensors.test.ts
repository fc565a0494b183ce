import { closeSync, existsSync, ftruncateSync, openSync, readFileSync, statSync, writeSync } from 'node:fs';
import { formats, manualSeed, memoryUse, nn, randn, type Tensor, tensor, zeros } from 'backstep';
import { describe, expect, test } from 'vitest';
import { unpack } from '../../golden/read';
import { expected, expectSame, file, temporaryFolder } from './expected';

const at = temporaryFolder();
const model = () => new nn.Sequential(new nn.Linear(4, 3), new nn.ReLU(), new nn.Linear(3, 2));

/** A file of this header and so many bytes. */
function made(header: unknown, bytes = 0): Uint8Array {
  const text = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header));
  const whole = Buffer.alloc(8 + text.length + bytes);
  whole.writeBigUInt64LE(BigInt(text.length));
  text.copy(whole, 8);
  return whole;
}

describe('a safetensors file', () => {
  test('of PyTorch’s model makes our model give PyTorch’s outputs', () => {
    const { input, output } = expected('model');
    const loaded = model();
    loaded.loadStateDict(formats.load(file('model.safetensors')));
    const given = loaded.forward(unpack(input));
    const difference = given.sub(unpack(output)).abs().max() as Tensor;
    expect(difference.item()).toBeLessThan(1e-6);
  });

  test('gives every dtype of the engine bit for bit', () => {
    const loaded = formats.load(file('dtypes.safetensors'));
    const wanted = expected('dtypes.safetensors');
    expect(Object.keys(loaded).sort()).toEqual(Object.keys(wanted).sort());
    for (const [name, packed] of Object.entries(wanted)) expectSame(loaded[name], packed);
  });

  test('lists dtypes and shapes without reading elements', () => {
    using opened = formats.open(file('narrow.safetensors'));
    expect(opened.format).toBe('safetensors');
    expect(opened.entries.get('bfloat16')).toEqual({ name: 'bfloat16', dtype: 'bfloat16', shape: [14] });
    using state = formats.open(file('model.safetensors'));
    expect(state.metadata).toEqual({ format: 'pt' });
  });

  test('gives narrow floats as float32, every value of them', () => {
    using opened = formats.open(file('narrow.safetensors'));
    for (const name of ['float16', 'bfloat16', 'float8_e4m3fn', 'float8_e5m2']) {
      const packed = expected('narrow.safetensors')[name];
      expectSame(opened.read(name, { as: 'float32' }), packed);
      expectSame(opened.read(name, { as: 'float64' }), packed, 'float64');
    }
  });

  test('gives narrow integers in a dtype that holds them', () => {
    using opened = formats.open(file('narrow.safetensors'));
    const wanted = expected('narrow.safetensors');
    for (const name of ['int8', 'int16', 'uint16']) {
      expectSame(opened.read(name, { as: 'int32' }), wanted[name], 'int32');
    }
    expectSame(opened.read('uint32', { as: 'int64' }), wanted.uint32, 'int64');
  });

  test('says which dtype it cannot give, and what can hold it', () => {
    using opened = formats.open(file('narrow.safetensors'));
    expect(() => opened.read('uint32')).toThrow(
      `safetensors: the engine has no dtype uint32 — tensor "uint32" of narrow.safetensors, uint32[1] — read it with { as: 'int64' }`,
    );
    expect(() => opened.read('uint32', { as: 'float32' })).toThrow('no dtype uint32');
  });

  test('says which tensors it has when one is asked for that it has not', () => {
    using opened = formats.open(file('model.safetensors'));
    expect(() => opened.read('fc.weight')).toThrow(
      'safetensors: model.safetensors has no tensor "fc.weight" — it has 4: "0.bias", "0.weight", "2.bias", "2.weight" — look at entries',
    );
  });

  test('of 10 GB opens at once, and gives one tensor of it', () => {
    const size = 10 * 2 ** 30;
    const path = at('large.safetensors');
    const header = made({
      large: { dtype: 'F32', shape: [size / 4 - 2], data_offsets: [0, size - 8] },
      last: { dtype: 'F32', shape: [2], data_offsets: [size - 8, size] },
    });
    // A file with a hole: its blocks are not on the disk.
    const descriptor = openSync(path, 'w');
    writeSync(descriptor, header);
    ftruncateSync(descriptor, header.length + size - 8);
    writeSync(descriptor, new Uint8Array(new Float32Array([1, 2]).buffer), 0, 8, header.length + size - 8);
    closeSync(descriptor);
    expect(statSync(path).size).toBe(header.length + size);
    const before = process.memoryUsage().rss + memoryUse().bytes;
    using opened = formats.open(path);
    expect(opened.read('last').tolist()).toEqual([1, 2]);
    expect(process.memoryUsage().rss + memoryUse().bytes - before).toBeLessThan(64 * 2 ** 20);
  });
});

describe('saving safetensors', () => {
  test('gives the tensors back bit for bit, with the metadata', () => {
    const tensors = formats.load(file('dtypes.safetensors'));
    formats.save(at('again.safetensors'), tensors, { metadata: { made: 'here' } });
    using again = formats.open(at('again.safetensors'));
    expect(again.metadata).toEqual({ made: 'here' });
    for (const [name, packed] of Object.entries(expected('dtypes.safetensors'))) {
      expectSame(again.read(name), packed);
    }
  });

  test('writes what the reference writer writes, byte for byte', () => {
    const path = at('model.safetensors');
    formats.save(path, formats.load(file('model.safetensors')), { metadata: { format: 'pt' } });
    expect(readFileSync(path).equals(readFileSync(file('model.safetensors')))).toBe(true);
  });

  test('writes views as what they show, and a model’s state while it trains', () => {
    const matrix = tensor([1, 2, 3, 4, 5, 6]).reshape([2, 3]);
    const parameter = model().stateDict()['0.weight'];
    formats.save(at('views.safetensors'), { turned: matrix.t(), row: matrix.select(0, 1), parameter });
    const { turned, row, parameter: read } = formats.load(at('views.safetensors'));
    expect(turned.tolist()).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    expect(row.tolist()).toEqual([4, 5, 6]);
    expect(read.tolist()).toEqual(parameter.tolist());
  });

  test('of more bytes than are written at once gives them all back', () => {
    manualSeed(3);
    const long = randn([3, 2_500_001]);
    formats.save(at('long.safetensors'), { long });
    const back = formats.load(at('long.safetensors')).long;
    expect((back.ne(long).any() as Tensor).item()).toBe(false);
  });

  test('leaves the old file where it fails', () => {
    const path = at('kept.safetensors');
    formats.save(path, { x: tensor([1]) });
    const gone = zeros([2]);
    gone.dispose();
    expect(() => formats.save(path, { x: gone })).toThrow('formats.save: a tensor was disposed — [2] —');
    expect(formats.load(path).x.tolist()).toEqual([1]);
    expect(existsSync(`${path}.${process.pid}.partial`)).toBe(false);
  });

  test('names the path that cannot be written, or has no format', () => {
    expect(() => formats.save(at('no/where.safetensors'), {})).toThrow(
      `formats.save: ${at('no/where.safetensors')} cannot be written — ENOENT`,
    );
    expect(() => formats.save(at('model.bin'), {})).toThrow('the path says no format');
  });
});

describe('a malformed safetensors file', () => {
  const f32 = (shape: unknown, ...data_offsets: unknown[]) => ({ dtype: 'F32', shape, data_offsets });
  const long = Buffer.alloc(16);
  long.writeBigUInt64LE(2n ** 60n);
  const cases: [string, Uint8Array, string][] = [
    ['is empty', new Uint8Array(0), 'x.safetensors ends before its header begins — 0 bytes'],
    ['ends within its header', made('{}').subarray(0, 9), 'ends within its header — 9 bytes'],
    ['promises a huge header', long, 'of which the header should be 1152921504606847000'],
    ['has no JSON', made('{"a": '), 'the header of x.safetensors is no JSON'],
    ['has no object', made('[1]'), 'the header of x.safetensors is no object — "[1]"'],
    ['is nested deep', made(`{"a":${'['.repeat(100_000)}`), 'is nested too deep — beyond 8'],
    ['is no UTF-8', made('{"\xff": 1}'.padEnd(9)).fill(0xff, 9, 11), 'is no JSON'],
    ['describes no tensor', made({ a: 3 }), 'tensor "a" of x.safetensors is not described — "3"'],
    ['has an unknown dtype', made({ a: { dtype: 'Q3', shape: [] } }), 'an unknown dtype — "\\"Q3\\""'],
    ['has a negative size', made({ a: f32([-1], 0, 4) }, 4), 'has no shape — [-1] —'],
    ['has a fraction for a size', made({ a: f32([0.5], 0, 2) }, 2), 'has no shape — [0.5] —'],
    ['has no shape', made({ a: { dtype: 'F32' } }), 'has no shape — nothing —'],
    ['is beyond memory', made({ a: f32([2 ** 40, 2 ** 40], 0, 4) }, 4), 'is larger than any memory'],
    ['has no offsets', made({ a: f32([1]) }), 'tensor "a" of x.safetensors has no data_offsets'],
    ['has offsets that go back', made({ a: f32([1], 4, 0) }, 4), 'has no data_offsets'],
    [
      'has another length than its shape',
      made({ a: f32([2], 0, 4) }, 4),
      'another length than its shape — 4 bytes, for F32[2], which has 8',
    ],
    [
      'has tensors that overlap',
      made({ a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8),
      'tensors of x.safetensors overlap — "b" begins at byte 4, the one before ends at 8',
    ],
    [
      'has bytes that belong to none',
      made({ a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12),
      'leave a hole between them — "b" begins at byte 8, the one before ends at 4',
    ],
    ['was cut', made({ a: f32([2], 0, 8) }, 7), '7 bytes of tensors, the header says 8'],
    ['has more bytes', made({ a: f32([1], 0, 4) }, 5), '5 bytes of tensors, the header says 4'],
    ['has metadata of numbers', made({ __metadata__: { a: 1 } }), 'is no object of texts'],
  ];
  test.each(cases)('that %s is refused', (_, bytes, message) => {
    expect(() => formats.open(bytes, 'x.safetensors')).toThrow(message);
    expect(() => formats.open(bytes, 'x.safetensors')).toThrow(/^safetensors: .+ — .+ — .+/);
  });

  test('may name tensors as objects’ own properties are named', () => {
    const header = '{"__proto__":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}}';
    using opened = formats.open(made(header, 1), 'x.safetensors');
    expect(Object.keys(opened.readAll())).toEqual(['__proto__']);
  });

  test('that was cut while it was open says so', () => {
    const path = at('cut.safetensors');
    formats.save(path, { x: tensor([1, 2]) });
    using opened = formats.open(path);
    const descriptor = openSync(path, 'r+');
    ftruncateSync(descriptor, statSync(path).size - 8);
    closeSync(descriptor);
    expect(() => opened.read('x')).toThrow('formats: cut.safetensors was cut while it was read');
    opened.close();
    expect(() => opened.read('x')).toThrow('formats: cut.safetensors was closed');
  });
});

describe('a file that is opened', () => {
  test('is told by its name where it is missing, a folder, or of no format', () => {
    expect(() => formats.load(at('missing.safetensors'))).toThrow(
      'missing.safetensors cannot be opened — ENOENT',
    );
    expect(() => formats.load(at(''))).toThrow('is no file — a folder');
    expect(() => formats.open(Uint8Array.of(1, 2, 3))).toThrow(
      'formats.open: the file is no file of tensors that is known here — 3 bytes, from "01 02 03" on — known are safetensors, npy, pt, npz',
    );
  });
});
