/** An optimizer as lines: its groups with their options and parameters, and what it remembers of each parameter. */
import type { Parameter } from '../../nn/parameter';
import { pathOf } from '../../nn/path';
import type { Optimizer } from '../../optim/optimizer';
import type { Tensor } from '../../tensor/tensor';
import { distinct } from './live';
import { asView } from './view';

type Group = Optimizer<object>['paramGroups'][number];

/** `lr 0.1 · 4 parameters` */
export function optimizerText({ paramGroups }: Optimizer<object>): string {
  const rates = new Set(paramGroups.flatMap((group) => ('lr' in group ? [String(group.lr)] : [])));
  const count = paramGroups.reduce((sum, { params }) => sum + params.length, 0);
  const rate = rates.size > 0 ? [`lr ${[...rates].join(', ')}`] : [];
  return [...rate, `${count} parameter${count === 1 ? '' : 's'}`].join(' · ');
}

/** `group 0`, … and `state`. */
export function optimizerView({ paramGroups, state }: Optimizer<object>): object {
  return asView([
    ...paramGroups.map((group, index): [string, unknown] => [`group ${index}`, group]),
    ['state', state],
  ]);
}

/** The parameters of a group, by what the model calls them. */
export function groupParameters({ params }: Group): object {
  return asView(distinct(params.map((parameter, place) => [nameOf(parameter, place), parameter])));
}

/** What an optimizer remembers, by parameter, in their order. */
export function stateView({ paramGroups, state }: Optimizer<object>): object {
  const parameters = paramGroups.flatMap(({ params }) => params);
  return asView(
    distinct(
      parameters.flatMap((parameter, place): [string, object][] => {
        const own = state.get(parameter);
        return own ? [[nameOf(parameter, place), own]] : [];
      }),
    ),
  );
}

function nameOf(parameter: Tensor, place: number): string {
  return pathOf(parameter as Parameter) || `parameter ${place}`;
}
