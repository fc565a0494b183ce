/**
 * Requests that a client gives up: by their number, or by the progress that is shown of an expression which takes
 * long. What a person typed is ended, see expressions.ts; other requests are over soon.
 */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from './errors';
import { Progress } from './progress';

/** Answered at once: nothing needs to be taken back. */
const thatLook = /^(evaluate|disassemble|readMemory|variables|completions|scopes|backstep\/(?!step|goTo).*)$/;
/** Which of the arguments a person typed. */
const typed: Readonly<Record<string, 'expression' | 'value'>> = {
  evaluate: 'expression',
  setVariable: 'value',
  setExpression: 'value',
};
/** After so long (ms) a client shows that an expression is evaluated, and how to cancel it. */
const progressAfter = 1000;

export class Cancelling {
  /** Whether the client shows progress. */
  reportsProgress = false;
  /** By the number of the request under way. */
  readonly #giveUp = new Map<number, AbortController>();
  readonly #typed = new Set<AbortController>();
  readonly #send: (event: DebugProtocol.Event) => void;

  constructor(send: (event: DebugProtocol.Event) => void) {
    this.#send = send;
  }

  /** What `work` gives, unless the client cancels the request before; `work` is told if it does. */
  async unlessCancelled(
    request: DebugProtocol.Request,
    work: (cancelled: AbortSignal) => Promise<unknown>,
  ): Promise<unknown> {
    const { seq, command } = request;
    const giveUp = new AbortController();
    this.#giveUp.set(seq, giveUp);
    if (command in typed) this.#typed.add(giveUp);
    const endProgress = this.#progress(request);
    try {
      const working = work(giveUp.signal);
      if (!thatLook.test(command)) return await working;
      const cancelled = new Promise<never>((_, reject) =>
        giveUp.signal.addEventListener('abort', () => reject(new UserError('cancelled'))),
      );
      return await Promise.race([working, cancelled]);
    } finally {
      endProgress();
      this.#giveUp.delete(seq);
      this.#typed.delete(giveUp);
    }
  }

  /** Gives up all that a person typed and that is under way. */
  cancelTyped(): void {
    for (const one of this.#typed) one.abort();
  }

  cancel({ requestId, progressId }: DebugProtocol.CancelArguments): void {
    const progress = /^request (\d+)$/.exec(progressId ?? '')?.[1];
    this.#giveUp.get(requestId ?? Number(progress))?.abort();
  }

  /** Shows progress of what takes long. Returns what ends it. */
  #progress({ seq, command, arguments: args }: DebugProtocol.Request): () => void {
    const text = args?.[typed[command]];
    if (!this.reportsProgress || typeof text !== 'string') return () => undefined;
    let progress: Progress | undefined;
    const late = setTimeout(() => {
      progress = new Progress(`request ${seq}`, `Evaluating ${text.slice(0, 80)}`, null, this.#send);
    }, progressAfter);
    return () => {
      clearTimeout(late);
      progress?.end();
    };
  }
}
