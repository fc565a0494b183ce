import * as bs from 'backstep';
import { linalg } from 'backstep';
import { all, fn, type Samples } from './call';

export const distances: Samples = { cdist: fn('cdist') };

export const products: Samples = {
  ...all('outer ger mv vdot inner tensordot kron cross trace addmm addmv addr baddbmm addbmm einsum', fn),
  chainMatmul: (tensors) => bs.chainMatmul(...tensors),
  'linalg.cross': linalg.cross,
  'linalg.vecdot': linalg.vecdot,
  'linalg.multiDot': linalg.multiDot,
};
