/** The `id` of a notice that is of no breakpoint. */
export const noBreakpoint = -1;

/** What is to be told while the program runs on, mostly of a breakpoint. */
export interface Notice {
  /** Of the breakpoint, or {@link noBreakpoint}. */
  readonly id: number;
  /** What its log message says, or what else is to be read in the console. */
  readonly text?: string;
  /** Whether it can stop anything, from now on. */
  readonly verified?: boolean;
  /** Why it cannot, or what is wrong with it. */
  readonly message?: string;
}

let listener: (notice: Notice) => void = () => undefined;

/** Called once, where a debug session listens. */
export function listenToNotices(tell: (notice: Notice) => void): void {
  listener = tell;
}

export function notice(told: Notice): void {
  listener(told);
}
