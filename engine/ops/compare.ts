/** Comparisons and logic: bool results, no gradients. */
import { bool } from '../tensor/dtype';
import { any, binary, type TypeRule } from './elementwise';
import type { Operand } from './row';

export const eq = binary('eq', { dtype: any, output: bool });
export const ne = binary('ne', { dtype: any, output: bool });
export const lt = binary('lt', { dtype: any, output: bool });
export const le = binary('le', { dtype: any, output: bool });
export const gt = binary('gt', { dtype: any, output: bool });
export const ge = binary('ge', { dtype: any, output: bool });

/** Every number but 0 is true. */
const asBool: TypeRule = () => bool;
export const logicalAnd = binary('logicalAnd', { dtype: asBool, output: bool });
export const logicalOr = binary('logicalOr', { dtype: asBool, output: bool });
export const logicalXor = binary('logicalXor', { dtype: asBool, output: bool });

declare module '../tensor/tensor' {
  interface Tensor {
    /** bool: where both are equal. */
    eq(other: Operand): Tensor;
    /** bool: where they differ; NaN differs from everything. */
    ne(other: Operand): Tensor;
    /** bool: x < other */
    lt(other: Operand): Tensor;
    /** bool: x ≤ other */
    le(other: Operand): Tensor;
    /** bool: x > other */
    gt(other: Operand): Tensor;
    /** bool: x ≥ other */
    ge(other: Operand): Tensor;
    /** bool: where neither is 0. */
    logicalAnd(other: Operand): Tensor;
    /** bool: where not both are 0. */
    logicalOr(other: Operand): Tensor;
    /** bool: where exactly one is 0. */
    logicalXor(other: Operand): Tensor;
  }
}
