/** What is known of an op whose result is not finite, and words for it. */
import type { Statistics } from '../../../engine/tensor/picture';
import { short } from '../tensors';

/** A tensor that an op was given. */
export interface Operand {
  readonly role: string;
  /** As the person wrote it; else the role. */
  readonly name: string;
  readonly dtype: string;
  readonly statistics: Statistics;
  /** Name of the op that made it; '' where it is not known. */
  readonly madeBy: string;
}

/** What is known of an op whose result is not finite. */
export interface Facts {
  /** Name of the op; of a gradient, of its forward op. */
  readonly op: string;
  readonly phase: 'forward' | 'backward' | 'optimizer';
  /** What it gave. */
  readonly kind: 'nan' | 'inf';
  /** Its inputs; for a gradient the incoming ones, then what the forward op saved. */
  readonly operands: readonly Operand[];
  /** Numbers as texts. */
  readonly attributes: Readonly<Record<string, string>>;
  /** Of its result. */
  readonly dtype: string;
}

export interface Explanation {
  readonly cause: string;
  readonly remedy: string | null;
  /** No family is known whose numbers these are. */
  readonly isGuess?: true;
}

export const says = (cause: string, remedy: string | null = null): Explanation => ({ cause, remedy });

export const infinite = ({ statistics }: Operand) =>
  statistics.positiveInfinity + statistics.negativeInfinity;

/** `3 of 640 elements of \`probs\` are 0`. */
export function counted({ name, statistics: { count } }: Operand, number: number, are: string): string {
  if (count === 1) return `\`${name}\` is ${are}`;
  return `${number} of ${count} elements of \`${name}\` ${number === 1 ? 'is' : 'are'} ${are}`;
}

export const zerosOf = (operand: Operand) => counted(operand, operand.statistics.zeros, '0');
export const lowest = ({ name, statistics: { min } }: Operand) => `\`${name}\` goes down to ${short(min)}`;
export const operand = ({ operands }: Facts, ...roles: string[]) =>
  operands.find(({ role }) => roles.includes(role));
