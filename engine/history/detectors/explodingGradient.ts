import { called, type Detector, figure, type Trouble } from './detector';

const threshold = {
  default: 1e3,
  side: '>',
  what: 'norm of the gradient of one parameter, divided by the first loss where that is above 1',
} as const;
/** Steps in a row that begin with the gradients of the one before. */
const stalePasses = 2;

/** Gradients too large to follow; also those that pile up because nobody sets them back. */
export const explodingGradient: Detector = {
  name: 'explodingGradient',
  label: 'Exploding gradient',
  description:
    'The norm of a gradient is above the threshold, or gradients pile up from step to step because zeroGrad() is not called.',
  threshold,
  stops: false,
  begin(limit) {
    /** The first parameter whose gradients pile up, and in how many passes in a row. One says it for all. */
    let piling: { name: string; passes: number } | null = null;
    /** Gradients are as large as the loss is: of prices, squared, both are in the thousands. */
    let scale: number | null = null;
    return {
      gradient({ name, norm, isStale, loss }): Trouble | null {
        if (scale === null && Number.isFinite(loss)) scale = Math.max(1, Math.abs(loss));
        if (!isStale && piling?.name === name) piling = null;
        if (isStale) {
          piling ??= { name, passes: 0 };
          if (piling.name === name && ++piling.passes >= stalePasses) {
            return {
              cause: `the gradient of ${called(name)} is added to that of the step before: its norm is ${figure(norm)} after ${piling.passes + 1} passes`,
              remedy: 'call optimizer.zeroGrad() before each backward()',
              role: 'gradient',
              numbers: { norm, passes: piling.passes + 1 },
            };
          }
        }
        const most = limit * (scale ?? 1);
        if (!(norm > most)) return null;
        return {
          cause: `the gradient of ${called(name)} has the norm ${figure(norm)}, above ${figure(most)}`,
          remedy:
            'lower the learning rate, scale the inputs, average the loss instead of summing it, or clip with nn.utils.clipGradNorm_',
          role: 'gradient',
          numbers: { norm, limit: most },
        };
      },
    };
  },
};
