/** What a program stops by, beside V8's own breakpoints: lists that live in the program. */
import { waitingCalls } from '../../engine/runtime/bootstrap';
import type { Debuggee } from '../../engine/runtime/debuggee';
import type { Inspector } from './inspector';

/** A list that outlives restarts and is given to each program. */
export interface Armed {
  /** It is given also to a program on its way to an op, where nothing else is to stop. */
  readonly stopsNothing?: true;
  /** Gives it to a program that was just launched and does not run yet. */
  attach(inspector: Inspector): Promise<void>;
  /** The program has ended. */
  detach(): void;
}

/**
 * Calls a function of the debuggee with what `code` evaluates to in the program: now, or once the program starts. Gives
 * what it returned, undefined where it is called later.
 */
export async function arm(inspector: Inspector, name: keyof Debuggee, code: string): Promise<unknown> {
  // A program that is held before its first line has no debuggee yet.
  const later = `(globalThis.${waitingCalls} ??= []).push([${JSON.stringify(name)}, ${code}]), undefined`;
  const expression = `globalThis.__backstep ? __backstep.${name}(${code}) : (${later})`;
  const { result } = await inspector.send('Runtime.evaluate', { expression, returnByValue: true });
  return result.value;
}
