import { rememberFields } from '../history/numbers';
import { zeros } from '../ops/creation';
import { finfo } from '../tensor/limits';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { average_ } from './descent';
import { type Given, type GroupInput, requireFromZero, requireOption } from './groups';
import { Optimizer } from './optimizer';
import { type OptimizerStateDict, restore } from './state';

/** Options of a parameter group of `Adafactor`. */
export interface AdafactorOptions {
  /** Learning rate at most: it falls with the root of the steps, and goes with the parameter's size. */
  lr: number;
  /** The power by which the share of the latest square falls. */
  beta2Decay: number;
  /** The least average square, as its root (null: the dtype's epsilon), and the least size of a parameter. */
  eps: readonly [number | null, number];
  /** The update's root mean square is cut to this. */
  d: number;
  /** Shrinks the parameter itself, apart from the gradient. */
  weightDecay: number;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/**
 * Adam in less memory: of a matrix's average squares it keeps the means of rows and columns (torch.optim.Adafactor;
 * Shazeer and Stern 2018).
 */
export class Adafactor extends Optimizer<AdafactorOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<AdafactorOptions>>,
    {
      lr = 1e-2,
      beta2Decay = -0.8,
      eps = [null, 1e-3],
      d = 1,
      weightDecay = 0,
      maximize = false,
    }: Partial<AdafactorOptions> = {},
  ) {
    super(params, { lr, beta2Decay, eps, d, weightDecay, maximize });
  }

  protected check(options: AdafactorOptions): void {
    const { beta2Decay, eps, d } = options;
    requireFromZero(this, options, 'lr', 'weightDecay');
    requireOption(this, 'beta2Decay', beta2Decay, beta2Decay <= 0, 'up to 0');
    requireOption(this, 'eps[0]', eps[0] ?? 0, eps[0] === null || eps[0] >= 0, 'from 0, or null');
    requireOption(this, 'eps[1]', eps[1], eps[1] >= 0, 'from 0');
    requireOption(this, 'd', d, d >= 1, 'from 1');
  }

  protected update(parameter: Tensor, gradient: Tensor, options: AdafactorOptions, label: string): void {
    const { lr, beta2Decay, eps, d, weightDecay, maximize } = options;
    this.updateAsOp({ op: 'adafactor', label, parameter, gradient, options, slots: {} }, (state) => {
      const descent = maximize ? gradient.neg() : gradient;
      const keeps = 1 - state.step ** beta2Decay;
      const rate = Math.min(lr, 1 / Math.sqrt(state.step)) * Math.max(eps[1], rootMeanSquare(parameter));
      const least = eps[0] ?? finfo(parameter.dtype).eps;
      if (weightDecay !== 0) parameter.mul_(1 - lr * weightDecay);
      const squares = averageSquares(state, descent, keeps, least);
      const step = squares
        .clamp({ min: least * least })
        .rsqrt()
        .mul(descent);
      parameter.sub_(step.mul(rate / Math.max(1, rootMeanSquare(step) / d)));
    });
  }

  /** Rows and columns of a state have other shapes than their parameter. */
  override loadStateDict(saved: OptimizerStateDict<AdafactorOptions>): void {
    restore(saved, this.paramGroups, this.state, false);
  }
}

/** What is known of the average squares of a gradient, which is taken into it. */
function averageSquares(
  state: Record<string, unknown>,
  descent: Tensor,
  keeps: number,
  least: number,
): Tensor {
  const slot = (name: string, shape: readonly number[]): Tensor => {
    if (state[name] === undefined) {
      const slot = keep(zeros([...shape], { dtype: descent.dtype }));
      rememberFields(state);
      state[name] = slot;
    }
    return state[name] as Tensor;
  };
  const { shape } = descent;
  const square = descent.square();
  if (shape.length < 2) return average_(slot('variance', shape), square, keeps);
  const rows = average_(slot('rowVar', [...shape.slice(0, -1), 1]), square.mean(-1, true), keeps);
  const columns = slot('colVar', [...shape.slice(0, -2), 1, shape[shape.length - 1]]);
  average_(columns, square.mean(-2, true), keeps);
  return rows.matmul(columns).div(rows.mean(-2, true).clamp({ min: least }));
}

function rootMeanSquare(values: Tensor): number {
  return values.norm().item() / Math.sqrt(values.numel());
}
