/** Whether ops are recorded. */
import { making } from '../tensor/storage';

/** Read by the dispatcher. Change it with the functions below. */
export const mode = { recording: true };

/** Whether ops are recorded here (torch.is_grad_enabled). */
export function isGradEnabled(): boolean {
  return mode.recording;
}

/** Whether `inferenceMode` runs here (torch.is_inference_mode_enabled). */
export function isInferenceModeEnabled(): boolean {
  return making.inference;
}

/** Turns recording on or off from here on (torch.set_grad_enabled). Returns what it was. */
export function setGradEnabled(enabled: boolean): boolean {
  const before = mode.recording;
  mode.recording = enabled && !making.inference;
  return before;
}

/**
 * Runs `fn` without recording: what it makes requires no gradient (torch.no_grad). For an async function it holds
 * until its promise settles, also for other code that runs meanwhile.
 */
export function noGrad<R>(fn: () => R): R {
  return withModes(false, making.inference, fn);
}

/** Runs `fn` with recording, also inside of `noGrad` (torch.enable_grad). Async functions as in {@link noGrad}. */
export function enableGrad<R>(fn: () => R): R {
  return withModes(!making.inference, making.inference, fn);
}

/**
 * As {@link noGrad}; moreover, the tensors made inside can never be part of a graph, not even later: saving one for a
 * backward pass, or writing to one outside, is an error (torch.inference_mode). With `enabled: false` it ends an
 * inference mode around it.
 */
export function inferenceMode<R>(fn: () => R, enabled = true): R {
  return withModes(!enabled, enabled, fn);
}

function withModes<R>(recording: boolean, inference: boolean, fn: () => R): R {
  const before = { recording: mode.recording, inference: making.inference };
  const putBack = () => {
    mode.recording = before.recording;
    making.inference = before.inference;
  };
  mode.recording = recording;
  making.inference = inference;
  let result: R;
  try {
    result = fn();
  } catch (error) {
    putBack();
    throw error;
  }
  if (!(result instanceof Promise)) {
    putBack();
    return result;
  }
  return result.finally(putBack) as R;
}
