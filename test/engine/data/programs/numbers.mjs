// Datasets that workers of a loader make again: plain JavaScript, which Node imports in their threads.
import { data, rand, tensor, zeros } from 'backstep';

const own = (name, ...args) => ({ module: import.meta.url, export: name, args });
const workerId = () => data.getWorkerInfo()?.id ?? -1;

/** Sample i is [i, a random number, the worker that read it]. */
export class Numbers extends data.Dataset {
  constructor(length) {
    super();
    this.length = length;
  }
  at(index) {
    return [index, rand([]), workerId()];
  }
  get recipe() {
    return own('Numbers', this.length);
  }
}

/** Samples that have to be waited for, the first ones longest. */
export class Slow extends Numbers {
  async at(index) {
    const sample = super.at(index);
    await new Promise((resolve) => setTimeout(resolve, 60 - 10 * index));
    return sample;
  }
  get recipe() {
    return own('Slow', this.length);
  }
}

/** Sample `bad` does what `how` says; sample i is i else. */
export class Broken extends data.Dataset {
  length = 8;
  constructor(how, bad) {
    super();
    this.how = how;
    this.bad = bad;
  }
  at(index) {
    if (index !== this.bad) return index;
    if (this.how === 'throw') throw new RangeError(`no sample ${index}`);
    if (this.how === 'exit') process.exit(7);
    if (this.how === 'hang') Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5_000);
    return () => index;
  }
  get recipe() {
    return own('Broken', this.how, this.bad);
  }
}

export function refuses() {
  throw new TypeError('no such folder');
}

/** Counts, in memory that all threads share, how often a sample was read. */
export class Counting extends data.Dataset {
  length = 6;
  constructor(counts) {
    super();
    this.counts = counts;
  }
  at(index) {
    this.counts.select(0, index).add_(1);
    return index;
  }
  get recipe() {
    return own('Counting', this.counts);
  }
}

/** The integers from `low` to before `high`; each worker gives its share of them. */
export class Range extends data.IterableDataset {
  constructor(low, high) {
    super();
    this.low = low;
    this.high = high;
  }
  *[Symbol.iterator]() {
    const { id, numWorkers } = data.getWorkerInfo() ?? { id: 0, numWorkers: 1 };
    for (let value = this.low + id; value < this.high; value += numWorkers) yield [value, rand([])];
  }
  get recipe() {
    return own('Range', this.low, this.high);
  }
}

/** A MiB a sample. */
export class Large extends data.Dataset {
  length = 400;
  at(index) {
    return zeros([1 << 18]).add(index);
  }
  get recipe() {
    return own('Large');
  }
}

/** How many samples this copy has read. */
export class Remembering extends data.Dataset {
  length = 4;
  read = 0;
  at() {
    return ++this.read;
  }
  get recipe() {
    return own('Remembering');
  }
}

let greeting = 0;
export function greet(id) {
  greeting = 100 + id;
}
/** What `greet` left. */
export class Greeted extends data.Dataset {
  length = 4;
  at() {
    return tensor(greeting);
  }
  get recipe() {
    return own('Greeted');
  }
}
