// Values of every kind, to be looked at.
import { arange, nn, tensor, zeros } from 'backstep';

class Shape {
  #secret = 41;
  sides = 3;
  private readonly name: string;

  constructor(name: string) {
    this.name = name;
  }

  get area(): number {
    return this.#secret + 1;
  }

  get broken(): number {
    throw new RangeError('no area');
  }
}

class Block extends nn.Module {
  label = 'first';
  inner = new nn.Linear(2, 2);
  scale = new nn.Parameter(tensor([1.5, 2.5]));
}

function look(argument: string): number {
  const inFunction = argument.length;
  {
    const inBlock = inFunction + 1;
    return Math.abs(inBlock); // @bp look
  }
}

const shape = new Shape('triangle');
const list = Array.from({ length: 250 }, (_, index) => ({ index }));
const map = new Map<unknown, unknown>([
  ['a', 1],
  [{ key: true }, [1, 2]],
]);
const set = new Set(['x', 'y']);
const failed = new TypeError('bad shape');
const waiting = Promise.resolve(7);
const typed = new Float32Array([1, 2.5]);
const text = "it's";
const large = 12345678901234567890n;
const scalar = tensor(2.302585);
const small = tensor([
  [1, 2],
  [3, 4],
]);
const wide = arange(0, 60).to('float32').view([6, 10]);
const broken = tensor([1, Number.NaN, Number.POSITIVE_INFINITY, 4, 5, 6, 7, 8, 9, 10]);
const flags = tensor([true, false, true]);
const many = zeros([3, 4]).gt(0);
const empty = zeros([0, 3]);
const block = new Block();
const gone = zeros([2, 2]);
gone.dispose();
look('four'); // @bp values
console.log(shape.area, list.length, map.size, set.size, failed, typed, text, large, block, await waiting);
console.log(scalar, small, wide, broken, flags, many, empty, gone);
