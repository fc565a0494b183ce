/** The debug adapter on stdio, for any client of the protocol. */
import { createSession } from './session';

export { createSession };

/** Serves one session on this process' stdin and stdout; the process ends with it. */
export function serve(): void {
  const session = createSession();
  // stdout is the protocol's alone.
  console.log = console.info = console.debug = console.error;
  process.on('SIGTERM', () => session.shutdown());
  session.start(process.stdin, process.stdout);
}
