import type { Tensor } from '../../tensor/tensor';
import { called, type Detector, type Trouble } from './detector';

const threshold = { default: 3, side: '>=', what: 'backward passes in a row' } as const;

/** Below this share of the first loss, what had a gradient may have none: a margin that is reached asks for no more. */
const learned = 0.5;

/** A parameter that takes part, and learns nothing: its gradient is 0, exactly and everywhere. */
export const zeroGradient: Detector = {
  name: 'zeroGradient',
  label: 'Zero gradient',
  description: 'The gradient of a parameter is exactly 0 everywhere, in several passes in a row.',
  threshold,
  stops: false,
  begin(limit) {
    const passes = new WeakMap<Tensor, number>();
    const hadSome = new WeakSet<Tensor>();
    let first: number | null = null;
    return {
      gradient({ parameter, name, health, loss }): Trouble | null {
        // Biases may be in balance, or be of no consequence, as those before a distance or a normalisation are.
        if (parameter.ndim < 2) return null;
        if (first === null && Number.isFinite(loss)) first = loss;
        if (health.zeros < health.count) hadSome.add(parameter);
        const hasLearned = first !== null && first > 0 && loss < learned * first && hadSome.has(parameter);
        // A loss of exactly 0 asks for no change.
        if (health.zeros < health.count || health.count === 0 || loss === 0 || hasLearned) {
          passes.delete(parameter);
          return null;
        }
        const count = (passes.get(parameter) ?? 0) + 1;
        passes.set(parameter, count);
        if (count < limit) return null;
        return {
          cause: `the gradient of ${called(name)} is exactly 0 in ${count} passes in a row: on the way from it to the loss everything is multiplied by 0`,
          remedy:
            'look after it for ReLUs that give only 0, saturated functions, zero weights, or a mask that hides everything',
          role: 'gradient',
          numbers: { passes: count, elements: health.count },
        };
      },
    };
  },
};
