/** What is to be told of a breakpoint while the program runs on. */
export interface Notice {
  /** Of the breakpoint. */
  readonly id: number;
  /** What its log message says. */
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
