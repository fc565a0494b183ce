import { all, inPlace, method, type Samples } from './call';

export const unary: Samples = {
  ...all(
    'neg abs sign square exp log log1p expm1 sqrt rsqrt reciprocal sin cos erf tanh sigmoid relu',
    method,
  ),
  ...all('floor ceil round isnan isinf isfinite logicalNot gelu softplus', method),
  ...all('neg_ abs_ sign_ square_ exp_ log_ log1p_ expm1_ sqrt_ rsqrt_ reciprocal_ sin_ cos_ erf_', inPlace),
  ...all('tanh_ sigmoid_ relu_ floor_ ceil_ round_', inPlace),
};
