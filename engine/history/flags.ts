/**
 * The words that the controller thread and the program's thread share.
 * The dispatcher tests `WATCH` once an op: 0 means that nobody watches, and nothing else is touched.
 */
export const FLAG_WORDS = 16 + 240;

/** Places at which detectors find something that are told apart; more are not told. */
export const MOST_FINDINGS = 240;

/** Index of each word. */
export const Flag = {
  /** Who watches: a set of {@link Watch} bits. */
  WATCH: 0,
  /** Call-site id of the call being made; 0 is "unknown" (the console, or code without ids). */
  SITE: 1,
  /** An op stop happens only at ops of at most this depth; see `OpEvent.depth`. */
  DEPTH: 2,
  /** A stop at an op is asked for by `pause`, and not by a step. */
  PAUSE: 3,
  /** Ops executed so far: the index of the newest op + 1. */
  OPS: 4,
  /** Memory that history may hold on to, in MiB; may change at any time. */
  HISTORY_MEBIBYTES: 5,
  /** The program's thread, as `Addon.interrupt` knows it. */
  THREAD: 6,
  /**
   * Number of the person's expression that runs and can be ended; 0: none. The controller's thread makes it negative
   * for as long as it takes to end it.
   */
  EXPRESSION: 7,
  /** Memory that history holds on to, in KiB. */
  HISTORY_KIBIBYTES: 8,
  /** Index of the oldest op that can be gone back to, plus 1; 0 where there is none. */
  OLDEST: 9,
  /** The first of {@link MOST_FINDINGS} words: how often each finding was met. */
  FINDINGS: 16,
} as const;

export const Watch = {
  /** Stop at the next op. */
  STOP: 1,
  /** Keep every op and what it changed. */
  HISTORY: 2,
  /** Stop at ops that a breakpoint names. */
  BREAK: 4,
  /** Let detectors look. */
  DETECT: 8,
  /** Stop at gradients of ops that lines with a breakpoint call. */
  GRADIENT: 16,
  /** Stop where what a data breakpoint watches has changed. */
  DATA: 32,
  /** Stop where another module begins or ends. */
  MODULE: 64,
  /** Compare every op with an earlier run, up to the one at which to stop. */
  REPLAY: 128,
  /** Stop at ops that a breakpoint on an instruction means. */
  INSTRUCTION: 256,
} as const;

/** In a plain Node program this memory is private and all zero; a runtime host shares its own. */
export let flags = new Int32Array(new SharedArrayBuffer(FLAG_WORDS * 4));

/** Called once by the worker's bootstrap, before the program runs. */
export function shareFlags(shared: SharedArrayBuffer): void {
  flags = new Int32Array(shared);
}
