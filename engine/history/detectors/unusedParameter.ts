import type { Tensor } from '../../tensor/tensor';
import { called, type Detector, type Trouble } from './detector';

const threshold = { default: 2, side: '>=', what: 'steps of the optimizer without a gradient' } as const;

/** A parameter that an optimizer holds and never gets a gradient for. */
export const unusedParameter: Detector = {
  name: 'unusedParameter',
  label: 'Unused parameter',
  description: 'An optimizer holds a parameter that gets no gradient at all.',
  threshold,
  stops: false,
  begin(limit) {
    const used = new WeakSet<Tensor>();
    const steps = new WeakMap<Tensor, number>();
    return {
      gradient({ parameter }) {
        used.add(parameter);
        return null;
      },
      withoutGradient(parameter, name): Trouble | null {
        // One that is used now and then, such as an expert's, has had a gradient.
        if (used.has(parameter)) return null;
        const count = (steps.get(parameter) ?? 0) + 1;
        steps.set(parameter, count);
        if (count < limit) return null;
        const frozen = !parameter.requiresGrad;
        const after = `the optimizer has made ${count} steps without a gradient for ${called(name)}`;
        return {
          cause: frozen
            ? `${after}: it is frozen (requiresGrad is false)`
            : `${after}: the loss does not depend on it`,
          remedy: frozen
            ? 'set requiresGrad to true to train it, or leave it out of the optimizer'
            : 'use it in forward(), look for a detach(), data() or noGrad() on the way to the loss, or leave it out of the optimizer',
          role: 'parameter',
          numbers: { steps: count },
        };
      },
    };
  },
};
