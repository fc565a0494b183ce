/** Why a program stops at an op that just ran: what a watcher of ops gives. */
export interface Hit {
  /** As the debug protocol names it. */
  readonly reason:
    | 'breakpoint'
    | 'function breakpoint'
    | 'data breakpoint'
    | 'instruction breakpoint'
    | 'exception'
    | 'goto'
    | 'step';
  /** Breakpoints of the client's that were reached. */
  readonly ids: readonly number[];
  /** What a person reads beside "Paused on"; null: the reason and the op say it all. */
  readonly description: string | null;
  /** What is wrong, where the reason is `exception`. */
  readonly exception?: { readonly name: string; readonly message: string; readonly remedy?: string };
}
