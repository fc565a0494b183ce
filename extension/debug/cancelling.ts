/** Requests that a client gives up: those that only look. The others are over soon, or cannot be taken back. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { UserError } from './errors';

const thatLook = /^(evaluate|disassemble|readMemory|variables|completions|scopes|backstep\/(?!step|goTo).*)$/;

export class Cancelling {
  /** By the number of the request under way. */
  readonly #giveUp = new Map<number, (reason: Error) => void>();

  /** What the work gives, unless the client cancels the request before. */
  async unlessCancelled({ seq, command }: DebugProtocol.Request, work: Promise<unknown>): Promise<unknown> {
    if (!thatLook.test(command)) return work;
    const cancelled = new Promise<never>((_, giveUp) => this.#giveUp.set(seq, giveUp));
    try {
      return await Promise.race([work, cancelled]);
    } finally {
      this.#giveUp.delete(seq);
    }
  }

  /**
   * Answers a request at once. What it was about ends by itself: V8 takes no message of the debugger's while it
   * evaluates an expression of a stopped program.
   */
  cancel(requestId: number | undefined): void {
    this.#giveUp.get(requestId ?? Number.NaN)?.(new UserError('cancelled'));
  }
}
