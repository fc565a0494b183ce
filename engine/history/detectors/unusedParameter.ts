import type { Tensor } from '../../tensor/tensor';
import { called, type Detector, type Trouble } from './detector';

const threshold = {
  default: 10,
  side: '>=',
  what: 'steps without a gradient of what an optimizer holds, or gradients of what none changes',
} as const;

/** A parameter that an optimizer holds and never gets a gradient for, or that gets gradients and no optimizer holds. */
export const unusedParameter: Detector = {
  name: 'unusedParameter',
  label: 'Unused parameter',
  description:
    'An optimizer holds a parameter that gets no gradient at all, or a parameter gets gradients that no optimizer uses.',
  threshold,
  stops: false,
  begin(limit) {
    const used = new WeakSet<Tensor>();
    const steps = new WeakMap<Tensor, number>();
    /** Parameters that optimizers have changed, and how often any of them was. */
    const changed = new WeakSet<Tensor>();
    let updates = 0;
    /** Passes that gave a gradient to a parameter and were followed by updates of others only. */
    const ignored = new WeakMap<Tensor, { passes: number; updates: number }>();
    return {
      gradient({ parameter, name }): Trouble | null {
        used.add(parameter);
        // A leaf without a name is no parameter: an input whose gradient is wanted.
        if (changed.has(parameter) || name === '') return null;
        const before = ignored.get(parameter) ?? { passes: 0, updates };
        const passes = before.passes + (updates > before.updates ? 1 : 0);
        ignored.set(parameter, { passes, updates });
        if (passes < limit) return null;
        return {
          cause: `${called(name)} has had a gradient in ${passes} passes, and no optimizer has changed it, while others were changed`,
          remedy:
            'give it to the optimizer: layers in a plain array are unknown to parameters(), use nn.ModuleList; make the optimizer after the model is complete; or freeze it with requiresGrad_(false)',
          role: 'parameter',
          numbers: { passes },
        };
      },
      update({ parameter }) {
        changed.add(parameter);
        updates++;
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
