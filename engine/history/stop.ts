/**
 * The only places where the engine stops under a debugger. This file is built apart from the rest of the
 * engine, because V8 never pauses in a file whose frames are hidden (blackboxed).
 */
import type { OpEvent } from './event';

/** An op stop. The session reads `event`, and the ids of the breakpoints that were hit, from this frame. */
export function stopAtOp(event: OpEvent, hits: readonly number[]): unknown {
  debugger;
  return { event, hits };
}

/** Throws for the engine, so that "caught exceptions" stops at errors of ops too. */
export function raise(error: Error): never {
  throw error;
}
