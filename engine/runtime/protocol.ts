/** What a runtime host understands and tells: the contract between a debug session and the program's process. */
import type { Finding } from '../history/detection';
import type { Histogram, Statistics, TensorPlace, Tile, TileRequest } from '../tensor/picture';
import type { RunLog } from './debuggee/runs';
import type { HistoryPage, HistoryRequest, HistoryState } from './history';

export interface LaunchParams {
  /** Absolute path of a .ts, .tsx, .js, .mjs, .cjs, .mts or .cts file. */
  readonly program: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | null>>;
  readonly device: 'auto' | 'cpu' | 'cuda';
  /**
   * Record the ops that run, and keep their tensors, to go back to them: in so many MiB at most, 0: no tensors.
   * Null: record nothing.
   */
  readonly history: number | null;
  /** Whether the workers that the program starts are held, and told as threads. */
  readonly debug: boolean;
  /** What random numbers begin with, an integer from 0 to 2^53 - 1: the same for a run that is to be the same. */
  readonly seed: number;
}

/** A source file of the program, and the module that was made from it. */
export interface ProgramModule {
  /** Absolute path of the source as the person wrote it. */
  readonly source: string;
  /** file: URL that V8 knows the module by. */
  readonly url: string;
  /** Source map v3 (JSON) from `url` to `source`. */
  readonly map: string;
}

/** Where a call-site id points to. Lines and columns count from 1. */
export interface CallSite {
  readonly source: string;
  readonly line: number;
  readonly column: number;
}

export interface LaunchResult {
  readonly modules: readonly ProgramModule[];
  /** By call-site id; 0 is unknown. */
  readonly sites: readonly (CallSite | null)[];
  /** URL prefixes or exact URLs of files whose frames are the engine's own. */
  readonly hidden: readonly string[];
  /** URL of the built `engine/history/stop.ts`. */
  readonly stopUrl: string;
  readonly pid: number;
}

/** A worker that the program has started. */
export interface ProgramThread {
  /** The program's own thread is 1. Not used again. */
  readonly thread: number;
  /** For a person. */
  readonly name: string;
}

/** Resumes a paused thread, with the flags set just before. */
export interface ResumeParams {
  readonly method: 'Debugger.resume' | 'Debugger.stepInto' | 'Debugger.stepOver' | 'Debugger.stepOut';
  /** Stop also at the next op of at most this depth; null: at no op. */
  readonly stopAtOp: number | null;
}

/** How a program ended. */
export interface ProgramEnd {
  readonly code: number | null;
  readonly signal: string | null;
  /** What happened, for a person, when it was not a plain exit. */
  readonly message: string | null;
}

export interface HostMethods {
  /** Transpiles, and starts the worker, held before its first line. Rejects with a sentence that names file, line and error. */
  'program/launch': { params: LaunchParams; result: LaunchResult };
  /** Lets a held thread run. */
  'program/run': { params: { thread: number }; result: null };
  'program/resume': { params: ResumeParams & { readonly thread: number }; result: null };
  /** Asks a running thread to pause: at the next statement or op, whichever comes first; tries again until it does. */
  'program/pause': { params: { thread: number }; result: null };
  /**
   * Ends an expression of the person's by its number, and not the program. False where it is not under way, or V8 has
   * no means to end it.
   */
  'program/interrupt': { params: { thread: number; expression: number }; result: boolean };
  /** How many ops have run so far; also while the program is busy. */
  'program/ops': { params: Record<string, never>; result: number };
  /** Ends the program, also a paused or busy one. */
  'program/terminate': { params: Record<string, never>; result: null };
  /** The Chrome DevTools Protocol to a thread of the program. */
  'inspector/send': {
    params: { thread: number; method: string; params?: object };
    result: Record<string, unknown>;
  };
  /** The ops that ran: from memory that is shared with the program, whatever it does. */
  'history/read': { params: HistoryRequest; result: HistoryPage };
  /** What history takes; gives it `mebibytes` from the next op on, where they are given. */
  'history/budget': { params: { mebibytes?: number }; result: HistoryState };
  'tensor/statistics': { params: { place: TensorPlace }; result: Statistics };
  'tensor/histogram': { params: { place: TensorPlace; bins: number }; result: Histogram };
  /** `count` bytes from byte `start` of the elements in row-major order; fewer at their end. */
  'tensor/bytes': {
    params: { place: TensorPlace; start: number; count: number };
    result: { bytes: Uint8Array; total: number };
  };
  'tensor/tile': { params: { place: TensorPlace; tile: TileRequest }; result: Tile };
}

export interface HostEvents {
  'program/output': { stream: 'stdout' | 'stderr'; text: string; site: number };
  'program/finding': Finding;
  /** Before the end, where there were findings: how often each was met, by its number. */
  'program/counts': readonly number[];
  /** Before the end, where it was asked for: what ran. */
  'program/log': RunLog;
  'program/ended': ProgramEnd;
  /** It is held until `program/run`. Told only under a debugger, see `LaunchParams.debug`. */
  'program/thread': ProgramThread;
  'program/threadEnded': { thread: number };
  'inspector/event': { thread: number; method: string; params: Record<string, unknown> };
}
