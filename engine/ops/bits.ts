/** Integers and bools as bits, and what two integers have in common. No gradients. */
import { binary, integers, integral, unary } from './elementwise';
import { binaryForms, unaryForms } from './inplaceForms';
import { methods } from './methods';
import type { Operand } from './row';

/** Every bit turned; of bools: not (torch.bitwise_not). */
export const bitwiseNot = unary('bitwiseNot', { kernel: 'bitNot', dtype: integral });
/** Bits that both have; of bools: and (torch.bitwise_and). */
export const bitwiseAnd = binary('bitwiseAnd', { kernel: 'bitAnd', dtype: integral });
/** Bits that either has; of bools: or (torch.bitwise_or). */
export const bitwiseOr = binary('bitwiseOr', { kernel: 'bitOr', dtype: integral });
/** Bits that one of them has; of bools: exclusive or (torch.bitwise_xor). */
export const bitwiseXor = binary('bitwiseXor', { kernel: 'bitXor', dtype: integral });
/** input · 2^other; 0 where every bit is pushed out (torch.bitwise_left_shift). */
export const bitwiseLeftShift = binary('bitwiseLeftShift', { kernel: 'leftShift', dtype: integers });
/** ⌊input / 2^other⌋: the sign stays (torch.bitwise_right_shift). */
export const bitwiseRightShift = binary('bitwiseRightShift', { kernel: 'rightShift', dtype: integers });
/** The greatest common divisor, at least 0 (torch.gcd). */
export const gcd = binary('gcd', { dtype: integers });
/** The least common multiple, at least 0 (torch.lcm). */
export const lcm = binary('lcm', { dtype: integers });

methods({
  ...unaryForms('bitwiseNot'),
  ...binaryForms('bitwiseAnd bitwiseOr bitwiseXor bitwiseLeftShift bitwiseRightShift gcd lcm'),
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** Every bit turned; of bools: not. */
    bitwiseNot(): Tensor;
    /** Bits that both have; of bools: and. */
    bitwiseAnd(other: Operand): Tensor;
    /** Bits that either has; of bools: or. */
    bitwiseOr(other: Operand): Tensor;
    /** Bits that one of them has; of bools: exclusive or. */
    bitwiseXor(other: Operand): Tensor;
    /** x · 2^other; 0 where every bit is pushed out. */
    bitwiseLeftShift(other: Operand): Tensor;
    /** ⌊x / 2^other⌋: the sign stays. */
    bitwiseRightShift(other: Operand): Tensor;
    /** The greatest common divisor, at least 0. */
    gcd(other: Operand): Tensor;
    /** The least common multiple, at least 0. */
    lcm(other: Operand): Tensor;
    /** As `bitwiseNot`, in place. */
    bitwiseNot_(): this;
    /** As `bitwiseAnd`, in place. */
    bitwiseAnd_(other: Operand): this;
    /** As `bitwiseOr`, in place. */
    bitwiseOr_(other: Operand): this;
    /** As `bitwiseXor`, in place. */
    bitwiseXor_(other: Operand): this;
    /** As `bitwiseLeftShift`, in place. */
    bitwiseLeftShift_(other: Operand): this;
    /** As `bitwiseRightShift`, in place. */
    bitwiseRightShift_(other: Operand): this;
    /** As `gcd`, in place. */
    gcd_(other: Operand): this;
    /** As `lcm`, in place. */
    lcm_(other: Operand): this;
  }
}
