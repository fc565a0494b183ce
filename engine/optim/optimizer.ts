import { added, type RemovableHandle } from '../autograd/handle';
import { noGrad } from '../autograd/mode';
import { rememberEntry } from '../history/changes';
import { detects, withoutGradient } from '../history/detection';
import type { NamedTensor } from '../history/event';
import { noteOptions, rememberList } from '../history/numbers';
import type { Parameter } from '../nn/parameter';
import { pathOf } from '../nn/path';
import { inOptimizer } from '../ops/context';
import { fullLike } from '../ops/creation';
import { keep, tidy } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { type Given, type GroupInput, gatherGroups, type ParameterGroup } from './groups';
import { type OptimizerStateDict, restore, save } from './state';

/** What an optimizer remembers of one parameter: `step`, and tensors such as `expAvg`. */
export type ParameterState = Record<string, Tensor | number | Tensor[] | number[]>;

/** Is called before or after each step of an optimizer. */
export type StepHook = (optimizer: Optimizer<object>) => void;

/** How many optimizers were made: whoever has listed them knows whether there are more. */
export const made = { optimizers: 0 };

/** One parameter's update, as `updateAsOp` takes it. */
export interface Update<Options extends object, Slot extends string> {
  /** Name of the op, such as `rmsprop`. */
  readonly op: string;
  /** Name of the parameter, such as `fc1.weight`. */
  readonly label: string;
  /** What is changed, in place. */
  readonly parameter: Tensor;
  /** Its gradient. */
  readonly gradient: Tensor;
  /** Of the parameter's group. */
  readonly options: Options;
  /** The tensors of the state, each of the parameter's shape, with the number that they are first filled with. */
  readonly slots: Readonly<Record<Slot, number>>;
}

/** The state while it is changed; `step` counts the updates, from 1. */
export type Slots<Slot extends string> = ParameterState & {
  /** Updates made, this one too. */
  step: number;
} & Record<Slot, Tensor>;

/**
 * Base of the optimizers (torch.optim.Optimizer). `Options` are what a parameter group can set for itself.
 * A class that extends it writes `update`.
 */
export abstract class Optimizer<Options extends object> {
  /** What a group has that says nothing of its own. */
  readonly defaults: Readonly<Options>;
  /** The parameters, by the options that they are updated with. */
  readonly paramGroups: ParameterGroup<Options>[];
  /** By parameter; filled when a parameter is first updated. */
  readonly state = new Map<Tensor, ParameterState>();
  readonly #beforeStep: StepHook[] = [];
  readonly #afterStep: StepHook[] = [];

  constructor(params: Iterable<Given> | Iterable<GroupInput<Options>>, defaults: Options) {
    made.optimizers++;
    this.defaults = defaults;
    this.paramGroups = gatherGroups(this.constructor.name, params, defaults);
    for (const group of this.paramGroups) this.check(group);
    noteOptions(this.paramGroups);
  }

  /** Throws where an option is out of its range. */
  protected abstract check(options: Options): void;

  /**
   * Changes one parameter in place. `label` is what a person reads while it is watched: `fc1.weight`.
   * Runs without recording gradients.
   */
  protected abstract update(parameter: Tensor, gradient: Tensor, options: Options, label: string): void;

  /** Runs `change`, which is made of ops, as one op of the phase `optimizer`, such as `rmsprop fc1.weight`. */
  protected updateAsOp<Slot extends string>(
    { op, label, parameter, gradient, options, slots }: Update<Options, Slot>,
    change: (state: Slots<Slot>) => void,
  ): void {
    const { params: _, ...numbers } = options as { params?: unknown };
    const step = 1 + ((this.state.get(parameter)?.step as number | undefined) ?? 0);
    const inputs: NamedTensor[] = [
      { name: 'parameter', tensor: parameter },
      { name: 'grad', tensor: gradient },
    ];
    inOptimizer(`${op} ${label}`, op, inputs, { ...numbers, step }, () => {
      const state = this.state.get(parameter) ?? {};
      state.step = step;
      for (const [name, start] of Object.entries<number>(slots)) {
        state[name] ??= keep(fullLike(parameter.detach(), start));
        inputs.push({ name, tensor: state[name] as Tensor });
      }
      if (step === 1) rememberEntry(this.state, parameter);
      this.state.set(parameter, state);
      tidy(() => {
        change(state as Slots<Slot>);
      });
      return inputs.filter(({ name }) => name !== 'grad');
    });
  }

  /**
   * Updates every parameter that has a gradient. A `closure` that computes the loss again, and its gradients,
   * is called first; its value is given back.
   */
  step(): void;
  step<T>(closure: () => T): T;
  step<T>(closure?: () => T): T | undefined {
    return this.stepping(() => {
      const loss = closure?.();
      noGrad(() => {
        for (const [parameter, group, label] of this.labelled()) {
          if (!parameter.grad) {
            if (detects()) withoutGradient(parameter, label);
            continue;
          }
          rememberEntry(this.state, parameter);
          this.update(parameter, parameter.grad, group, label);
        }
      });
      return loss;
    });
  }

  /** Runs a step with the hooks around it. */
  protected stepping<T>(step: () => T): T {
    noteOptions(this.paramGroups);
    for (const hook of [...this.#beforeStep]) hook(this);
    const result = step();
    for (const hook of [...this.#afterStep]) hook(this);
    return result;
  }

  /** Calls `hook` before every step (torch: register_step_pre_hook). */
  registerStepPreHook(hook: StepHook): RemovableHandle {
    return added(this.#beforeStep, hook);
  }

  /** Calls `hook` after every step (torch: register_step_post_hook). */
  registerStepPostHook(hook: StepHook): RemovableHandle {
    return added(this.#afterStep, hook);
  }

  /** Every parameter with its group and what a person calls it: its path, or its place. */
  protected *labelled(): Generator<[Tensor, ParameterGroup<Options>, string]> {
    let place = 0;
    for (const group of this.paramGroups) {
      for (const parameter of group.params) {
        yield [parameter, group, pathOf(parameter as Parameter) || `parameter ${place}`];
        place++;
      }
    }
  }

  /** Drops all gradients; with `setToNone: false` they are set to 0 instead. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    noteOptions(this.paramGroups);
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
    rememberList(this.paramGroups);
    this.paramGroups.push(added);
    noteOptions(this.paramGroups);
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
