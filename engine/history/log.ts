/** What ran, a word an op: for comparing a run with another one of the same program. */

import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import type { TensorGroup, ToldOp } from './events';
import { NameMemo } from './memo';

/** Ops that have a word at most; 16 MiB. Later ones are not compared. */
const MOST_WORDS = 2 ** 22;

let words = new Uint32Array(1024);
let count = 0;

/** Hashes of names, without their signs. */
const names = new NameMemo();

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
export function beginWord({ label, phase, site, depth }: ToldOp): void {
  word = mixed(mixed(mixed(nameWord(label), nameWord(phase)), site), depth);
}

/** The op has a result of this shape. */
export function seeShape(shape: Shape): void {
  word = mixed(word, shape.length + 0x100);
  for (let axis = 0; axis < shape.length; axis++) word = mixed(word, shape[axis]);
}

const endWord = () => word >>> 0 || 1;

function see(group: TensorGroup, _name: string, { shape }: Tensor): void {
  if (group === 'outputs') seeShape(shape);
}

function nameWord(name: string): number {
  let known = names.get(name);
  if (known < 0) {
    known = 0;
    for (let at = 0; at < name.length; at++) known = mixed(known, name.charCodeAt(at));
    known &= 0x7fffffff;
    names.set(name, known);
  }
  return known;
}

/** One round of MurmurHash3 (Appleby). */
export function mixed(hash: number, next: number): number {
  const scrambled = Math.imul(next, 0xcc9e2d51);
  const turned = Math.imul((scrambled << 15) | (scrambled >>> 17), 0x1b873593) ^ hash;
  return Math.imul((turned << 13) | (turned >>> 19), 5) + 0xe6546b64;
}
