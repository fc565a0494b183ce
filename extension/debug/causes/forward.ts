/** Why forward ops give NaN or infinity: a function a family, null where the numbers do not bear it out. */
import { short } from '../tensors';
import {
  counted,
  type Explanation,
  type Facts,
  infinite,
  lowest,
  type Operand,
  operand,
  says,
  zerosOf,
} from './facts';

export function logarithm(facts: Facts): Explanation | null {
  const [input] = facts.operands;
  const { op } = facts;
  const edge = op === 'log1p' ? -1 : 0;
  const { min, zeros } = input.statistics;
  if (min < edge)
    return says(`${op} of less than ${edge}: ${lowest(input)}`, 'clamp it first, or check its sign');
  if (zeros === 0 && min !== edge) return null;
  const of = `${op} of ${edge}: ${edge === 0 ? zerosOf(input) : lowest(input)}`;
  if (input.madeBy === 'softmax')
    return says(`${of}; softmax underflow`, 'use F.logSoftmax in place of log of softmax');
  if (input.madeBy === 'sigmoid')
    return says(`${of}; sigmoid underflow`, 'use F.binaryCrossEntropyWithLogits, or F.logsigmoid');
  if (input.madeBy === 'relu') return says(`${of}; relu gives 0`, 'add a small number before it');
  return says(of, 'add a small number before it, or clamp({ min: 1e-8 })');
}

export function division(facts: Facts): Explanation | null {
  const divisor =
    facts.op === 'reciprocal' || facts.op === 'rsqrt' ? facts.operands[0] : operand(facts, 'other');
  const remedy = 'add a small number to the divisor, or divide only where it is not 0';
  if (facts.attributes.other === '0') return says('division by the number 0', remedy);
  if (!divisor) return null;
  const top = operand(facts, 'input');
  if (divisor.statistics.zeros > 0) {
    const both = facts.kind === 'nan' && facts.op === 'div' ? '0 / 0' : 'division by 0';
    return says(`${both}: ${zerosOf(divisor)}`, remedy);
  }
  if (top && infinite(top) > 0 && infinite(divisor) > 0)
    return says('infinity / infinity', 'scale both down first');
  return null;
}

export function root(facts: Facts): Explanation | null {
  const [input] = facts.operands;
  if (!(input.statistics.min < 0)) return null;
  return says(
    `${facts.op} of a negative number: ${lowest(input)}`,
    'clamp({ min: 0 }) first, or check its sign',
  );
}

export function exponential({ op, operands: [input], dtype }: Facts): Explanation | null {
  const { min, max } = input.statistics;
  const most = op === 'sinh' || op === 'cosh' ? Math.max(max, -min) : max;
  if (!(most > 10)) return null;
  return says(
    `${op} overflow: ${op} of ${short(most)} is more than ${dtype} can hold`,
    'subtract the largest value first, or use F.softmax, F.logSoftmax or logsumexp, which do',
  );
}

export function power(facts: Facts): Explanation | null {
  const [base] = facts.operands;
  if (!base) return null;
  const exponent = Number(facts.attributes.other ?? Number.NaN);
  const { zeros, min } = base.statistics;
  const isFraction = operand(facts, 'other') !== undefined || !Number.isInteger(exponent);
  if (facts.kind === 'nan' && min < 0 && isFraction)
    return says(
      `a negative number to a power that is no integer: ${lowest(base)}`,
      'take abs() or clamp first',
    );
  if (zeros > 0 && !(exponent >= 0))
    return says(`0 to a negative power: ${zerosOf(base)}`, 'add a small number first');
  return null;
}

export function normalised({ op, operands: [input] }: Facts): Explanation | null {
  const { positiveInfinity, negativeInfinity } = input.statistics;
  if (positiveInfinity > 0)
    return says(
      `${op} of infinity: ${counted(input, positiveInfinity, 'infinite')}`,
      'look at what made them: scores overflowed',
    );
  if (negativeInfinity === 0) return null;
  return says(
    `${op} of nothing but -infinity: ${counted(input, negativeInfinity, '-infinity')}, whole rows of them`,
    'let the mask leave one element in each row, or use a large negative number such as -1e9',
  );
}

export function crossEntropy({ kind, operands: [input, target] }: Facts): Explanation | null {
  if (infinite(input) > 0)
    return says(
      `crossEntropy of infinite logits: ${counted(input, infinite(input), 'infinite')}`,
      'look at what made them: scores overflowed, or a mask hides the true class',
    );
  if (kind === 'nan' && target)
    return says(
      `the mean over no rows: all of the ${target.statistics.count} classes of \`${target.name}\` are ignored`,
      'leave one row that counts, or skip the batch',
    );
  return null;
}

export function outOfRange({ op, operands: [input] }: Facts): Explanation | null {
  const [low, high] = { acosh: [1, Infinity], logit: [0, 1] }[op] ?? [-1, 1];
  const { min, max } = input.statistics;
  if (min > low && max < high) return null;
  const range = high === Infinity ? `below ${low}` : `outside of ${low} to ${high}`;
  return says(`${op} ${range}: \`${input.name}\` is from ${short(min)} to ${short(max)}`, 'clamp it first');
}

export function spread({ op, operands: [input] }: Facts): Explanation | null {
  const { count } = input.statistics;
  if (count > 1 && op === 'mean') return null;
  if (op === 'mean' || count === 0)
    return says(`${op} of no elements: \`${input.name}\` is empty`, 'skip what is empty');
  return says(
    `${op} of one element divides by 0: each group of \`${input.name}\` has one`,
    'pass { correction: 0 }, or more elements',
  );
}

export function difference({ op, operands }: Facts): Explanation | null {
  if (!operands.some((one) => infinite(one) > 0)) return null;
  const [from] = operands.filter((one) => infinite(one) > 0);
  const what = op === 'sub' ? 'infinity - infinity' : 'infinity + -infinity';
  return says(`${what}: ${counted(from, infinite(from), 'infinite')}`, 'look at what made them infinite');
}

export function product({ op, kind, operands }: Facts): Explanation | null {
  const from = operands.find((one) => infinite(one) > 0);
  if (!from || kind !== 'nan') return null;
  const zero = operands.find((one) => one !== from && one.statistics.zeros > 0);
  const what = zero ? '0 · infinity' : `infinity - infinity in the sums of ${op}`;
  const zeros = zero ? `, ${zerosOf(zero)}` : '';
  return says(
    `${what}: ${counted(from, infinite(from), 'infinite')}${zeros}`,
    'look at what made them infinite',
  );
}

export function sums({ op, kind, operands: [input] }: Facts): Explanation | null {
  const { positiveInfinity, negativeInfinity } = input.statistics;
  if (kind !== 'nan' || positiveInfinity === 0 || negativeInfinity === 0) return null;
  return says(`${op} of infinity and -infinity in \`${input.name}\``, 'look at what made them infinite');
}

export function written({ op, attributes }: Facts): Explanation | null {
  const value = Object.values(attributes).find((text) => /^(NaN|-?Infinity)$/.test(text));
  return value ? says(`${op} wrote ${value}, as it was told to`, null) : null;
}

/** Also in their gradients. */
const divides = /^(div|reciprocal|rsqrt|sqrt|log\w*)$/;

export function overflow({ op, kind, operands, dtype }: Facts): Explanation | null {
  if (kind !== 'inf' || operands.length === 0) return null;
  const size = ({ statistics: { min, max } }: Operand) => Math.max(Math.abs(min), Math.abs(max));
  const [largest] = [...operands].sort((a, b) => size(b) - size(a));
  const numbers = `\`${largest.name}\` reaches ${short(size(largest))}`;
  if (dtype === 'float16')
    return says(
      `float16 overflow in ${op}: ${numbers}, and float16 ends at 65504`,
      'use bfloat16, keep this op in float32, or scale the loss with a GradScaler',
    );
  if (divides.test(op) && size(largest) < 1e4)
    return says(
      `${op} divides by numbers near 0: what it gives is more than ${dtype} can hold`,
      'add a small number to what it divides by',
    );
  return says(
    `overflow in ${op}: ${numbers}, and ${dtype} ends there`,
    'scale its inputs down; look for a learning rate that is too high',
  );
}

export function noOperands({ op, operands, kind }: Facts): Explanation | null {
  if (operands.length > 0) return null;
  if (op === 'empty')
    return says('empty() gives memory as it is found', 'use zeros(), or write every element');
  const what = kind === 'nan' ? 'NaN' : 'infinity';
  return says(
    `${what} came with the data that ${op} was given`,
    'clean the data: look for missing values and divisions by 0 where it is read',
  );
}
