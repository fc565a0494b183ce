/** Averages of a model's parameters over its training (torch.optim.swa_utils). */
import { noGrad } from '../autograd/mode';
import { copyModule } from '../nn/copy';
import { Module } from '../nn/module';
import { inOptimizer } from '../ops/context';
import { tensor } from '../ops/data';
import { fail, shapeText } from '../tensor/errors';
import { tidy } from '../tensor/scope';
import { sameShape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/** The next average, from the one of `count` models so far and the parameter of another. */
export type AverageFn = (average: Tensor, parameter: Tensor, count: number) => Tensor;

/** The mean of all models (Izmailov et al. 2018). */
export function getSwaAvgFn(): AverageFn {
  return (average, parameter, count) => average.add(parameter.sub(average).div(count + 1));
}

/** An exponential moving average, which keeps the share `decay` (Polyak and Juditsky 1992). */
export function getEmaAvgFn(decay = 0.999): AverageFn {
  if (!(decay >= 0 && decay <= 1)) {
    fail('getEmaAvgFn', 'invalid decay', String(decay), 'give a number from 0 to 1');
  }
  return (average, parameter) => average.mul(decay).add(parameter.mul(1 - decay));
}

/** Options of `AveragedModel`. */
export interface AverageOptions<M> {
  /** The mean of all models by default. */
  readonly avgFn?: AverageFn;
  /** Whether floating buffers are averaged too; else they are the latest model's. */
  readonly useBuffers?: boolean;
  /** What holds the averages; a copy of the model by default, which a class with #private fields needs made. */
  readonly copy?: M;
}

/**
 * A model whose parameters are averages of another's (torch.optim.swa_utils.AveragedModel): call `updateParameters`
 * after the optimizer's step, and `forward` to use it.
 */
export class AveragedModel<
  M extends Module & {
    /** What the model with the averages gives. */
    forward(...inputs: never[]): unknown;
  },
> extends Module {
  /** The model with the averages. */
  module: M;
  /** int64: models averaged so far. */
  declare nAveraged: Tensor;
  /** How an average goes on. */
  readonly avgFn: AverageFn;
  /** Whether floating buffers are averaged too. */
  readonly useBuffers: boolean;

  constructor(
    model: M,
    { avgFn = getSwaAvgFn(), useBuffers = false, copy = copyModule(model) }: AverageOptions<M> = {},
  ) {
    super();
    this.registerBuffer('nAveraged', tensor(0));
    this.module = copy;
    this.avgFn = avgFn;
    this.useBuffers = useBuffers;
  }

  /** What the model with the averages gives. */
  forward(...inputs: Parameters<M['forward']>): ReturnType<M['forward']> {
    return this.module.forward(...inputs) as ReturnType<M['forward']>;
  }

  /** Takes the model's present parameters into the averages; each is one op of the phase `optimizer`. */
  updateParameters(model: M): void {
    const count = this.nAveraged.item();
    const own = new Map([...this.module.namedParameters(), ...this.module.namedBuffers()]);
    const buffers = new Set(model.namedBuffers().map(([name]) => name));
    noGrad(() => {
      for (const [name, value] of [...model.namedParameters(), ...model.namedBuffers()]) {
        const average = own.get(name);
        if (!average || !sameShape(average.shape, value.shape)) {
          const values = `${name} ${shapeText(value.shape)}`;
          fail(
            'updateParameters',
            'the model differs from the averaged one',
            values,
            'give the model it was made of',
          );
        }
        const latest = count === 0 || !value.isFloatingPoint() || (buffers.has(name) && !this.useBuffers);
        const inputs = [
          { name: 'average', tensor: average },
          { name: 'parameter', tensor: value },
        ];
        inOptimizer(`average ${name}`, 'average', inputs, { count }, () => {
          tidy(() => {
            average.copy_(latest ? value : this.avgFn(average.detach(), value.detach(), count));
          });
        });
      }
      inOptimizer(
        'average count',
        'averageCount',
        [{ name: 'nAveraged', tensor: this.nAveraged }],
        {},
        () => {
          this.nAveraged.add_(1);
        },
      );
    });
  }
}
