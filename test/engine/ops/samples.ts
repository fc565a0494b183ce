/**
 * How each row of the op table is called with the arguments of its golden cases (test/golden/ops.py). A row
 * without an entry fails a test, and so does one whose entry has no case.
 */

import type { Tensor } from 'backstep';
import * as bs from 'backstep';
import { linear } from '../../../engine/ops/matmul';

// The arguments come from a file, and each row knows its own.
// biome-ignore lint/suspicious/noExplicitAny: the edge between a JSON file and typed functions
type Call = (...args: any[]) => Tensor | readonly Tensor[];

/** A row without golden numbers, and the tests that it has instead. */
export interface Elsewhere {
  readonly elsewhere: string;
}

const method =
  (name: string): Call =>
  (input, ...rest) =>
    input[name](...rest);
/** A form in place runs on a copy, so that a leaf can be given. */
const inPlace =
  (name: string): Call =>
  (input, ...rest) =>
    input.clone()[name](...rest);
/** A function whose first operand can be a number. */
const fn =
  (name: string): Call =>
  (...args) =>
    (bs as unknown as Record<string, Call>)[name](...args);

const all = (names: string, call: (name: string) => Call | Elsewhere) =>
  Object.fromEntries(names.split(' ').map((name) => [name, call(name)]));

const extreme =
  (side: 'max' | 'min'): Call =>
  (input: Tensor, dim, keep) => {
    const { values, indices } = input[side](dim, keep);
    return [values, indices];
  };

const random: Elsewhere = { elsewhere: 'random.test.ts' };

export const samples: Readonly<Record<string, Call | Elsewhere>> = {
  ...all(
    'neg abs sign square exp log log1p expm1 sqrt rsqrt reciprocal sin cos erf tanh sigmoid relu',
    method,
  ),
  ...all('floor ceil round isnan isinf isfinite logicalNot gelu softplus', method),
  ...all('neg_ abs_ sign_ square_ exp_ log_ log1p_ expm1_ sqrt_ rsqrt_ reciprocal_ sin_ cos_ erf_', inPlace),
  ...all('tanh_ sigmoid_ relu_ floor_ ceil_ round_', inPlace),
  ...all('add sub mul div pow maximum minimum remainder floorDivide', fn),
  ...all('add_ sub_ mul_ div_ pow_ maximum_ minimum_ remainder_ floorDivide_', inPlace),
  ...all('eq ne lt le gt ge logicalAnd logicalOr logicalXor where', fn),
  clamp: method('clamp'),
  clamp_: inPlace('clamp_'),
  ...all('to clone', method),
  // A transposed view is one that has to be copied.
  contiguous: (input) => input.permute(input.shape.map((_: number, axis: number) => axis)).contiguous(),
  ...all('copy_ fill_ zero_', inPlace),
  // Through reshape, which copies where the layout has no such view.
  view: method('reshape'),
  ...all('permute transpose expand squeeze unsqueeze select', method),
  slice: method('slice'),
  sliceBackward: { elsewhere: 'the gradients of slice and select' },
  partOfBase: { elsewhere: 'test/engine/autograd/inplace.test.ts' },
  partOfBaseBackward: { elsewhere: 'test/engine/autograd/inplace.test.ts' },
  cat: fn('cat'),
  ...all('sum mean any all amax amin var std logsumexp norm prod max min argmax argmin cumsum', method),
  'max.dim': extreme('max'),
  'min.dim': extreme('min'),
  matmul: fn('matmul'),
  linear,
  ...all('softmax logSoftmax', method),
  crossEntropy: (input, target, options) => bs.F.crossEntropy(input, target, options),
  mseLoss: (input, target, options) => bs.F.mseLoss(input, target, options),
  ...all('gather scatterAdd indexSelect indexAdd', method),
  ...all('zeros ones full arange', fn),
  tensor: { elsewhere: 'test/engine/tensor/tensor.test.ts' },
  empty: { elsewhere: 'creation.test.ts' },
  ...all('rand randn randint randperm uniform_ normal_', () => random),
  binaryCrossEntropy: { elsewhere: 'test/engine/nn' },
  sgd: { elsewhere: 'test/engine/optim' },
  adam: { elsewhere: 'test/engine/optim' },
};
