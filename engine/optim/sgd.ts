import { rememberEntry } from '../history/changes';
import type { NamedTensor } from '../history/event';
import { inOptimizer } from '../ops/context';
import { zerosLike } from '../ops/creation';
import { sgdUpdate } from '../ops/update';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { type Given, type GroupInput, requireOption } from './groups';
import { Optimizer } from './optimizer';

/** Options of a parameter group of `SGD`. */
export interface SGDOptions {
  /** Learning rate. */
  lr: number;
  /** How much of the last step goes into the next; 0 by default. */
  momentum: number;
  /** Share of the gradient that is left out of the momentum. */
  dampening: number;
  /** Times the parameter, added to the gradient (L2). */
  weightDecay: number;
  /** Looks ahead along the momentum (Sutskever et al. 2013). */
  nesterov: boolean;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** Stochastic gradient descent, with momentum if asked for (torch.optim.SGD; Sutskever et al. 2013). */
export class SGD extends Optimizer<SGDOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<SGDOptions>>,
    {
      lr = 1e-3,
      momentum = 0,
      dampening = 0,
      weightDecay = 0,
      nesterov = false,
      maximize = false,
    }: Partial<SGDOptions> = {},
  ) {
    super(params, { lr, momentum, dampening, weightDecay, nesterov, maximize });
  }

  protected check({ lr, momentum, dampening, weightDecay, nesterov }: SGDOptions): void {
    requireOption(this, 'lr', lr, lr >= 0, 'from 0');
    requireOption(this, 'momentum', momentum, momentum >= 0, 'from 0');
    requireOption(this, 'weightDecay', weightDecay, weightDecay >= 0, 'from 0');
    if (nesterov && !(momentum > 0 && dampening === 0)) {
      const values = `momentum ${momentum}, dampening ${dampening}`;
      fail('SGD', 'nesterov needs a momentum above 0 and no dampening', values, 'set { momentum: 0.9 }');
    }
  }

  protected update(parameter: Tensor, gradient: Tensor, options: SGDOptions, label: string): void {
    const { lr, momentum, dampening, weightDecay, nesterov, maximize } = options;
    const attributes = { lr, momentum, dampening, weightDecay, nesterov, maximize };
    const inputs: NamedTensor[] = [
      { name: 'parameter', tensor: parameter },
      { name: 'grad', tensor: gradient },
    ];
    inOptimizer(`sgd ${label}`, 'sgd', inputs, attributes, () => {
      const before = this.state.get(parameter)?.momentumBuffer as Tensor | undefined;
      const momentumBuffer = momentum === 0 ? null : (before ?? keep(zerosLike(parameter)));
      if (momentumBuffer) {
        if (before === undefined) rememberEntry(this.state, parameter);
        this.state.set(parameter, { momentumBuffer });
        inputs.push({ name: 'momentumBuffer', tensor: momentumBuffer });
      }
      sgdUpdate(parameter, gradient, momentumBuffer, { ...attributes, first: before === undefined });
      return inputs.filter(({ name }) => name !== 'grad');
    });
  }
}
