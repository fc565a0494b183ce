import { F, type Tensor } from 'backstep';
import { convolutionWeight } from '../../../../engine/ops/convolution';
import { perAxis } from '../../../../engine/ops/windows';
import type { Samples } from './call';

type Options = Readonly<Record<string, never>>;
type Of = (input: Tensor, weight: Tensor, bias: Tensor | null, options: Options) => Tensor;

/** By the number of spatial axes. */
const of = {
  conv: [F.conv1d, F.conv2d, F.conv3d],
  transpose: [F.convTranspose1d, F.convTranspose2d, F.convTranspose3d],
};

export const convolutions: Samples = {
  convolution: (input, weight, bias, options) =>
    (of.conv[weight.ndim - 3] as Of)(input, weight, bias, options),
  convolutionTranspose: (input, weight, bias, options) =>
    (of.transpose[weight.ndim - 3] as Of)(input, weight, bias, options),
  convolutionWeight: (gradient, input, size, { stride = 1, padding = 0, dilation = 1, groups = 1 }) => {
    const each = (value: number) => perAxis('convolutionWeight', 'a number', value, size.length, 0);
    const geometry = { stride: each(stride), padding: each(padding), dilation: each(dilation), groups };
    return convolutionWeight(gradient, input, geometry, size);
  },
};
