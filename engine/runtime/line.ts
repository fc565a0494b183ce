/**
 * Keeps the controller from sending to a thread that is being taken down: Node ends the whole process, without a
 * word, when a message for a worker arrives while its inspector is being destroyed (seen on Node 20). So a thread
 * hangs up before it goes, and waits for a message that is being sent at that moment.
 */
enum Word {
  ENDING,
  SENDING,
}

export function makeLine(): Int32Array {
  return new Int32Array(new SharedArrayBuffer(8));
}

/**
 * Sends, unless the other end has hung up: then gives false. `send` is synchronous. A thread goes with the threads that
 * it was started by: `lines` are its own and theirs.
 */
export function sendOver([line, ...others]: readonly Int32Array[], send: () => void): boolean {
  if (!line) {
    send();
    return true;
  }
  Atomics.store(line, Word.SENDING, 1);
  try {
    return Atomics.load(line, Word.ENDING) !== 1 && sendOver(others, send);
  } finally {
    Atomics.store(line, Word.SENDING, 0);
    Atomics.notify(line, Word.SENDING);
  }
}

/**
 * On the thread: hangs up when all of its program's `exit` listeners have run, and calls `then`. No JavaScript runs
 * after them.
 */
export function hangUpAtExit(line: Int32Array, then?: () => void): void {
  const emit = process.emit as (...given: unknown[]) => boolean;
  process.emit = function (this: NodeJS.Process, ...given: unknown[]) {
    try {
      return emit.apply(this, given);
    } finally {
      if (given[0] === 'exit') {
        hangUp(line);
        then?.();
      }
    }
  } as typeof process.emit;
}

/** To be called before a thread goes; waits for a message that is being sent to it. */
export function hangUp(line: Int32Array): void {
  Atomics.store(line, Word.ENDING, 1);
  Atomics.wait(line, Word.SENDING, 1, 1000);
}
