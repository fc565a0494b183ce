/** What ran, a word an op: for comparing a run with another one of the same program. */

import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import type { TensorGroup, ToldOp } from './events';
import { mixed } from './hash';
import type { Name } from './name';
import { phaseNumber } from './ring/layout';

/** Ops that have a word at most; 16 MiB. Later ones are not compared. */
const MOST_WORDS = 2 ** 22;

let words = new Uint32Array(1024);
let count = 0;

/** Notes an op that just ran, between whose {@link beginWord} and this all tensors were {@link seeShape}n. */
export function logWord({ index }: ToldOp): void {
  if (index >= MOST_WORDS) return;
  if (index >= words.length) {
    // Many may have run that nobody saw.
    const larger = new Uint32Array(Math.max(words.length * 2, index + 1));
    larger.set(words);
    words = larger;
  }
  words[index] = endWord();
  count = index + 1;
}

/** The words of the ops from 0. Ops that nobody saw have 0. */
export function loggedWords(): Uint32Array {
  return words.subarray(0, count);
}

/** Depends on what an op is, where it was called, and on the shapes of its results; never 0. */
export function wordOf(event: ToldOp): number {
  beginWord(event);
  event.eachTensor(see);
  return endWord();
}

/** Of the op that is looked at; out here, so that looking at one makes no function. */
let word = 0;

/** Begins the word of an op. */
export function beginWord({ labelName, phase, site, depth }: ToldOp): void {
  word = mixed(mixed(mixed(labelName.hash, phaseNumber(phase)), site), depth);
}

/** The op has a result of this shape. */
export function seeShape(shape: Shape): void {
  word = mixed(word, shape.length + 0x100);
  for (let axis = 0; axis < shape.length; axis++) word = mixed(word, shape[axis]);
}

const endWord = () => word >>> 0 || 1;

function see(group: TensorGroup, _name: Name, { shape }: Tensor): void {
  if (group === 'outputs') seeShape(shape);
}
