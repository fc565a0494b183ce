import type { Tensor } from 'backstep';
import { F } from 'backstep';
import { all, inPlace, method, type Samples } from './call';

const pad = (input: Tensor, pads: readonly number[], mode?: 'constant', value?: number) =>
  F.pad(input, pads, mode, value);

export const shaping: Samples = {
  ...all('flip roll diagonal diagonalScatter selectScatter sliceScatter unfold repeat tril triu', method),
  constantPad: pad,
  pad,
  asStrided: { elsewhere: 'strided.test.ts' },
};

export const shapingFunctions: Samples = {
  ...all('fliplr flipud rot90 movedim swapaxes diag diagEmbed diagflat tile repeatInterleave', method),
  ...all('fillDiagonal_ tril_ triu_', inPlace),
};
