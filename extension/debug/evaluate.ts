/** Expressions that a person evaluates: console, watch, hover. */
import type { Protocol } from 'devtools-protocol';
import type { Frame } from './frames';
import { type Remote, type RemoteObject, thrownByProgram } from './remote';

export type EvaluateContext = 'repl' | 'watch' | 'hover' | 'variables' | 'clipboard';

/** A watch or hover that takes longer (ms) is given up: nobody asked for it by hand. */
const timeLimit = 5000;

/** Where an expression is evaluated. Without a frame it is the program's globals. */
export interface Standing {
  readonly frame: Frame | null;
  readonly isStopped: boolean;
}

/**
 * Ops have their own autograd and never stop. Watches and hovers leave the random numbers as they were. Throws an
 * error whose message is the program's.
 */
export async function evaluate(
  expression: string,
  { frame, isStopped }: Standing,
  context: EvaluateContext,
  { inspector }: Remote,
): Promise<RemoteObject> {
  const byHand = context === 'repl' || context === 'variables';
  const objectGroup = context === 'repl' ? 'console' : 'stop';
  const limit = byHand ? {} : { timeout: timeLimit };
  if (!isStopped) {
    // V8's console mode gives its result by a promise, which a busy or stopped program does not go on with.
    const isConsoles = byHand && /\bawait\b|^\s*(let|const|class)\b/.test(expression);
    const running = isConsoles ? { replMode: true, awaitPromise: true } : limit;
    return resultOf(await inspector.send('Runtime.evaluate', { expression, objectGroup, ...running }));
  }
  const callFrameId = frame?.callFrame?.callFrameId;
  const given = { expression: wrapped(expression), objectGroup, ...limit };
  // Sent together, so that nothing comes between them.
  const [, result] = await Promise.all([
    inspector.send('Runtime.evaluate', { expression: `__backstep.enter(${!byHand})` }),
    callFrameId === undefined
      ? inspector.send('Runtime.evaluate', given)
      : inspector.send('Debugger.evaluateOnCallFrame', { callFrameId, ...given }),
    inspector.send('Runtime.evaluate', { expression: '__backstep.leave()' }),
  ]);
  return resultOf(result);
}

function resultOf({ result, exceptionDetails }: Protocol.Runtime.EvaluateResponse): RemoteObject {
  if (exceptionDetails) throw thrownByProgram(exceptionDetails);
  return result;
}

/** `{a: 1}` is meant as an object, not as a block. */
function wrapped(expression: string): string {
  return /^\s*\{[\s\S]*\}\s*$/.test(expression) ? `(${expression}\n)` : expression;
}
