import { fail } from '../tensor/errors';
import { Tensor } from '../tensor/tensor';

/** Parameters that are updated with the same options. */
export type ParameterGroup<Options> = {
  /** The parameters of the group. */
  params: Tensor[];
} & Options;

/** A parameter as it is given: alone, or with its name as `namedParameters()` has it. */
export type Given = Tensor | readonly [string, Tensor];

/** A group as it is given: options that are left out are the optimizer's. */
export type GroupInput<Options> = {
  /** The parameters of the group. */
  params: Tensor | Iterable<Given>;
} & Partial<Options>;

/** Checks what an optimizer is given. `optimizer` is its name, for errors. */
export function gatherGroups<Options extends object>(
  optimizer: string,
  params: Iterable<Given> | Iterable<GroupInput<Options>>,
  defaults: Options,
): ParameterGroup<Options>[] {
  if (
    params instanceof Tensor ||
    typeof (params as Partial<Iterable<unknown>>)?.[Symbol.iterator] !== 'function'
  ) {
    fail(
      `${optimizer}`,
      'parameters are to be in an array',
      `${name(params)} was given`,
      'pass model.parameters()',
    );
  }
  const given = [...params];
  if (given.length === 0) {
    fail(
      `${optimizer}`,
      'there are no parameters',
      'the list is empty',
      'pass model.parameters() of a model that has some',
    );
  }
  const groups = isTensors(given)
    ? [{ params: given } as unknown as GroupInput<Options>]
    : (given as GroupInput<Options>[]);
  const met = new Set<Tensor>();
  return groups.map((group) => {
    const params = (group.params instanceof Tensor ? [group.params] : [...(group.params ?? [])]).map(alone);
    for (const parameter of params) {
      check(optimizer, parameter);
      if (met.has(parameter)) {
        fail(
          `${optimizer}`,
          'a parameter is there twice',
          `${place(parameter)}`,
          'give each to one group, once',
        );
      }
      met.add(parameter);
    }
    return { ...defaults, ...group, params };
  });
}

function isTensors<Options>(given: readonly (Given | GroupInput<Options>)[]): given is Given[] {
  return given[0] instanceof Tensor || Array.isArray(given[0]);
}

function alone(given: Given): Tensor {
  return Array.isArray(given) ? (given[1] as Tensor) : (given as Tensor);
}

function check(optimizer: string, parameter: unknown): void {
  if (!(parameter instanceof Tensor)) {
    fail(
      `${optimizer}`,
      'only tensors can be optimized',
      `${name(parameter)} is among the parameters`,
      'pass model.parameters()',
    );
  }
  if (!parameter.isLeaf) {
    fail(
      `${optimizer}`,
      'only leaves can be optimized',
      `${place(parameter)} is the result of an op`,
      'pass the parameter that it was made from',
    );
  }
}

function place(parameter: Tensor): string {
  return `a tensor of shape [${parameter.shape.join(', ')}]`;
}

function name(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  return (value as object).constructor?.name ?? typeof value;
}

/** Throws unless an option passes. `range` says which numbers do. */
export function requireOption(
  optimizer: object,
  option: string,
  value: number,
  ok: boolean,
  range: string,
): void {
  if (!ok) fail(optimizer.constructor.name, `invalid ${option}`, String(value), `give a number ${range}`);
}

/** Throws unless both numbers are from 0 to below 1. */
export function requireBetas(optimizer: object, betas: readonly [number, number]): void {
  betas.forEach((beta, i) => {
    requireOption(optimizer, `betas[${i}]`, beta, beta >= 0 && beta < 1, 'from 0 to below 1');
  });
}

/** Throws unless each of the named options is at least 0. */
export function requireFromZero<Options extends object>(
  optimizer: object,
  options: Options,
  ...names: (keyof Options & string)[]
): void {
  for (const name of names) {
    const value = options[name] as number;
    requireOption(optimizer, name, value, value >= 0, 'from 0');
  }
}
