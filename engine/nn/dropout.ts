import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import { dropout } from './functional';
import { Module } from './module';

/**
 * In training, sets elements to 0 with probability `p` and multiplies the others by 1 / (1 - p); after `eval()`
 * it gives back what it gets (torch.nn.Dropout; Hinton et al. 2012).
 */
export class Dropout extends Module {
  constructor(readonly p = 0.5) {
    super();
    if (!(p >= 0 && p <= 1)) fail('Dropout', 'p is a probability', `${p}`, 'give a number from 0 to 1');
  }

  forward(x: Tensor): Tensor {
    return dropout(x, { p: this.p, training: this.training });
  }

  override extraRepr(): string {
    return `p=${this.p}`;
  }
}
