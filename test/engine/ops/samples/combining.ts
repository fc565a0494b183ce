import type { Tensor } from 'backstep';
import { all, type Call, fn, method, type Samples } from './call';

/** A function of tensors one by one. */
const spread =
  (name: string): Call =>
  (tensors: Tensor[]) =>
    fn(name)(...tensors);

export const combiningFunctions: Samples = {
  ...all('hstack vstack dstack columnStack stack meshgrid', fn),
  ...all('blockDiag broadcastTensors cartesianProd', spread),
  ...all('combinations atleast1d atleast2d atleast3d', fn),
  // Through reshape, which copies where the layout has no such view.
  viewAs: (input: Tensor, other) => input.contiguous().viewAs(other),
  unflatten: (input: Tensor, dim, sizes) => input.contiguous().unflatten(dim, sizes),
  ...all('ravel reshapeAs expandAs flatten oneHot vander', method),
  ...all('tensorSplit hsplit vsplit dsplit split chunk unbind narrow', method),
  ...all('trilIndices triuIndices logspace linspace eye scalarTensor', fn),
};
