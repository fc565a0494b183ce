/** The forms in place of elementwise ops: `exp_` of `exp`. A family attaches those of its own rows. */
import { type ElementType, resultType } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import { dispatch } from './dispatch';
import {
  type BinaryDefinition,
  binaryDefinitions,
  checkOperand,
  computeBinary,
  computeUnary,
  integersKept,
  type UnaryDefinition,
  unaryDefinitions,
} from './elementwise';
import { apart, checkTarget, copyInto, dispatchInPlace } from './inplace';
import { type Attributes, type Definition, define, type Operand, type Operands } from './row';

/** An op in place of one tensor. */
export type UnaryInPlace = (target: Tensor) => Tensor;
/** An op in place of two; where the op knows of it, `other` is first multiplied by `alpha`. */
export type BinaryInPlace = (target: Tensor, other: Operand, options?: { readonly alpha?: number }) => Tensor;

/** Nothing of what was there before counts: its gradient is 0. */
const forgotten = { input: () => null };

/** Copies what was computed aside into the target. */
export function moved(op: string, target: Tensor, computed: Tensor): Tensor {
  copyInto(op, target, computed);
  computed.dispose();
  return target;
}

/** `name_` of an elementwise op of one. */
export function unaryInPlace(name: string): UnaryInPlace {
  const definition = unaryDefinitions.get(name) as UnaryDefinition;
  const { dtype, output, kernel = name, gradient } = definition;
  const op = `${name}_`;
  const row = define(op, {
    operands: ['input'],
    forward: ([target]: readonly [Tensor]) => {
      if (integersKept(definition, target)) return target;
      const type: ElementType = dtype(target.type) ?? target.type;
      checkTarget(op, target, 0, output ?? type);
      if (type === target.type && output === undefined)
        return computeUnary(op, kernel, dtype, target, undefined, target);
      return moved(op, target, computeUnary(op, kernel, dtype, target, output));
    },
    gradient: gradient ? { input: gradient } : forgotten,
  });
  return (target) => dispatchInPlace(row, [target], {});
}

/** `name_` of an elementwise op of two. */
export function binaryInPlace(name: string): BinaryInPlace {
  const definition = binaryDefinitions.get(name) as BinaryDefinition;
  const { dtype, output, kernel = name, gradient, check } = definition;
  const op = `${name}_`;
  const row = define(op, {
    operands: ['input', 'other'],
    forward: ([target, given]: readonly [Tensor, Operand]) => {
      const common = resultType(target, given);
      const type = dtype(common) ?? common;
      checkTarget(op, target, given, output ?? type);
      const other = apart(target, given);
      if (type === target.type && output === undefined)
        return computeBinary(op, kernel, dtype, target, other, undefined, target);
      return moved(op, target, computeBinary(op, kernel, dtype, target, other, output));
    },
    gradient: gradient ?? forgotten,
  });
  return (target, other, options) => {
    checkOperand(op, other);
    check?.(op, target, other);
    const { alpha } = options ?? {};
    const scaled = alpha === undefined ? other : other instanceof Tensor ? other.mul(alpha) : +other * alpha;
    return dispatchInPlace(row, [target, scaled], {});
  };
}

interface Forms<N extends readonly string[], V extends readonly unknown[], A extends Attributes> {
  readonly operands: N;
  /** It is made of other ops: see {@link Definition}. */
  readonly composed?: boolean;
  /** Computes a new tensor, or writes into `target` and returns that. `op` is the name that errors begin with. */
  readonly compute: (op: string, operands: V, attributes: A, target: Tensor | null) => Tensor;
  readonly gradient: NonNullable<Definition<N, V, A, Tensor>['gradient']>;
}

/** The rows `name` and `name_` of an elementwise op with attributes, and how to run either. */
export function twoForms<const N extends readonly string[], V extends Operands, A extends Attributes>(
  name: string,
  { operands, composed, compute, gradient }: Forms<N, V, A>,
) {
  const op = `${name}_`;
  const row = define(name, {
    operands,
    composed,
    forward: (values: V, attributes: A) => compute(name, values, attributes, null),
    gradient,
  });
  const inPlaceRow = define(op, {
    operands,
    composed,
    forward: ([first, ...rest]: V, attributes: A) => {
      const target = first as Tensor;
      const others = rest.map((operand) => (operand === null ? null : apart(target, operand)));
      const computed = compute(op, [target, ...others] as unknown as V, attributes, target);
      if (computed === target) return target;
      checkTarget(op, target, computed, computed.type);
      return moved(op, target, computed);
    },
    gradient,
  });
  return {
    apply: (values: V, attributes: A) => dispatch(row, values, attributes),
    applyInPlace: (values: V, attributes: A) => dispatchInPlace(inPlaceRow, values, attributes),
  };
}

/** Methods in place of unary ops, whose names are given with spaces between. */
export function unaryForms(names: string): Record<string, UnaryInPlace> {
  return Object.fromEntries(names.split(' ').map((name) => [`${name}_`, unaryInPlace(name)]));
}

/** Methods in place of binary ops without options, whose names are given with spaces between. */
export function binaryForms(names: string): Record<string, (target: Tensor, other: Operand) => Tensor> {
  return Object.fromEntries(
    names.split(' ').map((name) => {
      const op = binaryInPlace(name);
      return [`${name}_`, (target: Tensor, other: Operand) => op(target, other)];
    }),
  );
}
