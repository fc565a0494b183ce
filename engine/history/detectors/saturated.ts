import type { OpEvent } from '../event';
import { type Detector, figure, type Trouble } from './detector';
import { placeOf, Turns } from './turns';

const threshold = {
  default: 0.8,
  side: '>',
  what: 'share of the elements at the ends of the range',
} as const;
/** Looks in a row at which a layer is saturated, and after how many calls each. */
const looks = 3;
const every = 4;
/** Where a function hardly changes: its slope is 50 times less than in its middle. */
const ends = { tanh: [-0.99, 0.99], sigmoid: [0.005, 0.995] } as const;

/** Sigmoids and tanhs that are at the ends of their range, where they pass no gradient on. */
export const saturated: Detector = {
  name: 'saturated',
  label: 'Saturated activation',
  description:
    'Most elements of a sigmoid or tanh are at the ends of its range, where the slope is almost 0.',
  threshold,
  stops: false,
  begin(limit, { health }) {
    const turns = new Turns(every);
    const times = new Map<string, number>();
    const look =
      ([low, high]: readonly [number, number]) =>
      (event: OpEvent): Trouble | null => {
        const [{ tensor }] = event.outputs;
        if (!tensor.requiresGrad || tensor.numel() === 0 || !turns.isDue(event)) return null;
        const { outside, count } = health(tensor, low, high);
        const share = outside / count;
        const place = placeOf(event);
        const now = share > limit ? (times.get(place) ?? 0) + 1 : 0;
        times.set(place, now);
        if (now < looks) return null;
        return {
          cause: `${figure(100 * share)} % of the elements of ${event.label} are below ${low} or above ${high}`,
          remedy:
            'scale the inputs to a mean of 0 and a deviation of 1, initialise with nn.init.xavierUniform_, lower the learning rate, or normalise before it',
          role: 'output',
          numbers: { share, elements: count },
        };
      };
    return {
      forward: {
        tanh: look(ends.tanh),
        tanh_: look(ends.tanh),
        sigmoid: look(ends.sigmoid),
        sigmoid_: look(ends.sigmoid),
      },
    };
  },
};
