/** Choosing element by element. */
import { bool, resultType, resultTypeOfAll } from '../tensor/dtype';
import { fail } from '../tensor/errors';
import { broadcast, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { allocate, begin, input as inputOf, result } from './command';
import { dispatch, requireTensor } from './dispatch';
import { checkOperand, converted, dropTemporary, operandInput } from './elementwise';
import { methods } from './methods';
import { nonzero } from './nonzero';
import { define, type Known, type Operand } from './row';

const NO_AXES: Shape = [];
const shapeOf = (operand: Operand): Shape => (operand instanceof Tensor ? operand.shape : NO_AXES);

const whereRow = define('where', {
  operands: ['condition', 'input', 'other'],
  forward: ([condition, input, other]: readonly [Tensor, Operand, Operand]) => {
    if (condition.type !== bool) {
      fail('where', 'the condition is not bool', condition.dtype, 'compare it, such as with .ne(0)');
    }
    const type = resultType(input, other);
    const left = input instanceof Tensor ? converted(input, type) : input;
    const right = other instanceof Tensor ? converted(other, type) : other;
    const shape = broadcast('where', condition.shape, broadcast('where', shapeOf(left), shapeOf(right)));
    begin('where', 'where');
    allocate(type, shape);
    inputOf(condition, shape);
    operandInput(left, type, shape);
    operandInput(right, type, shape);
    const chosen = result(type, shape);
    if (input instanceof Tensor) dropTemporary(left, input);
    if (other instanceof Tensor) dropTemporary(right, other);
    return chosen;
  },
  gradient: {
    input: ({ grad, condition }) => where(condition, grad, 0),
    other: ({ grad, condition }) => where(condition, 0, grad),
  },
});

/**
 * `input` where the bool `condition` is true, else `other`; all three are broadcast (torch.where). Of the condition
 * alone, where it is not 0: one int64 [count] for each axis.
 */
export function where(condition: Tensor, input: Operand, other: Operand): Tensor;
export function where(condition: Tensor): Tensor[];
export function where(condition: Tensor, input?: Operand, other?: Operand): Tensor | Tensor[] {
  requireTensor('where', 'the condition', condition);
  if (input === undefined && other === undefined) return nonzero(condition, { asTuple: true });
  checkOperand('where', input);
  checkOperand('where', other);
  return dispatch(whereRow, [condition, input as Operand, other as Operand], {});
}

const whereMethod = (input: Tensor, condition: Tensor, other: Operand) => where(condition, input, other);

/** Bounds; at least one is needed. */
export interface ClampOptions {
  /** What is less becomes this. */
  readonly min?: Operand;
  /** What is more becomes this. */
  readonly max?: Operand;
}

type Clamped = readonly [Tensor, Operand | null, Operand | null];

/** In PyTorch's order: where min is more than max, the result is max. Part of a running op. */
export function computeClamp(input: Tensor, min: Operand | null, max: Operand | null): Tensor {
  const bounds = [min, max].filter((bound) => bound !== null);
  const type = resultTypeOfAll([input, ...bounds]);
  if (type === bool)
    fail('clamp', 'is not defined for bool', 'bool', 'convert it first, such as with .long()');
  let clamped = converted(input, type);
  for (const [kernel, bound] of [['maximum', min] as const, ['minimum', max] as const]) {
    if (bound === null) continue;
    const other = bound instanceof Tensor ? converted(bound, type) : bound;
    const shape = broadcast('clamp', clamped.shape, shapeOf(other));
    begin('clamp', kernel);
    allocate(type, shape);
    inputOf(clamped, shape);
    operandInput(other, type, shape);
    const limited = result(type, shape);
    dropTemporary(other, bound);
    dropTemporary(clamped, input);
    clamped = limited;
  }
  return clamped;
}

type ClampKnown = Known<readonly ['input', 'min', 'max'], Clamped, object>;

/**
 * PyTorch's conventions where an element is at its bound. Of numbers, the element has no gradient there, nor at NaN.
 * A tensor shares it, as maximum() does; between two of them only where they leave room, and NaN is the element's.
 */
export const clampGradient = {
  input: ({ grad, input, min, max }: ClampKnown) => {
    if (!(min instanceof Tensor || max instanceof Tensor)) {
      const above = min === null ? null : input.gt(min);
      const below = max === null ? null : input.lt(max);
      return where(
        above !== null && below !== null ? above.logicalAnd(below) : ((above ?? below) as Tensor),
        grad,
        0,
      );
    }
    const outside = [min === null ? null : input.lt(min), max === null ? null : input.gt(max)].filter(
      notNull,
    );
    const atBound = [min === null ? null : input.eq(min), max === null ? null : input.eq(max)].filter(
      notNull,
    );
    const shared = atBound.reduce((a, b) => a.logicalOr(b)).logicalAnd(roomBetween(min, max));
    return where(
      outside.reduce((a, b) => a.logicalOr(b)),
      0,
      where(shared, grad.mul(0.5), grad),
    );
  },
  min: ({ grad, input, min, max }: ClampKnown) => {
    const bound = min as Tensor;
    if (max === null) return where(input.gt(bound), 0, where(input.eq(bound), grad.mul(0.5), grad));
    const shared = input.eq(bound).logicalAnd(bound.lt(max));
    return where(input.lt(bound).logicalAnd(bound.le(max)), grad, where(shared, grad.mul(0.5), 0));
  },
  max: ({ grad, input, min, max }: ClampKnown) => {
    const bound = max as Tensor;
    if (min === null) return where(input.lt(bound), 0, where(input.eq(bound), grad.mul(0.5), grad));
    const shared = input.eq(bound).logicalAnd(bound.gt(min));
    const above = input.gt(bound).logicalAnd(bound.ge(min)).logicalOr(bound.lt(min));
    return where(above, grad, where(shared, grad.mul(0.5), 0));
  },
};

/** Whether min is less than max, where there are both. */
function roomBetween(min: Operand | null, max: Operand | null): Tensor | boolean {
  if (min === null || max === null) return true;
  return min instanceof Tensor ? min.lt(max) : (max as Tensor).gt(min);
}

const notNull = (each: Tensor | null) => each !== null;

const clampRow = define('clamp', {
  operands: ['input', 'min', 'max'],
  forward: ([input, min, max]: Clamped) => computeClamp(input, min, max),
  gradient: clampGradient,
});

/** Both bounds, however they were given. */
export function boundsOf(
  op: string,
  first: ClampOptions | Operand | null | undefined,
  second: Operand | null | undefined,
): readonly [Operand | null, Operand | null] {
  const byName = typeof first === 'object' && first !== null && !(first instanceof Tensor);
  const [min, max] = byName ? [first.min, first.max] : [first, second];
  if ((min ?? max ?? null) === null) {
    fail(op, 'there is no bound', '{}', `give min, max or both: ${op}({ min: 0 })`);
  }
  for (const bound of [min, max]) if (bound !== undefined && bound !== null) checkOperand(op, bound);
  return [min ?? null, max ?? null];
}

/** Elements below `min` become `min`, above `max` `max`; NaN stays. Bounds are numbers or tensors (torch.clamp). */
export function clamp(input: Tensor, bounds: ClampOptions): Tensor;
export function clamp(input: Tensor, min: Operand | null, max?: Operand | null): Tensor;
export function clamp(input: Tensor, min: ClampOptions | Operand | null, max?: Operand | null): Tensor {
  return dispatch(clampRow, [input, ...boundsOf('clamp', min, max)], {});
}

methods({ clamp, where: whereMethod });

declare module '../tensor/tensor' {
  interface Tensor {
    /** The tensor where the bool `condition` is true, else `other`. */
    where(condition: Tensor, other: Operand): Tensor;
    /** Elements below `min` become `min`, above `max` `max`; NaN stays. */
    clamp(bounds: ClampOptions): Tensor;
    /** The same, with the bounds by their places. */
    clamp(min: Operand | null, max?: Operand | null): Tensor;
  }
}
