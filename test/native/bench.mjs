// How fast the addon is here, as ratios to what the machine could do. Prints and asserts nothing:
//   node test/native/bench.mjs
import { createRequire } from 'node:module';

const native = createRequire(import.meta.url)('../../dist/backstep.node');
const words = new Float64Array(2048);
native.attach(words.buffer);

const FIRST = 20;
const EACH = 24;

function operand(k, kind, shape, { strides, pointer = 0, value = 0, dtype = 0 } = {}) {
  const at = FIRST + EACH * k;
  const count = shape.reduce((a, b) => a * b, 1);
  words[at] = kind;
  words[at + 1] = pointer;
  words[at + 3] = count * [4, 8, 4, 8, 1, 1][dtype];
  words[at + 4] = value;
  words[at + 5] = dtype;
  words[at + 6] = shape.length;
  let stride = 1;
  for (let d = shape.length - 1; d >= 0; d--) {
    words[at + 8 + d] = shape[d];
    words[at + 16 + d] = strides ? strides[d] : stride;
    stride *= shape[d];
  }
}

function head(kernel, outputs, inputs, attributes = []) {
  words[0] = native.kernels[kernel];
  words[1] = outputs;
  words[2] = inputs;
  words[3] = attributes.length;
  words.set(attributes, 4);
}

function run() {
  native.execute();
  if (words[0]) throw new Error(native.lastError());
}

/** A tensor of uniform numbers in [-1, 1). */
function make(shape) {
  head('uniform', 1, 0, [1, 0, -1, 1]);
  operand(0, 2, shape);
  run();
  return { pointer: words[FIRST + 1], id: words[FIRST + 2], shape };
}

/** Best time of a call, in nanoseconds: the machine's noise only ever adds. */
function best(body, milliseconds = 300) {
  let fastest = Number.POSITIVE_INFINITY;
  const until = performance.now() + milliseconds;
  let repeat = 1;
  do {
    const start = process.hrtime.bigint();
    for (let i = 0; i < repeat; i++) body();
    const time = Number(process.hrtime.bigint() - start);
    if (time < 1e5 && repeat < 1e5) repeat *= 2;
    else fastest = Math.min(fastest, time / repeat);
  } while (performance.now() < until);
  return fastest;
}

const line = (name, value, unit, note = '') =>
  console.log(`${name.padEnd(44)} ${value.toPrecision(3).padStart(8)} ${unit.padEnd(12)} ${note}`);

console.log(native.info);

const a = make([16]);
const b = make([16]);
const keep = make([16]);
line(
  'an empty call: memory()',
  best(() => native.memory()),
  'ns',
);
head('add', 1, 2);
const number = words[0];
operand(0, 0, [16], { pointer: keep.pointer });
operand(1, 0, [16], a);
operand(2, 0, [16], b);
const inPlace = best(() => {
  words[0] = number;
  native.execute();
});
line('add of 16 floats into an existing tensor', inPlace, 'ns');
const fresh = best(() => {
  words[0] = number;
  words[FIRST] = 2;
  native.execute();
  native.release(words[FIRST + 2]);
});
line('add of 16 floats, allocated and released', fresh, 'ns', 'goal with the engine: 150');

for (const threads of [1, 2]) {
  native.setThreads(threads);
  console.log(`\n${threads} thread${threads > 1 ? 's' : ''}`);
  let peak = 0;
  const rows = [];
  for (const n of [16, 32, 64, 128, 256, 512, 1024, 2048]) {
    const [x, y, z] = [make([n, n]), make([n, n]), make([n, n])];
    head('matmul', 1, 2);
    const matmul = words[0];
    operand(0, 0, [n, n], z);
    operand(1, 0, [n, n], x);
    operand(2, 0, [n, n], y);
    const time = best(() => {
      words[0] = matmul;
      native.execute();
    });
    peak = Math.max(peak, (2 * n ** 3) / time);
    rows.push([`matmul ${n} × ${n} × ${n}`, (2 * n ** 3) / time]);
    for (const t of [x, y, z]) native.release(t.id);
  }
  for (const [name, rate] of rows)
    line(name, rate, 'GFLOP/s', `${((100 * rate) / peak).toFixed(0)} % of the best size`);
  for (const [n, i, o] of [
    [64, 784, 128],
    [64, 128, 10],
    [256, 1024, 1024],
  ]) {
    const [x, w, bias, out] = [make([n, i]), make([o, i]), make([o]), make([n, o])];
    head('linear', 1, 3);
    const linear = words[0];
    operand(0, 0, [n, o], out);
    operand(1, 0, [n, i], x);
    operand(2, 0, [o, i], w);
    operand(3, 0, [o], bias);
    const time = best(() => {
      words[0] = linear;
      native.execute();
    });
    line(
      `linear [${n}, ${i}] → ${o}`,
      (2 * n * i * o) / time,
      'GFLOP/s',
      `${((100 * 2 * n * i * o) / time / peak).toFixed(0)} %`,
    );
    for (const t of [x, w, bias, out]) native.release(t.id);
  }

  const n = 2 ** 24;
  const [x, y, z] = [make([n]), make([n]), make([n])];
  const memory = (kernel, inputs, bytes, attributes = []) => {
    head(kernel, 1, inputs, attributes);
    const which = words[0];
    operand(0, 0, [n], z);
    operand(1, 0, [n], x);
    operand(2, 0, [n], y);
    const time = best(() => {
      words[0] = which;
      native.execute();
    });
    line(`${kernel} of 16 Mi floats`, bytes / time, 'GB/s', `${(time / n).toFixed(2)} ns an element`);
  };
  memory('copy', 1, 8 * n);
  memory('add', 2, 12 * n);
  memory('exp', 1, 8 * n);
  memory('tanh', 1, 8 * n);
  memory('uniform', 0, 4 * n, [1, 0, 0, 1]);
  head('sum', 1, 1, [1]);
  const sum = words[0];
  operand(0, 0, [1], keep);
  operand(1, 0, [n], x);
  const time = best(() => {
    words[0] = sum;
    native.execute();
  });
  line('sum of 16 Mi floats', (4 * n) / time, 'GB/s');
  for (const t of [x, y, z]) native.release(t.id);
}

const large = make([2 ** 26]);
const place = { storage: large.id, dtype: 'float32', shape: [2 ** 26], strides: [1], offset: 0 };
const plane = { rows: 8192, columns: 8192, rowStride: 8192, columnStride: 1, height: 512, width: 512 };
for (const [name, read] of [
  ['statistics', () => native.statistics(place)],
  ['histogram of 64 bins', () => native.histogram(place, 64)],
  ['tile of 512 × 512', () => native.tile(place, plane)],
]) {
  let fastest = Number.POSITIVE_INFINITY;
  for (let k = 0; k < 5; k++) {
    const start = performance.now();
    await read();
    fastest = Math.min(fastest, performance.now() - start);
  }
  line(`${name} of 256 MiB`, fastest, 'ms', 'goal for the first picture: 60');
}
