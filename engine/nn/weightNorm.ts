/** The older form of weight normalisation, whose parameters are the module's own. */
import { noGrad } from '../autograd/mode';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import type { Module } from './module';
import { Parameter } from './parameter';
import { normExcept } from './parametrizations';

type Fields = Record<string, unknown>;

/**
 * Trains the lengths and the directions of a weight apart: parameters `weightG` and `weightV` of the module, with the
 * weight g v / |v| for each place along `dim`, or of the whole for null (torch.nn.utils.weight_norm; Salimans and Kingma
 * 2016). Gives the module back. `parametrizations.weightNorm` is the newer form.
 */
export function weightNorm<M extends Module>(
  module: M,
  name = 'weight',
  { dim = 0 }: { readonly dim?: number | null } = {},
): M {
  const fields = module as unknown as Fields;
  const weight = fields[name];
  if (!(weight instanceof Parameter)) {
    const values = `${module.constructor.name}.${name}`;
    fail('weightNorm', 'there is no such parameter', values, 'look at namedParameters()');
  }
  const [g, v] = [`${name}G`, `${name}V`];
  delete fields[name];
  noGrad(() => {
    module.registerParameter(g, new Parameter(keep(normExcept(weight.detach(), dim).clone())));
    module.registerParameter(v, new Parameter(keep(weight.detach().clone())));
  });
  Object.defineProperty(module, name, {
    configurable: true,
    enumerable: false,
    get(this: Fields): Tensor {
      const direction = this[v] as Tensor;
      return direction.mul((this[g] as Tensor).div(normExcept(direction, dim)));
    },
  });
  return module;
}

/** Makes one parameter of the weight again, with its present value (torch.nn.utils.remove_weight_norm). */
export function removeWeightNorm<M extends Module>(module: M, name = 'weight'): M {
  const fields = module as unknown as Fields;
  const [g, v] = [`${name}G`, `${name}V`];
  if (!(fields[g] instanceof Parameter && fields[v] instanceof Parameter)) {
    const values = `${module.constructor.name}.${name}`;
    fail('removeWeightNorm', 'the weight is not normalised', values, 'call weightNorm before');
  }
  const value = noGrad(() => keep((fields[name] as Tensor).detach().clone()));
  for (const each of [name, g, v]) delete fields[each];
  module.registerParameter(name, new Parameter(value));
  return module;
}
