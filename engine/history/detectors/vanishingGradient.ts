import type { Tensor } from '../../tensor/tensor';
import { called, type Detector, figure, type Trouble } from './detector';

const threshold = {
  default: 1e-5,
  side: '<',
  what: 'gradient of a weight, as a share of the largest in the same backward pass (root mean squares)',
} as const;
/** Backward passes in a row, so that no single batch tells. */
const passes = 3;

/** Weights far from the loss that get next to nothing of it. */
export const vanishingGradient: Detector = {
  name: 'vanishingGradient',
  label: 'Vanishing gradient',
  description:
    'The gradient of a weight is a tiny share of the gradients nearer to the loss, pass after pass.',
  threshold,
  stops: false,
  begin(limit) {
    let pass = -1;
    /** The largest so far in this pass, and whose it is. */
    let largest = 0;
    let nearest = '';
    const small = new WeakMap<Tensor, { step: number; passes: number }>();
    return {
      gradient({ parameter, name, norm, health, step }): Trouble | null {
        if (step !== pass) [pass, largest, nearest] = [step, 0, ''];
        // A bias before a normalisation has none by right; a row of an embedding that was not looked up neither.
        if (parameter.ndim < 2 || health.zeros === health.count || !Number.isFinite(norm)) return null;
        const rms = norm / Math.sqrt(health.count - health.zeros);
        if (rms > largest) [largest, nearest] = [rms, name];
        const share = rms / largest;
        if (!(share < limit)) {
          small.delete(parameter);
          return null;
        }
        const before = small.get(parameter);
        const now = { step, passes: before?.step === step - 1 ? before.passes + 1 : 1 };
        small.set(parameter, now);
        if (now.passes < passes) return null;
        return {
          cause: `the gradient of ${called(name)} is ${figure(share)} times that of ${called(nearest)}, in ${now.passes} passes in a row`,
          remedy:
            'use ReLU or GELU instead of sigmoid and tanh between deep layers, add skip connections or a normalisation, or initialise with nn.init.kaimingNormal_',
          role: 'gradient',
          numbers: { share, rms, largest },
        };
      },
    };
  },
};
