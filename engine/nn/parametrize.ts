/** Tensors of a module that are computed from others, which are trained in their place (torch.nn.utils.parametrize). */
import { noGrad } from '../autograd/mode';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import { Tensor } from '../tensor/tensor';
import { ModuleDict } from './containers';
import { Module } from './module';
import { Parameter } from './parameter';

/** Computes a tensor, such as a weight, from the tensors that are trained in its place. */
export type Parametrization = Module & {
  /** The tensor, from its originals: one, or as many as `rightInverse` gives. */
  forward(...originals: Tensor[]): Tensor;
  /** Originals that give this tensor; without it, the tensor itself is the original. */
  rightInverse?(value: Tensor): Tensor | readonly Tensor[];
};

type Fields = Record<string, unknown>;

/** The parametrizations of one tensor, applied one after the other, and its originals. */
export class ParametrizationList extends Module {
  /** Names of the originals: `original`, or `original0`, `original1`, …. */
  readonly originals: readonly string[];

  constructor(first: Parametrization, value: Tensor) {
    super();
    const given = noGrad(() => first.rightInverse?.(value.detach()) ?? value.detach());
    const several = !(given instanceof Tensor);
    const tensors = given instanceof Tensor ? [given] : given;
    this.originals = tensors.map((_, i) => (several ? `original${i}` : 'original'));
    tensors.forEach((tensor, i) => {
      const own = noGrad(() => keep(tensor.clone()));
      if (value instanceof Parameter) {
        this.registerParameter(this.originals[i], new Parameter(own, { requiresGrad: value.requiresGrad }));
      } else {
        this.registerBuffer(this.originals[i], own);
      }
    });
    this.registerModule('0', first);
  }

  /** Adds one that is applied after those that are there. */
  append(next: Parametrization): void {
    this.registerModule(String(this.chain().length), next);
  }

  /** The tensor, as it is now. */
  forward(): Tensor {
    const [first, ...rest] = this.chain();
    const originals = this.originals.map((name) => (this as unknown as Fields)[name] as Tensor);
    return rest.reduce((value, next) => next.forward(value), first.forward(...originals));
  }

  /** Changes the originals so that the tensor becomes `value`. */
  assign(value: Tensor): void {
    noGrad(() => {
      const back = this.chain().reduceRight<Tensor | readonly Tensor[]>(
        (after, next) => (after instanceof Tensor ? (next.rightInverse?.(after) ?? after) : after),
        value.detach(),
      );
      const tensors = back instanceof Tensor ? [back] : back;
      this.originals.forEach((name, i) => {
        ((this as unknown as Fields)[name] as Tensor).copy_(tensors[i]);
      });
    });
  }

  private chain(): Parametrization[] {
    return this.children() as Parametrization[];
  }
}

function listsOf(module: Module): ModuleDict<ParametrizationList> | undefined {
  const { parametrizations } = module as unknown as { parametrizations?: unknown };
  return parametrizations instanceof ModuleDict ? parametrizations : undefined;
}

/**
 * Makes `module[name]`, a parameter or a buffer, the output of `parametrization`: what is trained from now on is
 * `module.parametrizations[name].original`. A second one is applied to the first's output. Gives the module back
 * (torch.nn.utils.parametrize.register_parametrization).
 */
export function registerParametrization<M extends Module>(
  module: M,
  name: string,
  parametrization: Parametrization,
): M {
  const fields = module as unknown as Fields;
  const known = listsOf(module)?.has(name) ? listsOf(module)?.get(name) : undefined;
  if (known) {
    known.append(parametrization);
    return module;
  }
  const value = fields[name];
  if (!(value instanceof Tensor)) {
    const values = `${module.constructor.name}.${name} is ${value === undefined ? 'not there' : String(value)}`;
    fail(
      'registerParametrization',
      'there is no such parameter or buffer',
      values,
      'look at namedParameters()',
    );
  }
  const list = new ParametrizationList(parametrization, value);
  delete fields[name];
  if (!listsOf(module)) module.registerModule('parametrizations', new ModuleDict());
  listsOf(module)!.set(name, list);
  Object.defineProperty(module, name, {
    configurable: true,
    enumerable: false,
    get(this: Module): Tensor {
      return listsOf(this)!.get(name).forward();
    },
    set(this: Module, next: Tensor) {
      listsOf(this)!.get(name).assign(next);
    },
  });
  return module;
}

/** Whether a module, or its tensor of this name, is parametrized (torch.nn.utils.parametrize.is_parametrized). */
export function isParametrized(module: Module, name?: string): boolean {
  const lists = listsOf(module);
  return lists !== undefined && (name === undefined || lists.has(name));
}

/**
 * Makes a parameter of a parametrized tensor again: of its value, or with `leaveParametrized: false` of its original
 * (torch.nn.utils.parametrize.remove_parametrizations).
 */
export function removeParametrizations<M extends Module>(
  module: M,
  name: string,
  { leaveParametrized = true }: { readonly leaveParametrized?: boolean } = {},
): M {
  const lists = listsOf(module);
  if (!lists?.has(name)) {
    const values = `${module.constructor.name}.${name}`;
    fail(
      'removeParametrizations',
      'the tensor is not parametrized',
      values,
      'call registerParametrization before',
    );
  }
  const list = lists.get(name);
  if (!leaveParametrized && list.originals.length > 1) {
    const remedy = 'leave it parametrized';
    fail('removeParametrizations', 'there is not one original', list.originals.join(', '), remedy);
  }
  const original = (list as unknown as Fields)[list.originals[0]] as Tensor;
  const value = noGrad(() => keep((leaveParametrized ? list.forward() : original).detach().clone()));
  const fields = module as unknown as Fields;
  delete fields[name];
  delete (lists as unknown as Fields)[name];
  if (lists.length === 0) delete fields.parametrizations;
  if (original instanceof Parameter) {
    module.registerParameter(name, new Parameter(value, { requiresGrad: original.requiresGrad }));
  } else {
    module.registerBuffer(name, value);
  }
  return module;
}
