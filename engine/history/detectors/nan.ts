import type { OpEvent } from '../event';
import type { Health } from '../health';
import { type Detector, figure, type NotFinite, type Trouble } from './detector';

/** The op that makes NaN from operands without NaN; or the first one that meets NaN in the data. */
export const nan: Detector = {
  name: 'nan',
  label: 'NaN',
  description: 'An operation makes NaN from operands that have none.',
  threshold: null,
  stops: true,
  begin() {
    /** Whether it is known where NaN comes from: it was told, or the program wrote it. */
    let isKnown = false;
    return {
      notFinite(made): Trouble | null {
        const { event, output, health, wasKnown } = made;
        if (health.nan === 0 || wasKnown.nan) return null;
        const numbers = { nan: health.nan, elements: health.count };
        if (isWritten(event)) {
          isKnown = true;
          return null;
        }
        const { given } = made;
        const from = given.find(({ health }) => health.nan > 0);
        if (from && isKnown) return null;
        isKnown = true;
        const share = `${health.nan} of ${health.count} elements`;
        if (from) {
          const cause = `${event.label} is given NaN: ${from.health.nan} of ${from.health.count} elements of ${from.name}, which no op before it made`;
          const remedy = 'look for missing values in the data, and replace them or leave their rows out';
          return { cause, remedy, role: from.name, numbers };
        }
        const [why, remedy] = reason(event, given);
        return { cause: `${event.label} makes NaN in ${share}${why}`, remedy, role: output.name, numbers };
      },
    };
  },
};

/** The program itself wrote NaN, by its name. */
function isWritten({ attributes }: OpEvent): boolean {
  return Object.values(attributes).some((value) => Number.isNaN(value));
}

type Given = NotFinite['given'];
type Reason = readonly [why: string, remedy: string];

/** Why, and what to do: `: the least element of input is -0.3`. */
function reason(event: OpEvent, given: Given): Reason {
  const op = event.op.replace(/_$/, '');
  const of = (name: string) => given.find((one) => one.name === name)?.health;
  const input = of('input') ?? given[0]?.health;
  const infinite = given.find(({ health }) => infinities(health) > 0);
  if (event.phase === 'optimizer') {
    return [' of the parameter', 'look at the options of the optimizer: the learning rate, eps, betas'];
  }
  if (event.phase === 'forward' && input) {
    if ((op === 'log' || op === 'log2' || op === 'log10' || op === 'sqrt' || op === 'rsqrt') && input.min < 0)
      return [
        `: the least element of its input is ${figure(input.min)}, and there is no ${op} of less than 0`,
        `keep its input at 0 or above, such as with clamp({ min: 1e-8 })`,
      ];
    if ((op === 'log1p' || op === 'xlog1py') && input.min < -1)
      return [
        `: the least element of its input is ${figure(input.min)}, below -1`,
        'keep its input above -1',
      ];
    if ((op === 'acos' || op === 'asin') && Math.max(-input.min, input.max) > 1)
      return [': its input is outside of -1 … 1', 'clamp it to -1 + 1e-7 … 1 - 1e-7'];
    if (op === 'pow' && input.min < 0)
      return [
        `: the least base is ${figure(input.min)}, with an exponent that is no integer`,
        'take abs() of the base, or clamp it',
      ];
    if ((op === 'softmax' || op === 'logSoftmax') && input.negativeInfinity > 0)
      return [
        ': all scores of a row are -∞, so there is nothing to choose from',
        'leave at least one score of each row unmasked, or mask with -1e9',
      ];
    if (op === 'div' || op === 'remainder' || op === 'fmod') {
      const other = of('other');
      if (input.zeros > 0 && (other === undefined || other.zeros > 0))
        return [': 0 is divided by 0', 'add a small number to the divisor, such as 1e-8'];
    }
    if ((op === 'mean' || op === 'var' || op === 'std') && input.count < 2)
      return [`: it has ${input.count} elements`, 'give it at least two, or { correction: 0 }'];
  }
  if (infinite) {
    const number = infinities(infinite.health);
    return [
      `: ${infinite.name} has ${number} infinite ${number === 1 ? 'element' : 'elements'} (∞ - ∞, 0 · ∞ and ∞ / ∞ are NaN)`,
      'look for the op that made the infinity',
    ];
  }
  if (event.phase === 'backward') {
    return [
      ': the derivative is not defined at a value that the forward op was given',
      `keep the input of ${op} away from there, such as with clamp or by adding 1e-8`,
    ];
  }
  return ['', 'look at its operands'];
}

function infinities({ positiveInfinity, negativeInfinity }: Health): number {
  return positiveInfinity + negativeInfinity;
}
