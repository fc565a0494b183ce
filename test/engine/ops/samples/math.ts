import { all, fn, inPlace, method, type Samples } from './call';

/** Trigonometric, logarithmic and special functions, and bits. */
export const math: Samples = {
  ...all('acos asin atan tan sinh cosh asinh acosh atanh sinc deg2rad rad2deg', method),
  ...all('acos_ asin_ atan_ tan_ sinh_ cosh_ asinh_ acosh_ atanh_ sinc_ deg2rad_ rad2deg_', inPlace),
  ...all('atan2 hypot logaddexp logaddexp2 xlogy xlog1py', fn),
  ...all('atan2_ hypot_ xlogy_', inPlace),
  ...all('exp2 log2 log10 logit', method),
  ...all('exp2_ log2_ log10_ logit_', inPlace),
  ...all('erfc erfinv lgamma digamma mvlgamma i0 i1 i0e i1e', method),
  ...all('erfc_ erfinv_ lgamma_ digamma_ i0_', inPlace),
  ...all('igamma igammac', fn),
  angle: method('angle'),
  polygamma: fn('polygamma'),
  polygamma_: (n, input) => input.clone().polygamma_(n),
  bitwiseNot: method('bitwiseNot'),
  ...all('bitwiseAnd bitwiseOr bitwiseXor bitwiseLeftShift bitwiseRightShift gcd lcm', fn),
  ...all('bitwiseNot_ bitwiseAnd_ bitwiseOr_ bitwiseXor_', inPlace),
  ...all('bitwiseLeftShift_ bitwiseRightShift_ gcd_ lcm_', inPlace),
};
