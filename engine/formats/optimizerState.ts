import type { OptimizerStateDict } from '../optim/state';
import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';
import type { PtValue } from './checkpoint';
import { quoted } from './source';

type Dict = { readonly [key: string]: PtValue };

/** How PyTorch runs an update, and what a line search is done with: nothing of it is a state here. */
const unneeded = new Set(['foreach', 'capturable', 'differentiable', 'fused', 'al', 'prev_loss']);
/** What PyTorch keeps in a tensor of one element, and optimizers here as a number. */
const numbers = new Set(['step', 'mu_product', 'eta', 'mu', 'H_diag', 'ro', 't']);

/**
 * The state of an optimizer of PyTorch (`optimizer.state_dict()`, out of a checkpoint) as the optimizer of the same
 * name here takes it: `optimizer.loadStateDict(formats.optimizerState(loadPt(path).optimizer))`. Names become
 * camelCase; parameters keep their places. Throws where it is no such state.
 */
export function optimizerState<Options>(saved: PtValue): OptimizerStateDict<Options> {
  const wrong = (why: string, found: string): never =>
    fail('formats.optimizerState', why, found, 'give what optimizer.state_dict() was in the checkpoint');
  if (!isDict(saved)) return wrong('this is no dict', kindOf(saved));
  const { state, param_groups: groups } = saved;
  if (!isDict(state) || !Array.isArray(groups)) {
    return wrong('this is no state of an optimizer', `it has ${Object.keys(saved).slice(0, 8).join(', ')}`);
  }
  const paramGroups = groups.map((group) => {
    if (!isDict(group) || !Array.isArray(group.params)) return wrong('a group has no params', kindOf(group));
    return renamed(group, (name, value) =>
      name === 'line_search_fn' && value ? camelCase(String(value)) : value,
    );
  });
  const places = Object.entries(state).map(([place, own]) => {
    if (!isDict(own)) return wrong(`the state of parameter ${place} is no dict`, kindOf(own));
    return [place, renamed(own, (name, value) => (numbers.has(name) ? numberOf(value) : value))] as const;
  });
  return { state: Object.fromEntries(places), paramGroups } as unknown as OptimizerStateDict<Options>;

  function numberOf(value: PtValue): PtValue {
    if (Array.isArray(value)) return value.map(numberOf);
    if (typeof value === 'number') return value;
    if (value instanceof Tensor && value.numel() === 1) return value.item();
    return wrong('a number of the state is none', kindOf(value));
  }
}

/** Values under the names that they have here; without those that are None. */
function renamed(dict: Dict, convert: (name: string, value: PtValue) => PtValue): Dict {
  return Object.fromEntries(
    Object.entries(dict)
      .filter(([name, value]) => !unneeded.has(name) && (value !== null || name === 'line_search_fn'))
      .map(([name, value]) => [camelCase(name), convert(name, value)]),
  );
}

function isDict(value: PtValue | undefined): value is Dict {
  if (typeof value !== 'object' || value === null) return false;
  const prototype = Object.getPrototypeOf(value) as unknown;
  return prototype === Object.prototype || prototype === null;
}

function kindOf(value: PtValue | undefined): string {
  if (value === null || typeof value !== 'object') return quoted(String(value));
  return value.constructor?.name ?? 'an object';
}

/** `exp_avg_sq` is expAvgSq, `H_diag` hDiag. */
function camelCase(name: string): string {
  const [first, ...rest] = name.toLowerCase().split('_');
  return first + rest.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
