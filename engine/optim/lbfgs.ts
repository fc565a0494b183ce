import { enableGrad, noGrad } from '../autograd/mode';
import { rememberEntry } from '../history/changes';
import { context, inOptimizer, inside } from '../ops/context';
import { zeros } from '../ops/creation';
import { cat } from '../ops/join';
import { fail } from '../tensor/errors';
import { keep } from '../tensor/scope';
import type { Tensor } from '../tensor/tensor';
import { type Given, type GroupInput, requireFromZero } from './groups';
import { Optimizer } from './optimizer';
import { type OptimizerStateDict, restore } from './state';
import { type LinePoint, strongWolfe } from './wolfe';

/** Options of `LBFGS`. */
export interface LBFGSOptions {
  /** The length of a step, or of the first one that a line search tries. */
  lr: number;
  /** Directions followed in one `step` at most. */
  maxIter: number;
  /** Calls of the closure in one `step` at most; 5/4 of maxIter by default. */
  maxEval: number;
  /** Ends where no element of the gradient is larger. */
  toleranceGrad: number;
  /** Ends where neither the loss nor a parameter changes by more. */
  toleranceChange: number;
  /** How many of the latest changes are remembered. */
  historySize: number;
  /** 'strongWolfe', or null for steps of the length `lr`. */
  lineSearchFn: 'strongWolfe' | null;
  /** Goes up the gradient instead of down. */
  maximize: boolean;
}

/** What is known from one direction to the next; vectors are flat, of all parameters. */
interface Memory {
  funcEvals: number;
  nIter: number;
  /** The direction, and how far it was followed. */
  d?: Tensor;
  t?: number;
  /** Changes of the gradient, and of the parameters. */
  oldDirs: Tensor[];
  oldStps: Tensor[];
  /** 1 / (y · s) of each. */
  ro: number[];
  hDiag: number;
  prevFlatGrad?: Tensor;
}

/** A change with less curvature than this says nothing. */
const LEAST_CURVATURE = 1e-10;

/**
 * L-BFGS (torch.optim.LBFGS; Nocedal 1980, Liu and Nocedal 1989). One `step` follows several directions and calls
 * its closure again and again: the closure clears the gradients, computes the loss, calls backward() and returns the
 * loss. All parameters are in one group.
 */
export class LBFGS extends Optimizer<LBFGSOptions> {
  constructor(
    params: Iterable<Given> | Iterable<GroupInput<LBFGSOptions>>,
    {
      lr = 1,
      maxIter = 20,
      maxEval = Math.floor((maxIter * 5) / 4),
      toleranceGrad = 1e-7,
      toleranceChange = 1e-9,
      historySize = 100,
      lineSearchFn = null,
      maximize = false,
    }: Partial<LBFGSOptions> = {},
  ) {
    super(params, {
      lr,
      maxIter,
      maxEval,
      toleranceGrad,
      toleranceChange,
      historySize,
      lineSearchFn,
      maximize,
    });
    this.#requireOneGroup(this.paramGroups.length);
  }

  #requireOneGroup(count: number): void {
    if (count === 1) return;
    fail('LBFGS', 'all parameters are to be in one group', `${count} groups`, 'pass model.parameters()');
  }

  protected check(options: LBFGSOptions): void {
    requireFromZero(
      this,
      options,
      'lr',
      'maxIter',
      'maxEval',
      'toleranceGrad',
      'toleranceChange',
      'historySize',
    );
    const { lineSearchFn } = options;
    if (lineSearchFn !== null && lineSearchFn !== 'strongWolfe') {
      fail('LBFGS', 'there is no such lineSearchFn', String(lineSearchFn), "give 'strongWolfe' or null");
    }
  }

  override addParamGroup(_group: GroupInput<LBFGSOptions>): never {
    return this.#requireOneGroup(2) as never;
  }

  override step(): never;
  override step<T>(closure: () => T): T;
  override step<T>(closure?: () => T): T {
    if (typeof closure !== 'function') {
      const remedy = 'pass a function that clears the gradients, calls backward() and returns the loss';
      fail('LBFGS.step', 'there is no closure', String(closure), remedy);
    }
    return this.stepping(() => noGrad(() => this.#step(closure)));
  }

  #step<T>(closure: () => T): T {
    const [group] = this.paramGroups;
    const { lr, maxIter, maxEval, toleranceGrad, toleranceChange, lineSearchFn, maximize } = group;
    rememberEntry(this.state, group.params[0]);
    const memory = this.#memory();
    const evaluate = (): T => {
      memory.funcEvals++;
      return enableGrad(closure);
    };
    const signed = (loss: T) => (maximize ? -Number(loss) : Number(loss));
    const given = evaluate();
    let evaluations = 1;
    let loss = signed(given);
    let gradient = this.#gradient();
    const isDone = () => largest(gradient) <= toleranceGrad;
    if (isDone()) return given;

    for (let iteration = 1; iteration <= maxIter; iteration++) {
      memory.nIter++;
      const direction = this.#direction(gradient, memory);
      const before = loss;
      const slope = along(gradient, direction);
      let t = memory.nIter === 1 ? Math.min(1, 1 / aside(() => gradient.abs().sum().item())) * lr : lr;
      Object.assign(memory, { d: keep(direction), t, prevFlatGrad: keep(gradient) });
      if (slope > -toleranceChange) break;
      const starts = aside(() => group.params.map((parameter) => parameter.detach().clone()));
      const last = iteration === maxIter;
      const evaluateAt = (t: number): LinePoint => {
        this.#move(starts, direction, t);
        const loss = signed(evaluate());
        const gradient = this.#gradient();
        return { t, loss, gradient, slope: along(gradient, direction) };
      };
      if (lineSearchFn !== null) {
        const found = strongWolfe({
          evaluate: evaluateAt,
          start: { t: 0, loss, gradient, slope },
          first: t,
          tries: maxEval - evaluations,
          shortest: toleranceChange / largest(direction),
        });
        ({ t, loss, gradient } = found.point);
        evaluations += found.evaluations;
        this.#move(starts, direction, t);
      } else if (last) {
        this.#move(starts, direction, t);
      } else {
        ({ loss, gradient } = evaluateAt(t));
        evaluations++;
      }
      memory.t = t;
      if (last || evaluations >= maxEval || isDone()) break;
      if (largest(direction) * t <= toleranceChange || Math.abs(loss - before) < toleranceChange) break;
    }
    return given;
  }

  /** As PyTorch, the first parameter has the state of all. */
  #memory(): Memory {
    const [first] = this.paramGroups[0].params;
    const none = { funcEvals: 0, nIter: 0, oldDirs: [], oldStps: [], ro: [], hDiag: 1 };
    if (!this.state.has(first)) this.state.set(first, none);
    return this.state.get(first) as unknown as Memory;
  }

  /** The gradients of all parameters as one vector, turned around for `maximize`; zeros where there is none. */
  #gradient(): Tensor {
    const [{ params, maximize }] = this.paramGroups;
    return aside(() => {
      const flat = params.map(
        (parameter) => parameter.grad?.reshape(-1) ?? zeros([parameter.numel()], { dtype: parameter.dtype }),
      );
      return maximize ? cat(flat).neg() : cat(flat);
    });
  }

  /** The direction to follow, by the two loops of L-BFGS, as one op; remembers the last change. */
  #direction(gradient: Tensor, memory: Memory): Tensor {
    let direction = gradient;
    const inputs = [{ name: 'grad', tensor: gradient }];
    inOptimizer('lbfgs direction', 'lbfgsDirection', inputs, { nIter: memory.nIter }, () => {
      if (memory.nIter > 1) this.#remember(gradient, memory);
      direction = towardsMinimum(gradient, memory);
      return [{ name: 'direction', tensor: direction }];
    });
    return direction;
  }

  #remember(gradient: Tensor, memory: Memory): void {
    const { historySize } = this.paramGroups[0];
    const y = gradient.sub(memory.prevFlatGrad as Tensor);
    const s = (memory.d as Tensor).mul(memory.t as number);
    const curvature = y.dot(s).item();
    if (!(curvature > LEAST_CURVATURE)) return;
    if (memory.oldDirs.length === historySize) {
      for (const list of [memory.oldDirs, memory.oldStps, memory.ro]) list.shift();
    }
    memory.oldDirs.push(keep(y));
    memory.oldStps.push(keep(s));
    memory.ro.push(1 / curvature);
    memory.hDiag = curvature / y.dot(y).item();
  }

  /** Puts every parameter `t` times the direction from its start; each is one op. */
  #move(starts: readonly Tensor[], direction: Tensor, t: number): void {
    let place = 0;
    [...this.labelled()].forEach(([parameter, , label], i) => {
      const start = place;
      const part = aside(() => direction.narrow(0, start, parameter.numel()).reshape(parameter.shape));
      place += parameter.numel();
      const inputs = [
        { name: 'parameter', tensor: parameter },
        { name: 'direction', tensor: part },
      ];
      inOptimizer(`lbfgs ${label}`, 'lbfgs', inputs, { t }, () => {
        parameter.copy_(starts[i].add(part.mul(t)));
      });
    });
  }

  /** `step` moves all parameters together. */
  protected update(): never {
    fail('LBFGS', 'a parameter is not updated alone', 'update()', 'call step(closure)');
  }

  override loadStateDict(saved: OptimizerStateDict<LBFGSOptions>): void {
    restore(saved, this.paramGroups, this.state, false);
  }
}

/** -H g, with the inverse Hessian H that the remembered changes imply. */
function towardsMinimum(gradient: Tensor, { oldDirs, oldStps, ro, hDiag }: Memory): Tensor {
  const shares: number[] = [];
  const direction = gradient.neg();
  for (let i = ro.length - 1; i >= 0; i--) {
    shares[i] = oldStps[i].dot(direction).item() * ro[i];
    direction.sub_(oldDirs[i].mul(shares[i]));
  }
  direction.mul_(hDiag);
  for (let i = 0; i < ro.length; i++) {
    const back = oldDirs[i].dot(direction).item() * ro[i];
    direction.add_(oldStps[i].mul(shares[i] - back));
  }
  return direction;
}

const largest = (vector: Tensor) => aside(() => vector.abs().max().item());
const along = (vector: Tensor, direction: Tensor) => aside(() => vector.dot(direction).item());

/** Runs what is no op of the program's: it counts as the inside of the optimizer. */
function aside<R>(fn: () => R): R {
  const { phase } = context;
  context.phase = 'optimizer';
  try {
    return inside(fn);
  } finally {
    context.phase = phase;
  }
}
