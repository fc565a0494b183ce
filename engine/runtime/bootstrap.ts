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

/** What a worker that is started with a file of the program runs: absolute path, and the URL of the file's module. */
export type Runnable = readonly (readonly [path: string, url: string])[];

/** The name by which environment data holds the `NestedStart` of a worker that the program starts. */
export const nestedData = '__backstepNested';

/** What every worker that the program starts is given, before its own code runs. */
export interface NestedStart {
  readonly runnable: Runnable;
  /** Of the program's modules; ends in a slash. */
  readonly modulesUrl: string;
  /** Absolute path of the file that it runs, as the person wrote it; null where it runs none. */
  readonly program: string | null;
  /** What its random numbers begin with, see {@link WorkerStart}. */
  readonly seed: number;
  /** Null where nobody debugs. */
  readonly debugged: NestedDebugged | null;
}

export interface NestedDebugged {
  /** As those of {@link WorkerStart}; `output` also carries `NestedNotice`s. */
  readonly flags: SharedArrayBuffer;
  readonly line: SharedArrayBuffer;
  readonly output: MessagePort;
  readonly backlog: SharedArrayBuffer;
  /** What it writes there goes to the controller, and not to the thread that started it. */
  readonly streams: readonly ('stdout' | 'stderr')[];
}

/** What a thread tells the controller of those that it starts and ends. */
export type NestedNotice =
  | {
      readonly starts: string;
      /** What a person calls it; null: nothing. */
      readonly name: string | null;
      /** Of the file that it runs. */
      readonly file: string | null;
      readonly flags: SharedArrayBuffer;
      readonly line: SharedArrayBuffer;
      /** What comes from it. */
      readonly output: MessagePort;
    }
  /** It has hung up; null: the thread that says so. */
  | { readonly ends: string | null };

export interface WorkerStart {
  /** See engine/history/flags.ts. */
  readonly flags: SharedArrayBuffer;
  /** See engine/history/ring; null where nobody debugs. */
  readonly ring: SharedArrayBuffer | null;
  /** Carries `SiteText`, see output.ts, `Finding`s of detectors, and `NestedNotice`s. */
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
  readonly runnable: Runnable;
  /** Whether the workers that the program starts are debugged too. */
  readonly debug: boolean;
  /** What random numbers begin with, where the program does not seed them: the engine's and `Math.random`. */
  readonly seed: number;
  /** By call-site id, for errors that name an earlier call. */
  readonly sites: LaunchResult['sites'];
}
