/** What is evaluated in the program for a person: beside its own ops and random numbers, and so that it can be ended. */
import type { Protocol } from 'devtools-protocol';
import { UserError } from './errors';
import type { HostChannel, Inspector } from './inspector';

/** What nobody typed, such as a hover, is given up after so long (ms). */
const timeLimit = 5000;
/** With any time limit (ms) V8 lets the program run on after an expression was ended, and only then. */
const longLimit = 10 ** 9;
/** How often (ms) the program is asked to end an expression that has not begun, or is in a native call. */
const retryMs = 50;

/** What an expression is evaluated for. */
export interface Purpose {
  /** Nobody typed it: it leaves the random numbers as they were, and ends after a while. */
  readonly isByItself: boolean;
  /** Ends one that was typed. */
  readonly cancelled?: AbortSignal;
}

export class Expressions {
  readonly #inspector: Inspector;
  readonly #channel: HostChannel;
  #newest = 0;

  constructor(inspector: Inspector, channel: HostChannel) {
    this.#inspector = inspector;
    this.#channel = channel;
  }

  /** V8's innermost frame, while the program is paused. */
  top: string | undefined;

  /**
   * Evaluates on a frame of a stopped program, or in its globals; `timeout` in ms. V8 ends only what is evaluated on a
   * frame.
   */
  async onFrame(
    callFrameId: string | undefined,
    expression: string,
    objectGroup: string,
    timeout: number,
  ): Promise<Protocol.Runtime.EvaluateResponse> {
    const given = { objectGroup, timeout };
    if (callFrameId !== undefined)
      return this.#inspector.send('Debugger.evaluateOnCallFrame', { callFrameId, expression, ...given });
    if (this.top === undefined) return this.#inspector.send('Runtime.evaluate', { expression, ...given });
    return this.#inspector.send('Debugger.evaluateOnCallFrame', {
      callFrameId: this.top,
      expression: `(0, eval)(${JSON.stringify(expression)})`,
      ...given,
    });
  }

  /**
   * Evaluates in a stopped program. `send` sends the one message that does; it is given the longest time (ms) that it
   * may take. Rejects with a sentence where it was ended.
   */
  inStopped<T>(purpose: Purpose, send: (timeout: number) => Promise<T>): Promise<T> {
    return this.#ending(purpose, async (number, timeout) => {
      const evaluate = (expression: string) =>
        this.#inspector.send('Runtime.evaluate', { expression, timeout: longLimit });
      const leaving = `__backstep.leave(${number})`;
      // Sent together, so that nothing comes between them.
      const [, given, left] = await Promise.allSettled([
        evaluate(`__backstep.enter(${purpose.isByItself}, ${number})`),
        send(timeout),
        evaluate(leaving),
      ]);
      // What was to end the expression may have come just after its end.
      if (left.status === 'rejected') await evaluate(leaving);
      if (given.status === 'rejected') throw given.reason;
      return given.value;
    });
  }

  /**
   * Evaluates in a running program, which waits for it. It can be ended by time alone: at any moment the thread may
   * have gone on with the program.
   */
  inRunning<T>(send: (timeout: number) => Promise<T>): Promise<T> {
    return send(timeLimit).catch((error) => {
      throw isEnded(error) ? tooLong('pause the program first, and it has the time that it needs') : error;
    });
  }

  async #ending<T>(
    { isByItself, cancelled }: Purpose,
    run: (number: number, timeout: number) => Promise<T>,
  ): Promise<T> {
    if (cancelled?.aborted) throw new UserError('cancelled');
    const number = ++this.#newest;
    let asking: NodeJS.Timeout | undefined;
    let isCancelled = false;
    let isOver = false;
    // Once is not enough: what was ended may be the entering.
    const ask = async () => {
      await this.#channel
        .request('program/interrupt', { thread: this.#inspector.thread, expression: number })
        .catch(() => undefined);
      if (!isOver) asking = setTimeout(ask, retryMs);
    };
    const cancel = () => {
      if (!isCancelled) void ask();
      isCancelled = true;
    };
    cancelled?.addEventListener('abort', cancel);
    try {
      return await run(number, isByItself ? timeLimit : longLimit);
    } catch (error) {
      if (!isEnded(error)) throw error;
      throw isCancelled
        ? new UserError('cancelled')
        : tooLong('type it in the Debug Console, where it has time');
    } finally {
      isOver = true;
      clearTimeout(asking);
      cancelled?.removeEventListener('abort', cancel);
    }
  }
}

const isEnded = (error: unknown) => /Execution was terminated/.test((error as Error).message);

function tooLong(remedy: string): UserError {
  return new UserError(`evaluate: it was ended — it takes longer than ${timeLimit / 1000} s — ${remedy}`);
}
