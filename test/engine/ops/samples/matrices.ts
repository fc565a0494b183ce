import { linear } from '../../../../engine/ops/matmul';
import { fn, type Samples } from './call';

export const matrices: Samples = {
  matmul: fn('matmul'),
  linear,
};
