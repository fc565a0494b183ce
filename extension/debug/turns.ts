/**
 * Requests take turns: what one does to the program is done before the next begins, so that none meets a program
 * that another one is just resuming or taking back in time.
 */

/** These end something, interrupt it, or need nothing of the program: they never wait. */
const atOnce = new Set([
  'initialize',
  'threads',
  'pause',
  'cancel',
  'terminate',
  'restart',
  'disconnect',
  'backstep/history',
  'backstep/historyBudget',
]);

export class Turns {
  /** Settles when all that was asked for so far is done. */
  #last: Promise<unknown> = Promise.resolve();

  /** Does the work in its turn: in the order of the calls. Gives what it gives. */
  take<T>(command: string, work: () => Promise<T>): Promise<T> {
    if (atOnce.has(command)) return work();
    const turn = this.#last.then(work);
    this.#last = turn.catch(() => undefined);
    return turn;
  }
}
