import { noGrad } from '../autograd/mode';
import { rememberState } from '../history/changes';
import { detects, lossScaled } from '../history/detection';
import { fail } from '../tensor/errors';
import type { Tensor } from '../tensor/tensor';
import type { Optimizer } from './optimizer';

/** Options of `GradScaler`. */
export interface GradScalerOptions {
  /** 65536 by default. */
  readonly initScale?: number;
  /** The scale is multiplied by this after `growthInterval` steps without overflow; 2 by default. */
  readonly growthFactor?: number;
  /** The scale is multiplied by this after an overflow; 0.5 by default. */
  readonly backoffFactor?: number;
  /** 2000 by default. */
  readonly growthInterval?: number;
  /** Off, it does nothing but to call `optimizer.step()`. */
  readonly enabled?: boolean;
}

/** Where a `GradScaler` is. */
export interface GradScalerState {
  /** Times the loss. */
  readonly scale: number;
  /** Steps without overflow since the scale changed. */
  readonly growthTracker: number;
}

type Stage = 'unscaled' | 'stepped';

/**
 * Scales the loss up so that small gradients do not vanish in a narrow dtype, and leaves out steps whose gradients
 * overflow (torch.amp.GradScaler; Micikevicius et al. 2018):
 * `scaler.scale(loss).backward(); scaler.step(optimizer); scaler.update();`
 */
export class GradScaler {
  readonly #options: Required<GradScalerOptions>;
  #scale: number;
  /** Steps without overflow since the scale changed. */
  #growthTracker = 0;
  #overflow = false;
  readonly #stages = new Map<Optimizer<object>, Stage>();
  readonly #overflowing = new Set<Optimizer<object>>();

  constructor({
    initScale = 65536,
    growthFactor = 2,
    backoffFactor = 0.5,
    growthInterval = 2000,
    enabled = true,
  }: GradScalerOptions = {}) {
    if (!(growthFactor > 1))
      fail('GradScaler', 'invalid growthFactor', String(growthFactor), 'give more than 1');
    if (!(backoffFactor < 1))
      fail('GradScaler', 'invalid backoffFactor', String(backoffFactor), 'give less than 1');
    this.#options = { initScale, growthFactor, backoffFactor, growthInterval, enabled };
    this.#scale = initScale;
  }

  /** The loss times the scale. */
  scale(loss: Tensor): Tensor {
    if (!this.#options.enabled) return loss;
    const scaled = loss.mul(this.#scale);
    if (detects()) lossScaled(scaled, this.#scale);
    return scaled;
  }

  /** Divides the optimizer's gradients by the scale, in place, such as before clipping them. */
  unscale_(optimizer: Optimizer<object>): void {
    if (!this.#options.enabled) return;
    if (this.#stages.has(optimizer)) {
      const remedy = 'call it once, before step(), and update() after it';
      fail('unscale_', 'the gradients are unscaled already', optimizer.constructor.name, remedy);
    }
    noGrad(() => {
      for (const { params } of optimizer.paramGroups) {
        for (const { grad } of params) {
          if (!grad) continue;
          grad.mul_(1 / this.#scale);
          if (!grad.isfinite().all().item()) this.#overflowing.add(optimizer);
        }
      }
    });
    if (this.#overflowing.has(optimizer)) this.#overflow = true;
    this.#stages.set(optimizer, 'unscaled');
  }

  /** Calls `optimizer.step()`, unless a gradient is infinite or NaN. Whether it did. */
  step(optimizer: Optimizer<object>): boolean {
    if (this.#options.enabled) {
      if (this.#stages.get(optimizer) === 'stepped') {
        fail(
          'GradScaler.step',
          'the step is already made',
          optimizer.constructor.name,
          'call update() after it',
        );
      }
      if (!this.#stages.has(optimizer)) this.unscale_(optimizer);
      this.#stages.set(optimizer, 'stepped');
      if (this.#overflowing.has(optimizer)) return false;
    }
    optimizer.step();
    return true;
  }

  /** Changes the scale after what the steps have met. */
  update(): void {
    if (!this.#options.enabled) return;
    const { growthFactor, backoffFactor, growthInterval } = this.#options;
    if (this.#stages.size === 0) {
      fail('GradScaler.update', 'no step was made', 'no optimizer', 'call step(optimizer) before it');
    }
    rememberState(
      () => this.stateDict(),
      (state) => this.loadStateDict(state),
    );
    if (this.#overflow) {
      this.#scale *= backoffFactor;
      this.#growthTracker = 0;
    } else if (++this.#growthTracker === growthInterval) {
      this.#scale *= growthFactor;
      this.#growthTracker = 0;
    }
    this.#overflow = false;
    this.#stages.clear();
    this.#overflowing.clear();
  }

  /** The present scale; 1 where it is not enabled. */
  getScale(): number {
    return this.#options.enabled ? this.#scale : 1;
  }

  /** Whether it scales at all. */
  isEnabled(): boolean {
    return this.#options.enabled;
  }

  /** The scale, and how long it has held: all that goes on with another scaler. */
  stateDict(): GradScalerState {
    return { scale: this.#scale, growthTracker: this.#growthTracker };
  }

  /** Goes on where the state was saved. */
  loadStateDict({ scale, growthTracker }: GradScalerState): void {
    this.#scale = scale;
    this.#growthTracker = growthTracker;
  }
}
