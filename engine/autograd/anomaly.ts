/** What is looked for in backward passes beyond errors. */
import type { Tensor } from '../tensor/tensor';

export interface AnomalyOptions {
  /** Also refuse gradients that have NaN; as it is by default. */
  readonly checkNan?: boolean;
}

/** Read where nodes are made and run. */
export const anomaly = { enabled: false, checkNan: true };

/** Turns {@link detectAnomaly} on or off from here on (torch.autograd.set_detect_anomaly). Returns what it was. */
export function setDetectAnomaly(enabled: boolean, { checkNan = true }: AnomalyOptions = {}): boolean {
  const before = anomaly.enabled;
  anomaly.enabled = enabled;
  anomaly.checkNan = checkNan;
  return before;
}

/**
 * Runs `fn`; a gradient that has NaN in it is an error which names the op and its call
 * (torch.autograd.detect_anomaly). Errors of a backward pass name the forward call anyway where the program runs under
 * the debugger; inside of this they do so in any program, at the price of a stack trace an op.
 */
export function detectAnomaly<R>(fn: () => R, options: AnomalyOptions = {}): R {
  const { enabled, checkNan } = anomaly;
  setDetectAnomaly(true, options);
  try {
    return fn();
  } finally {
    setDetectAnomaly(enabled, { checkNan });
  }
}

/** The position of the first gradient that has NaN; -1 where none has. */
export function firstNan(gradients: readonly (Tensor | null)[]): number {
  return gradients.findIndex((gradient) => gradient?.isFloatingPoint() && gradient.isnan().any().item());
}
