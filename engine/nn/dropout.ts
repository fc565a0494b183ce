import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

/** In training drops what its function says; after `eval()` it gives back what it gets. */
abstract class Drop extends Module {
  constructor(
    /** The share that is dropped. */
    readonly p = 0.5,
  ) {
    super();
    if (!(p >= 0 && p <= 1)) {
      fail(this.constructor.name, 'p is a probability', `${p}`, 'give a number from 0 to 1');
    }
  }

  /** What the function of this layer is told. */
  protected get options(): F.DropoutOptions {
    return { p: this.p, training: this.training };
  }

  override extraRepr(): string {
    return `p=${this.p}`;
  }
}

/**
 * In training, sets elements to 0 with probability `p` and multiplies the others by 1 / (1 - p); after `eval()`
 * it gives back what it gets (torch.nn.Dropout; Hinton et al. 2012).
 */
export class Dropout extends Drop {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.dropout(x, this.options);
  }
}

/** Drops whole channels of [N, C, L] or [C, L] (torch.nn.Dropout1d). */
export class Dropout1d extends Drop {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.dropout1d(x, this.options);
  }
}

/** Drops whole channels of [N, C, H, W] (torch.nn.Dropout2d; Tompson et al. 2015). */
export class Dropout2d extends Drop {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.dropout2d(x, this.options);
  }
}

/** Drops whole channels of [N, C, D, H, W] or [C, D, H, W] (torch.nn.Dropout3d). */
export class Dropout3d extends Drop {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.dropout3d(x, this.options);
  }
}

/** Dropout for SELU: keeps mean 0 and variance 1 (torch.nn.AlphaDropout; Klambauer et al. 2017). */
export class AlphaDropout extends Drop {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.alphaDropout(x, this.options);
  }
}

/** AlphaDropout of whole channels (torch.nn.FeatureAlphaDropout). */
export class FeatureAlphaDropout extends Drop {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.featureAlphaDropout(x, this.options);
  }
}
