import type { Tensor } from '../../tensor/tensor';
import { called, type Detector, figure, type Trouble } from './detector';
import { isTurn } from './turns';

const threshold = {
  default: 0.2,
  side: '>',
  what: 'norm of an update, as a share of the norm of the weight',
} as const;
/** Below this a weight does not learn: it would need a million steps to become another one. */
const least = 1e-6;
/** Looks in a row at which an update is too large or too small: the first steps may be long. */
const looks = 3;
const every = 5;

interface Weight {
  passes: number;
  /** As it was before the update under way. */
  before: Tensor | null;
  large: number;
  small: number;
  /** Whether an update was ever of a usual size: a schedule or convergence may make it small later. */
  hasMoved: boolean;
}

/** Updates that are out of proportion to what they change: a learning rate that is too high or too low. */
export const updateRatio: Detector = {
  name: 'updateRatio',
  label: 'Update ratio',
  description: `An optimizer changes a weight by more than the threshold in one step, or by less than a millionth.`,
  threshold,
  stops: false,
  begin(limit, { health, copy, distance }) {
    const weights = new WeakMap<Tensor, Weight>();
    const isZero = (gradient: Tensor) => {
      const { zeros, count } = health(gradient);
      return zeros === count;
    };
    return {
      gradient({ parameter }) {
        // Biases and scales begin at 0 or 1, and may move far.
        if (parameter.ndim < 2) return null;
        const weight = weights.get(parameter) ?? {
          passes: 0,
          before: null,
          large: 0,
          small: 0,
          hasMoved: false,
        };
        weights.set(parameter, weight);
        if (isTurn(weight.passes++, every)) weight.before ??= copy(parameter);
        return null;
      },
      update({ parameter, name, gradient, event }): Trouble | null {
        const weight = weights.get(parameter);
        if (!weight?.before) return null;
        const { norm, count, zeros } = health(weight.before);
        const change = distance(parameter, weight.before);
        weight.before.dispose();
        weight.before = null;
        if (zeros === count || !Number.isFinite(change) || !Number.isFinite(norm)) return null;
        const ratio = change / norm;
        weight.large = ratio > limit ? weight.large + 1 : 0;
        weight.hasMoved ||= ratio >= least;
        // Without a gradient there is nothing to follow, whatever the learning rate.
        const isSmall = !weight.hasMoved && !isZero(gradient);
        weight.small = isSmall ? weight.small + 1 : 0;
        if (Math.max(weight.large, weight.small) < looks) return null;
        const { lr } = event.attributes as { lr?: number };
        const rate = typeof lr === 'number' ? ` with the learning rate ${figure(lr)}` : '';
        const much = `${event.op}${rate} changes ${called(name)} by ${figure(ratio)} times its norm in one step`;
        return weight.large > 0
          ? {
              cause: `${much}, more than ${figure(limit)}`,
              remedy: 'lower the learning rate, such as to a tenth',
              role: 'parameter',
              numbers: { ratio, norm },
            }
          : {
              cause: `${much}, less than ${figure(least)}`,
              remedy: 'raise the learning rate, or look at why its gradient is so small',
              role: 'parameter',
              numbers: { ratio, norm },
            };
      },
    };
  },
};
