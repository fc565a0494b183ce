import type { OpEvent } from '../event';
import { type Detector, figure, type Trouble } from './detector';
import { placeOf, Turns } from './turns';

const threshold = {
  default: 0.8,
  side: '>',
  what: 'share of the elements at the ends of the range; of a softmax, how far its rows are on the way from evenness to one element',
} as const;
/** Looks in a row at which a layer is saturated, and after how many calls each. */
const looks = 3;
const every = 4;
/** Below this share of the first loss, what has come to its ends has learned to be there. */
const learned = 0.5;
/** Where a function hardly changes: its slope is 50 times less than in its middle. */
const ends = { tanh: [-0.99, 0.99], sigmoid: [0.005, 0.995] } as const;

/**
 * Sigmoids and tanhs that are at the ends of their range, and softmaxes that choose one element before they have
 * learned to: all pass next to no gradient on.
 */
export const saturated: Detector = {
  name: 'saturated',
  label: 'Saturated activation',
  description:
    'Most elements of a sigmoid or tanh are at the ends of its range, or an untrained softmax gives almost all to one element: the slope is almost 0.',
  threshold,
  stops: false,
  begin(limit, { health }) {
    const turns = new Turns(every);
    const times = new Map<string, number>();
    /** Places that were once not saturated. */
    const wasWell = new Set<string>();
    let first: number | null = null;
    let last = Number.NaN;
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
        if (now === 0) wasWell.add(place);
        const hasLearned = first !== null && first > 0 && last < learned * first && wasWell.has(place);
        if (now < looks || hasLearned) return null;
        return {
          cause: `${figure(100 * share)} % of the elements of ${event.label} are below ${low} or above ${high}`,
          remedy:
            'scale the inputs to a mean of 0 and a deviation of 1, initialise with nn.init.xavierUniform_, lower the learning rate, or normalise before it',
          role: 'output',
          numbers: { share, elements: count },
        };
      };
    /** Of a softmax, only the first looks count: what it has learned to choose, it may. */
    const choices = new Map<string, number>();
    const lookAtChoice = (event: OpEvent): Trouble | null => {
      const [{ tensor }] = event.outputs;
      const { dim } = event.attributes as { dim: number };
      const size = tensor.shape[dim] ?? 1;
      const place = placeOf(event);
      const seen = choices.get(place) ?? 0;
      if (!tensor.requiresGrad || tensor.numel() === 0 || size < 2 || seen >= looks || !turns.isDue(event)) {
        return null;
      }
      choices.set(place, seen + 1);
      const { norm, count } = health(tensor);
      // Σ p² of a row on average, from 1/size where all elements have the same to 1 where one has it all.
      const squares = (norm * norm * size) / count;
      const share = (squares - 1 / size) / (1 - 1 / size);
      const now = share > limit ? (times.get(place) ?? 0) + 1 : 0;
      times.set(place, now);
      if (now < looks) return null;
      return {
        cause: `before it has learned anything, ${event.label} gives almost all to one of ${size} elements: the squares of a row sum to ${figure(squares)}, where 1 is all to one`,
        remedy:
          'divide the scores of attention by the root of the width, or make the weights before it smaller',
        role: 'output',
        numbers: { share, squares, elements: count },
      };
    };
    return {
      loss({ value }) {
        first ??= value;
        last = value;
        return null;
      },
      forward: {
        softmax: lookAtChoice,
        tanh: look(ends.tanh),
        tanh_: look(ends.tanh),
        sigmoid: look(ends.sigmoid),
        sigmoid_: look(ends.sigmoid),
      },
    };
  },
};
