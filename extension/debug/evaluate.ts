/** Expressions that a person evaluates: console, watch, hover. */
import type { Protocol } from 'devtools-protocol';
import type { Frame } from './frames';
import { type Remote, type RemoteObject, thrownByProgram } from './remote';

/** The protocol's, and `edit`: the value that something is to get. */
export type EvaluateContext = 'repl' | 'watch' | 'hover' | 'variables' | 'clipboard' | 'edit';

/** Where an expression is evaluated. Without a frame it is the program's globals. */
export interface Standing {
  readonly frame: Frame | null;
  readonly isStopped: boolean;
}

/**
 * Ops have their own autograd and never stop. Watches and hovers leave the random numbers as they were. Throws an
 * error whose message is the program's, or a sentence where `cancelled` or a time limit ended the expression.
 */
export async function evaluate(
  expression: string,
  { frame, isStopped }: Standing,
  context: EvaluateContext,
  { inspector, expressions }: Remote,
  cancelled?: AbortSignal,
): Promise<RemoteObject> {
  const isByItself = context !== 'repl' && context !== 'edit';
  const objectGroup = context === 'repl' ? 'console' : 'stop';
  if (!isStopped) {
    // V8's console mode gives its result by a promise, which a busy or stopped program does not go on with.
    const isConsoles = !isByItself && /\bawait\b|^\s*(let|const|class)\b/.test(expression);
    const mode = isConsoles ? { replMode: true, awaitPromise: true } : {};
    const result = expressions.inRunning((timeout) =>
      inspector.send('Runtime.evaluate', { expression, objectGroup, ...mode, timeout }),
    );
    return resultOf(await result);
  }
  const callFrameId = frame?.callFrame?.callFrameId;
  const result = expressions.inStopped({ isByItself, cancelled }, (timeout) =>
    expressions.onFrame(callFrameId, wrapped(expression), objectGroup, timeout),
  );
  return resultOf(await result);
}

function resultOf({ result, exceptionDetails }: Protocol.Runtime.EvaluateResponse): RemoteObject {
  if (exceptionDetails) throw thrownByProgram(exceptionDetails);
  return result;
}

/** `{a: 1}` is meant as an object, not as a block. */
function wrapped(expression: string): string {
  return /^\s*\{[\s\S]*\}\s*$/.test(expression) ? `(${expression}\n)` : expression;
}
