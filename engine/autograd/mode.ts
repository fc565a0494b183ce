/** Whether ops are recorded. */

/** Read by the dispatcher. Change it with the functions below. */
export const mode = { recording: true };

export function isGradEnabled(): boolean {
  return mode.recording;
}

/** Turns recording on or off from here on (torch.set_grad_enabled). Returns what it was. */
export function setGradEnabled(enabled: boolean): boolean {
  const before = mode.recording;
  mode.recording = enabled;
  return before;
}

/**
 * Runs `fn` without recording: what it makes requires no gradient (torch.no_grad). For an async function it holds
 * until its promise settles, also for other code that runs meanwhile.
 */
export function noGrad<R>(fn: () => R): R {
  return withRecording(false, fn);
}

/** Runs `fn` with recording, also inside of `noGrad` (torch.enable_grad). Async functions as in {@link noGrad}. */
export function enableGrad<R>(fn: () => R): R {
  return withRecording(true, fn);
}

function withRecording<R>(recording: boolean, fn: () => R): R {
  const before = setGradEnabled(recording);
  let result: R;
  try {
    result = fn();
  } catch (error) {
    mode.recording = before;
    throw error;
  }
  if (!(result instanceof Promise)) {
    mode.recording = before;
    return result;
  }
  return result.finally(() => {
    mode.recording = before;
  }) as R;
}
