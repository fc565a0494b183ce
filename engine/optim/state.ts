import { rememberEntry } from '../history/changes';
import { noteOptions } from '../history/numbers';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import { Tensor } from '../tensor/tensor';
import type { ParameterGroup } from './groups';
import type { ParameterState } from './optimizer';

/** As PyTorch's: parameters are counted through all groups, from 0. */
export interface OptimizerStateDict<Options> {
  /** What is remembered of each parameter. */
  readonly state: Readonly<Record<number, ParameterState>>;
  /** The options of each group. */
  readonly paramGroups: readonly (Options & {
    /** Places of the group's parameters. */
    readonly params: readonly number[];
  })[];
}

export function save<Options extends object>(
  groups: readonly ParameterGroup<Options>[],
  state: ReadonlyMap<Tensor, ParameterState>,
): OptimizerStateDict<Options> {
  const order = groups.flatMap((group) => group.params);
  const saved: Record<number, ParameterState> = {};
  order.forEach((parameter, place) => {
    const own = state.get(parameter);
    if (own) saved[place] = { ...own };
  });
  return {
    state: saved,
    paramGroups: groups.map((group) => ({ ...group, params: group.params.map((p) => order.indexOf(p)) })),
  };
}

export function restore<Options extends object>(
  saved: OptimizerStateDict<Options>,
  groups: ParameterGroup<Options>[],
  state: Map<Tensor, ParameterState>,
  /** Whether each tensor of the state is to have its parameter's shape. */
  shaped = true,
): void {
  const sizes = (all: readonly { params: readonly unknown[] }[]) =>
    all.map((group) => group.params.length).join(', ');
  if (sizes(saved.paramGroups) !== sizes(groups)) {
    fail(
      'loadStateDict',
      'the parameter groups differ',
      `groups of [${sizes(saved.paramGroups)}] parameters in the state, of [${sizes(groups)}] here`,
      'build the optimizer as the saved one was',
    );
  }
  const restored = new Map<Tensor, ParameterState>();
  saved.paramGroups.forEach((group, g) => {
    group.params.forEach((place, i) => {
      const parameter = groups[g].params[i];
      const own = saved.state[place];
      if (own) restored.set(parameter, copies(own, parameter, place, shaped));
    });
  });
  noteOptions(groups);
  for (const { params } of groups) for (const parameter of params) rememberEntry(state, parameter);
  saved.paramGroups.forEach((group, g) => {
    const { params: _places, ...options } = group;
    Object.assign(groups[g], options);
  });
  noteOptions(groups);
  state.clear();
  for (const [parameter, own] of restored) state.set(parameter, own);
}

function copies(own: ParameterState, parameter: Tensor, place: number, shaped: boolean): ParameterState {
  const copy = (slot: string, value: Tensor): Tensor => {
    if (shaped && value.shape.join() !== parameter.shape.join()) {
      fail(
        'loadStateDict',
        `the shapes of ${slot} and of parameter ${place} differ`,
        `[${value.shape.join(', ')}] and [${parameter.shape.join(', ')}]`,
        'load the state of an optimizer of the same model',
      );
    }
    return keep(value.detach().to(parameter.dtype).clone());
  };
  return Object.fromEntries(
    Object.entries(own).map(([slot, value]) => {
      if (value instanceof Tensor) return [slot, copy(slot, value)];
      if (!Array.isArray(value)) return [slot, value];
      return [slot, value.map((each) => (each instanceof Tensor ? copy(slot, each) : each))];
    }),
  ) as ParameterState;
}
