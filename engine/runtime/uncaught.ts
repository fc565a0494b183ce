/** What becomes of an error that the program does not catch. */
import { inspect } from 'node:util';

/** Prints it and ends the thread (or process) with code 1, unless the program listens to `uncaughtException` itself. */
export function endOnUncaught(): void {
  process.on('uncaughtException', (error: unknown) => {
    if (process.listenerCount('uncaughtException') > 1) return;
    process.stderr.write(`Uncaught ${inspect(error)}\n`);
    process.exit(1);
  });
}
