/** What the controller thread gives the program's thread at its start. */
import type { MessagePort } from 'node:worker_threads';
import type { LaunchResult } from './protocol';

/** The global function `(value, id) => value` that stores a call-site id in `flags[Flag.SITE]`. */
export const siteFunction = '__backstepSite';

/**
 * The global that holds what a session gave to the debuggee before the program's thread began: pairs of a function's
 * name and its argument, in their order.
 */
export const waitingCalls = '__backstepWaitingCalls';

export interface WorkerStart {
  /** See engine/history/flags.ts. */
  readonly flags: SharedArrayBuffer;
  /** See engine/history/ring; null where nobody debugs. */
  readonly ring: SharedArrayBuffer | null;
  /** Carries `SiteText`, see output.ts, and `Finding`s of detectors. */
  readonly output: MessagePort;
  /** One Int32: characters of output that the controller has not yet handed on. */
  readonly backlog: SharedArrayBuffer;
  /** See line.ts. */
  readonly line: SharedArrayBuffer;
  /** file: URL of the program's module. */
  readonly url: string;
  /** Absolute path of the program as it was written. */
  readonly program: string;
  readonly args: readonly string[];
  /** What `process.cwd()` says, where the process' own folder is not the program's; else null. */
  readonly cwd: string | null;
  /** Of the program's modules; ends in a slash. */
  readonly modulesUrl: string;
  /** What random numbers begin with, where the program does not seed them: the engine's and `Math.random`. */
  readonly seed: number;
  /** By call-site id, for errors that name an earlier call. */
  readonly sites: LaunchResult['sites'];
}
