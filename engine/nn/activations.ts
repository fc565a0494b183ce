/** Smooth activations. A single parameter is given by its place: `new nn.GLU(1)`. */
import type { Tensor } from '../tensor/tensor';
import * as F from './functional';
import { Module } from './module';

/** 1 / (1 + e^-x) (torch.nn.Sigmoid). */
export class Sigmoid extends Module {
  /** […] to the same shape, from 0 to 1. */
  forward(x: Tensor): Tensor {
    return F.sigmoid(x);
  }
}

/** (torch.nn.Tanh) */
export class Tanh extends Module {
  /** […] to the same shape, from -1 to 1. */
  forward(x: Tensor): Tensor {
    return F.tanh(x);
  }
}

/** Options of `GELU`. */
export interface GELUOptions {
  /** 'none': x Φ(x) with the error function; 'tanh': Hendrycks and Gimpel's approximation. */
  readonly approximate?: 'none' | 'tanh';
}

/** x Φ(x) (torch.nn.GELU; Hendrycks and Gimpel 2016). */
export class GELU extends Module {
  /** 'none', or 'tanh' for the approximation. */
  readonly approximate: 'none' | 'tanh';

  constructor({ approximate = 'none' }: GELUOptions = {}) {
    super();
    this.approximate = approximate;
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.gelu(x, { approximate: this.approximate });
  }

  override extraRepr(): string {
    return `approximate=${this.approximate}`;
  }
}

/** x sigmoid(x), also named swish (torch.nn.SiLU). */
export class SiLU extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.silu(x);
  }
}

/** x tanh(softplus(x)) (torch.nn.Mish). */
export class Mish extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.mish(x);
  }
}

/** x / (1 + |x|) (torch.nn.Softsign). */
export class Softsign extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.softsign(x);
  }
}

/** x - tanh(x) (torch.nn.Tanhshrink). */
export class Tanhshrink extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.tanhshrink(x);
  }
}

/** log sigmoid(x), without its overflow (torch.nn.LogSigmoid). */
export class LogSigmoid extends Module {
  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.logsigmoid(x);
  }
}

/** The first half along `dim` times the sigmoid of the second (torch.nn.GLU). */
export class GLU extends Module {
  constructor(
    /** The axis that is halved. */
    readonly dim = -1,
  ) {
    super();
  }

  /** An even size along `dim` to half of it. */
  forward(x: Tensor): Tensor {
    return F.glu(x, { dim: this.dim });
  }

  override extraRepr(): string {
    return `dim=${this.dim}`;
  }
}

/** Options of `Softplus`. */
export interface SoftplusOptions {
  /** How sharp the bend is; 1 by default. */
  readonly beta?: number;
  /** Above it, beta x is taken for the logarithm; 20 by default. */
  readonly threshold?: number;
}

/** log(1 + e^(beta x)) / beta; x itself where beta x is more than `threshold` (torch.nn.Softplus). */
export class Softplus extends Module {
  /** How sharp the bend is; 1 by default. */
  readonly beta: number;
  /** Above it, beta x is taken for the logarithm. */
  readonly threshold: number;

  constructor({ beta = 1, threshold = 20 }: SoftplusOptions = {}) {
    super();
    this.beta = beta;
    this.threshold = threshold;
  }

  /** […] to the same shape. */
  forward(x: Tensor): Tensor {
    return F.softplus(x, { beta: this.beta, threshold: this.threshold });
  }

  override extraRepr(): string {
    return `beta=${this.beta}, threshold=${this.threshold}`;
  }
}
