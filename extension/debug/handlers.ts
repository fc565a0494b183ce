/** Requests by their command, and what their handlers find when one comes. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debugged } from './debugged';
import type { Program } from './program';
import type { Again } from './runs';
import type { Addressed, Stopped } from './stopped';
import type { DebuggedThread } from './workers';

/** Does something once the request's response is sent. */
export type After = (next: () => void) => void;

/**
 * By command. Arguments come as the client sent them; the protocol's types say what they should be. The signal says
 * that the client gives the request up.
 */
// biome-ignore lint/suspicious/noExplicitAny: the edge of the protocol
export type Handlers = Record<string, (args: any, after: After, cancelled: AbortSignal) => Promise<unknown>>;

/** The session as it is when a request comes. The first four throw where there is none. */
export interface Current {
  program(): Program;
  /** The program under the debugger. */
  debugged(): Debugged;
  /** What a request means: of the program's own thread, where it says no other. */
  thread(of: Addressed): DebuggedThread;
  stopped(of: Addressed): Stopped;
  /** Whether the program's own thread is the only one. */
  isAlone(): boolean;
  /** Ends the program, and launches it anew; it runs to where it was `after` the response. */
  restart(again: Again, after: After): Promise<void>;
  send(event: DebugProtocol.Event): void;
  /**
   * Tells the client that the stop it shows is over. The standard steps say so themselves; after other requests it would
   * go on to show why the program stopped before. To be called before the response: VS Code, told of this and of the next
   * stop in one breath, forgets the reason of both. Without `threadId` it is the program's own thread's.
   */
  goesOn(threadId?: number): void;
  /** Tells the client that a value was changed on which others depend that it shows: lines, and bytes of tensors. */
  changed(at: Stopped): void;
}
