import { drawnLine, plainLine, postfixText, type Standing } from './progressText';

/** Options of `progress`. */
export interface ProgressOptions {
  /** What goes before the numbers: `epoch 3`. */
  readonly description?: string;
  /** Items there will be; the iterable's `length` by default, if it has one. */
  readonly total?: number;
  /** Items that were done before, such as the batches that a resumed epoch begins after; 0 by default. */
  readonly initial?: number;
  /** Where it is shown; standard error by default. */
  readonly stream?: ProgressStream;
}

/** A stream of Node that may be a terminal. */
export interface ProgressStream {
  /** Whether it is a terminal. */
  readonly isTTY?: boolean;
  /** Width of the terminal, in characters. */
  readonly columns?: number;
  /** Writes text. */
  write(text: string): unknown;
}

/** Seconds that a loop may take without a word. */
const patience = 0.5;
/** Seconds between two drawings of a terminal's line. */
const drawEvery = 0.1;
/** Seconds between two lines of a log, which stay. */
const logEvery = 10;

/** A loop that shows how far it is: see {@link progress}. */
export class Progress<Item> implements Iterable<Item>, AsyncIterable<Item> {
  readonly #items: Iterable<Item> | AsyncIterable<Item>;
  readonly #options: ProgressOptions;
  #description: string;
  #postfix = '';

  /** @internal Made by `progress`. */
  constructor(items: Iterable<Item> | AsyncIterable<Item>, options: ProgressOptions) {
    this.#items = items;
    this.#options = options;
    this.#description = options.description ?? '';
  }

  /** Items that a loop gives, where that is known. */
  get length(): number | undefined {
    return (this.#items as { readonly length?: number }).length;
  }

  /** What goes after the numbers from now on: `{ loss: 0.123 }` is shown as `loss 0.123`. */
  setPostfix(values: Readonly<Record<string, number | string>>): void {
    this.#postfix = postfixText(values);
  }

  /** What goes before the numbers from now on. */
  setDescription(description: string): void {
    this.#description = description;
  }

  /** Goes through it, from the start. */
  *[Symbol.iterator](): Iterator<Item> {
    const line = this.#begin();
    try {
      for (const item of this.#items as Iterable<Item>) {
        yield item;
        line.count();
      }
    } finally {
      line.end();
    }
  }

  /** Goes through it as `for await` does, from the start. */
  async *[Symbol.asyncIterator](): AsyncIterator<Item> {
    const line = this.#begin();
    try {
      for await (const item of this.#items) {
        yield item;
        line.count();
      }
    } finally {
      line.end();
    }
  }

  #begin(): { count(): void; end(): void } {
    const { initial = 0, stream = process.stderr } = this.#options;
    const total = this.#options.total ?? knownLength(this.#items);
    const drawn = Boolean(stream.isTTY) && process.env.TERM !== 'dumb';
    const colours = drawn && !process.env.NO_COLOR;
    const began = performance.now();
    const every = drawn ? drawEvery : logEvery;
    let count = initial;
    let due = drawn ? patience : logEvery;
    const show = (seconds: number, isOver: boolean) => {
      const description = this.#description;
      const standing: Standing = {
        description,
        count,
        total,
        initial,
        seconds,
        isOver,
        postfix: this.#postfix,
      };
      if (!drawn) {
        stream.write(`${plainLine(standing)}\n`);
        return;
      }
      // One column stays free: some terminals begin a new line after the last.
      const line = drawnLine(standing, (stream.columns ?? 80) - 1, colours);
      stream.write(`\r\u001b[K${line}${isOver ? '\n' : ''}`);
    };
    const seconds = () => (performance.now() - began) / 1000;
    return {
      count() {
        count++;
        const now = seconds();
        if (now < due) return;
        due = now + every;
        show(now, false);
      },
      end() {
        const now = seconds();
        if (now >= patience) show(now, true);
      },
    };
  }
}

function knownLength(items: object): number | null {
  try {
    const { length } = items as { readonly length?: unknown };
    return typeof length === 'number' ? length : null;
  } catch {
    // A loader of a stream throws.
    return null;
  }
}

/**
 * Shows how far a loop is: `for (const batch of data.progress(loader, { description: 'epoch 1' }))`. In a terminal one
 * line is drawn again and again, with a bar, the rate and the time that is left; elsewhere, also in a debug console, a
 * line is written every ten seconds, and one at the end. A loop of less than half a second shows nothing. NO_COLOR in
 * the environment turns the colours off.
 *
 * Keep what it gives to show more: `bar.setPostfix({ loss: loss.item() })`.
 */
export function progress<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  options: ProgressOptions = {},
): Progress<Item> {
  return new Progress(items, options);
}
