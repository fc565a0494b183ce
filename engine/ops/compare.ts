/** Comparisons and logic: bool results, no gradients. */
import { bool } from '../tensor/dtype';
import { any, binary, type TypeRule } from './elementwise';
import type { Operand } from './row';

/** Whether each two are equal: bool (torch.eq). */
export const eq = binary('eq', { dtype: any, output: bool });
/** Whether each two differ: bool (torch.ne). */
export const ne = binary('ne', { dtype: any, output: bool });
/** Whether the first is less: bool (torch.lt). */
export const lt = binary('lt', { dtype: any, output: bool });
/** Whether the first is less or equal: bool (torch.le). */
export const le = binary('le', { dtype: any, output: bool });
/** Whether the first is more: bool (torch.gt). */
export const gt = binary('gt', { dtype: any, output: bool });
/** Whether the first is more or equal: bool (torch.ge). */
export const ge = binary('ge', { dtype: any, output: bool });

/** Every number but 0 is true. */
const asBool: TypeRule = () => bool;
/** Whether both are true, which every number but 0 is: bool (torch.logical_and). */
export const logicalAnd = binary('logicalAnd', { dtype: asBool, output: bool });
/** Whether one is true, which every number but 0 is: bool (torch.logical_or). */
export const logicalOr = binary('logicalOr', { dtype: asBool, output: bool });
/** Whether just one is true, which every number but 0 is: bool (torch.logical_xor). */
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
