/**
 * The only places where the engine stops under a debugger. This file is built apart from the rest of the
 * engine, because V8 never pauses in a file whose frames are hidden (blackboxed).
 */
import type { OpEvent } from './event';
import type { Hit } from './hit';

/** An op stop. The session reads `event` and `hits` from this frame; there are none at a step. */
export function stopAtOp(event: OpEvent, hits: readonly Hit[]): unknown {
  debugger;
  return { event, hits };
}

/**
 * A stop in the person's code, where a value was just put in the place of another, by no op. `write` counts them, so that
 * two stops can be told from two pauses of V8 at one.
 */
export function stopAtWrite(write: number, hits: readonly Hit[]): unknown {
  debugger;
  return { write, hits };
}

/** A pause that was asked for while the engine waits for another thread: for a person it is in their own line. */
export function stopInWait(): void {
  debugger;
}

/** Throws for the engine, so that "caught exceptions" stops at errors of ops too. */
export function raise(error: Error): never {
  throw error;
}
