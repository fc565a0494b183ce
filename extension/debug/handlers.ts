/** Requests by their command, and what their handlers find when one comes. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debugged } from './debugged';
import type { Program } from './program';
import type { Again } from './runs';
import type { Stopped } from './stopped';

/** By command. Arguments come as the client sent them; the protocol's types say what they should be. */
// biome-ignore lint/suspicious/noExplicitAny: the edge of the protocol
export type Handlers = Record<string, (args: any) => Promise<unknown>>;

/** The session as it is when a request comes. The first three throw where there is none. */
export interface Current {
  program(): Program;
  /** The program under the debugger. */
  debugged(): Debugged;
  stopped(): Stopped;
  /** Does something once the response under way is sent. */
  afterResponse(next: () => void): void;
  /** Ends the program, and launches it anew to run to where it was. */
  restart(again: Again): Promise<void>;
  send(event: DebugProtocol.Event): void;
  /**
   * Tells the client that the stop it shows is over. The standard steps say so themselves; after other requests it would
   * go on to show why the program stopped before.
   */
  goesOn(): void;
  /** A value was changed on which others depend that the client shows. */
  changed(): void;
}
