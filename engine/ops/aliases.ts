/** Second names that PyTorch has for ops. */
import { Tensor } from '../tensor/tensor';
import type { DivOptions } from './binary';
import './parts';
import './trigonometry';
import './write';
import { methods } from './methods';
import type { Operand } from './row';
import { type ClampOptions, clamp } from './where';

export { div as divide, div as trueDivide, mul as multiply, sub as subtract } from './binary';
export { ge as greaterEqual, gt as greater, le as lessEqual, lt as less, ne as notEqual } from './compare';
export { trunc as fix } from './parts';
export {
  acos as arccos,
  acosh as arccosh,
  asin as arcsin,
  asinh as arcsinh,
  atan as arctan,
  atan2 as arctan2,
  atanh as arctanh,
} from './trigonometry';
export { abs as absolute, neg as negative, sign as sgn } from './unary';
export { clamp as clip } from './where';

/** Elements below `min` become `min` (torch.clamp_min). */
export function clampMin(input: Tensor, min: Operand): Tensor {
  return clamp(input, min);
}
/** Elements above `max` become `max` (torch.clamp_max). */
export function clampMax(input: Tensor, max: Operand): Tensor {
  return clamp(input, null, max);
}

/** Names of methods, each with a second one; those in place too. */
const second: Readonly<Record<string, string>> = {
  absolute: 'abs',
  negative: 'neg',
  subtract: 'sub',
  multiply: 'mul',
  divide: 'div',
  trueDivide: 'div',
  fix: 'trunc',
  sgn: 'sign',
  arccos: 'acos',
  arcsin: 'asin',
  arctan: 'atan',
  arccosh: 'acosh',
  arcsinh: 'asinh',
  arctanh: 'atanh',
  arctan2: 'atan2',
  greater: 'gt',
  greaterEqual: 'ge',
  less: 'lt',
  lessEqual: 'le',
  notEqual: 'ne',
  clip: 'clamp',
};
for (const [alias, name] of Object.entries(second)) {
  for (const form of ['', '_']) {
    const method = Object.getOwnPropertyDescriptor(Tensor.prototype, `${name}${form}`);
    Object.defineProperty(Tensor.prototype, `${alias}${form}`, method as PropertyDescriptor);
  }
}
methods({
  clampMin,
  clampMax,
  clampMin_: (target: Tensor, min: Operand) => target.clamp_(min),
  clampMax_: (target: Tensor, max: Operand) => target.clamp_(null, max),
});

declare module '../tensor/tensor' {
  interface Tensor {
    /** As abs. */
    absolute(): Tensor;
    /** As abs_. */
    absolute_(): this;
    /** As neg. */
    negative(): Tensor;
    /** As neg_. */
    negative_(): this;
    /** As sub. */
    subtract(other: Operand, options?: { readonly alpha?: number }): Tensor;
    /** As sub_. */
    subtract_(other: Operand, options?: { readonly alpha?: number }): this;
    /** As mul. */
    multiply(other: Operand): Tensor;
    /** As mul_. */
    multiply_(other: Operand): this;
    /** As div. */
    divide(other: Operand, options?: DivOptions): Tensor;
    /** As div_. */
    divide_(other: Operand, options?: DivOptions): this;
    /** As div. */
    trueDivide(other: Operand, options?: DivOptions): Tensor;
    /** As div_. */
    trueDivide_(other: Operand, options?: DivOptions): this;
    /** As trunc. */
    fix(): Tensor;
    /** As trunc_. */
    fix_(): this;
    /** As sign. */
    sgn(): Tensor;
    /** As sign_. */
    sgn_(): this;
    /** As acos. */
    arccos(): Tensor;
    /** As acos_. */
    arccos_(): this;
    /** As asin. */
    arcsin(): Tensor;
    /** As asin_. */
    arcsin_(): this;
    /** As atan. */
    arctan(): Tensor;
    /** As atan_. */
    arctan_(): this;
    /** As acosh. */
    arccosh(): Tensor;
    /** As acosh_. */
    arccosh_(): this;
    /** As asinh. */
    arcsinh(): Tensor;
    /** As asinh_. */
    arcsinh_(): this;
    /** As atanh. */
    arctanh(): Tensor;
    /** As atanh_. */
    arctanh_(): this;
    /** As atan2. */
    arctan2(other: Operand): Tensor;
    /** As atan2_. */
    arctan2_(other: Operand): this;
    /** As gt. */
    greater(other: Operand): Tensor;
    /** As gt_. */
    greater_(other: Operand): this;
    /** As ge. */
    greaterEqual(other: Operand): Tensor;
    /** As ge_. */
    greaterEqual_(other: Operand): this;
    /** As lt. */
    less(other: Operand): Tensor;
    /** As lt_. */
    less_(other: Operand): this;
    /** As le. */
    lessEqual(other: Operand): Tensor;
    /** As le_. */
    lessEqual_(other: Operand): this;
    /** As ne. */
    notEqual(other: Operand): Tensor;
    /** As ne_. */
    notEqual_(other: Operand): this;
    /** As clamp. */
    clip(bounds: ClampOptions): Tensor;
    /** As `clamp`. */
    clip(min: Operand | null, max?: Operand | null): Tensor;
    /** As clamp_. */
    clip_(bounds: ClampOptions): this;
    /** As `clip`, in place. */
    clip_(min: Operand | null, max?: Operand | null): this;
    /** Elements below `min` become `min`. */
    clampMin(min: Operand): Tensor;
    /** Elements above `max` become `max`. */
    clampMax(max: Operand): Tensor;
    /** As `clampMin`, in place. */
    clampMin_(min: Operand): this;
    /** As `clampMax`, in place. */
    clampMax_(max: Operand): this;
  }
}
