/** Why an op gave NaN or infinity, and what to do: a row a family of ops. */
import type { Explanation, Facts } from './facts';
import {
  crossEntropy,
  difference,
  division,
  exponential,
  logarithm,
  noOperands,
  normalised,
  outOfRange,
  overflow,
  power,
  product,
  root,
  spread,
  sums,
  written,
} from './forward';
import { learningRate, slope, update } from './gradients';

interface Row {
  readonly ops: readonly string[];
  readonly phase: Facts['phase'];
  /** Null where the numbers do not bear it out. */
  explain(facts: Facts): Explanation | null;
}

/** The sentence of the first row whose numbers fit. */
export function causeOf(facts: Facts): Explanation {
  const name = facts.op.replace(/_$/, '');
  for (const { ops, phase, explain } of rows) {
    if (phase !== facts.phase || (ops.length > 0 && !ops.includes(name))) continue;
    const found = explain({ ...facts, op: name });
    if (found) return found;
  }
  const what = facts.kind === 'nan' ? 'NaN' : 'infinity';
  const of = facts.phase === 'backward' ? `the gradient of ${name}` : name;
  return { cause: `${of} gave ${what} for finite numbers`, remedy: 'look at its inputs', isGuess: true };
}

/** Whether the infinity is meant: written by the program, such as an attention mask. */
export function isDeliberate({ op, attributes }: Pick<Facts, 'op' | 'attributes'>): boolean {
  const name = op.replace(/_$/, '');
  if (name === 'tensor') return true;
  const writes = ['maskedFill', 'full', 'fill', 'where', 'constantPad', 'to'].includes(name);
  return writes && Object.values(attributes).some((value) => /^-?Infinity$/.test(value));
}

const rows: readonly Row[] = [
  { ops: [], phase: 'forward', explain: noOperands },
  { ops: ['maskedFill', 'full', 'fill', 'where', 'constantPad'], phase: 'forward', explain: written },
  { ops: ['log', 'log2', 'log10', 'log1p'], phase: 'forward', explain: logarithm },
  { ops: ['sqrt', 'rsqrt'], phase: 'forward', explain: root },
  {
    ops: ['div', 'reciprocal', 'rsqrt', 'remainder', 'fmod', 'floorDivide'],
    phase: 'forward',
    explain: division,
  },
  { ops: ['exp', 'exp2', 'expm1', 'sinh', 'cosh'], phase: 'forward', explain: exponential },
  { ops: ['pow'], phase: 'forward', explain: power },
  { ops: ['softmax', 'logSoftmax'], phase: 'forward', explain: normalised },
  { ops: ['crossEntropy'], phase: 'forward', explain: crossEntropy },
  { ops: ['acos', 'asin', 'atanh', 'acosh', 'logit'], phase: 'forward', explain: outOfRange },
  { ops: ['std', 'var', 'mean'], phase: 'forward', explain: spread },
  { ops: ['add', 'sub'], phase: 'forward', explain: difference },
  {
    ops: ['mul', 'matmul', 'linear', 'convolution', 'convolutionTranspose'],
    phase: 'forward',
    explain: product,
  },
  { ops: ['sum', 'mean', 'cumsum', 'logsumexp'], phase: 'forward', explain: sums },
  { ops: [], phase: 'forward', explain: overflow },
  { ops: ['sqrt'], phase: 'backward', explain: slope('output', 'add a small number before sqrt') },
  {
    ops: ['rsqrt', 'reciprocal', 'log', 'log2', 'log10'],
    phase: 'backward',
    explain: slope('input', 'add a small number first'),
  },
  { ops: ['div'], phase: 'backward', explain: slope('other', 'add a small number to the divisor') },
  { ops: ['pow'], phase: 'backward', explain: slope('input', 'add a small number first') },
  { ops: [], phase: 'backward', explain: overflow },
  { ops: [], phase: 'optimizer', explain: learningRate },
  { ops: [], phase: 'optimizer', explain: update },
];
