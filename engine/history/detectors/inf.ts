import type { OpEvent } from '../event';
import type { Health } from '../health';
import { type Detector, figure, type NotFinite, type Trouble } from './detector';

/** The op that makes an infinity from finite operands, unless the program asked for one. */
export const inf: Detector = {
  name: 'inf',
  label: 'Infinity',
  description:
    'An operation makes an infinity from finite operands. Infinities that are written on purpose, such as those of masks, are no trouble.',
  threshold: null,
  stops: true,
  begin: () => ({
    notFinite(made): Trouble | null {
      const { event, output, health, wasKnown } = made;
      const count = infinities(health);
      if (count === 0 || wasKnown.infinite || isWritten(event) || isMask(health)) return null;
      const { given } = made;
      if (given.some(({ health }) => infinities(health) > 0 || health.nan > 0)) return null;
      const [why, remedy] = reason(event, output.tensor.dtype, given);
      return {
        cause: `${event.label} makes ${health.positiveInfinity > 0 ? '∞' : '-∞'} in ${count} of ${health.count} elements${why}`,
        remedy,
        role: output.name,
        numbers: { infinite: count, elements: health.count },
      };
    },
  }),
};

/** An operand that is no tensor, or an option, is infinite: `maskedFill(mask, -Infinity)`. */
function isWritten({ attributes }: OpEvent): boolean {
  return Object.values(attributes).some((value) => value === Infinity || value === -Infinity);
}

/** Nothing but 0 and infinities of one sign: added to scores, it hides some of them. */
function isMask({ count, zeros, positiveInfinity, negativeInfinity }: Health): boolean {
  return (
    zeros > 0 &&
    (positiveInfinity === 0 || negativeInfinity === 0) &&
    zeros + positiveInfinity + negativeInfinity === count
  );
}

function reason(
  event: OpEvent,
  dtype: string,
  given: NotFinite['given'],
): readonly [why: string, remedy: string] {
  const op = event.op.replace(/_$/, '');
  const of = (name: string) => given.find((one) => one.name === name)?.health;
  const input = of('input') ?? given[0]?.health;
  if (event.phase === 'forward' && input) {
    if (/^log/.test(op) && input.zeros > 0) {
      const zeros =
        input.zeros === 1 ? '1 element of its input is 0' : `${input.zeros} elements of its input are 0`;
      return [`: ${zeros}`, 'keep its input above 0: clamp({ min: 1e-8 })'];
    }
    if (/^(exp|exp2|expm1|cosh|sinh)$/.test(op))
      return [
        `: the greatest element of its input is ${figure(input.max)}`,
        'subtract the greatest element first, as softmax and logsumexp do, or clamp its input',
      ];
    if ((op === 'div' && (of('other')?.zeros ?? 0) > 0) || op === 'reciprocal' || op === 'rsqrt')
      return [': it divides by 0', 'add a small number to the divisor, such as 1e-8'];
  }
  if (event.phase === 'optimizer')
    return [' of the parameter', 'make the learning rate smaller, or clip the gradients'];
  if (event.phase === 'backward' && /^(sqrt|norm|pow|rsqrt|div|reciprocal|log|cdist)$/.test(op))
    return [': the derivative is infinite where its input is 0', 'add 1e-8 to the input of the forward op'];
  const largest = Math.max(
    0,
    ...given.map(({ health }) => Math.max(Math.abs(health.min), Math.abs(health.max))),
  );
  const most = dtype === 'float16' ? '65504' : dtype === 'float64' ? '1.8e308' : '3.4e38';
  return [
    `: more than ${dtype} holds (${most}); its operands go up to ${figure(largest)}`,
    'make its operands smaller: scale the inputs, normalise the activations, or lower the learning rate',
  ];
}

function infinities({ positiveInfinity, negativeInfinity }: Health): number {
  return positiveInfinity + negativeInfinity;
}
