import { noGrad } from '../autograd/mode';
import type { Parameter } from '../nn/parameter';
import { pathOf } from '../nn/path';
import type { Tensor } from '../tensor/tensor';
import { type GroupInput, gatherGroups, type ParameterGroup } from './groups';
import { type OptimizerStateDict, restore, save } from './state';

/** What an optimizer remembers of one parameter: `step`, and tensors such as `expAvg`. */
export type ParameterState = Record<string, Tensor | number>;

/**
 * Base of the optimizers (torch.optim.Optimizer). `Options` are what a parameter group can set for itself.
 * A class that extends it writes `update`.
 */
export abstract class Optimizer<Options extends object> {
  readonly defaults: Readonly<Options>;
  readonly paramGroups: ParameterGroup<Options>[];
  /** By parameter; filled when a parameter is first updated. */
  readonly state = new Map<Tensor, ParameterState>();

  constructor(params: Iterable<Tensor> | Iterable<GroupInput<Options>>, defaults: Options) {
    this.defaults = defaults;
    this.paramGroups = gatherGroups(this.constructor.name, params, defaults);
    for (const group of this.paramGroups) this.check(group);
  }

  /** Throws where an option is out of its range. */
  protected abstract check(options: Options): void;

  /**
   * Changes one parameter in place. `label` is what a person reads while it is watched: `fc1.weight`.
   * Runs without recording gradients.
   */
  protected abstract update(parameter: Tensor, gradient: Tensor, options: Options, label: string): void;

  /**
   * Updates every parameter that has a gradient. A `closure` that computes the loss again, and its gradients,
   * is called first; its value is given back.
   */
  step(): void;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    const loss = closure?.();
    noGrad(() => {
      let place = 0;
      for (const group of this.paramGroups) {
        for (const parameter of group.params) {
          const label = pathOf(parameter as Parameter) || `parameter ${place}`;
          place++;
          if (parameter.grad) this.update(parameter, parameter.grad, group, label);
        }
      }
    });
    return loss;
  }

  /** Drops all gradients; with `setToNone: false` they are set to 0 instead. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    for (const { params } of this.paramGroups) {
      for (const parameter of params) {
        if (setToNone) parameter.grad = null;
        else parameter.grad?.detach().zero_();
      }
    }
  }

  /** Adds parameters with options of their own, such as layers that are trained from now on. */
  addParamGroup(group: GroupInput<Options>): void {
    const all = [...this.paramGroups, group] as Iterable<GroupInput<Options>>;
    const added = gatherGroups(this.constructor.name, all, this.defaults).at(-1)!;
    this.check(added);
    this.paramGroups.push(added);
  }

  /** The options and the state, with parameters by their place; shares memory with the optimizer. */
  stateDict(): OptimizerStateDict<Options> {
    return save(this.paramGroups, this.state);
  }

  /** Takes over options and copies of the state; the groups must have as many parameters as here. */
  loadStateDict(saved: OptimizerStateDict<Options>): void {
    restore(saved, this.paramGroups, this.state);
  }
}
