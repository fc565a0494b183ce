/** A program that is busy may not answer, such as in a long native call: the client is told so. */
import { UserError } from './errors';

/** How long a running program may take, in ms. */
const patienceMs = 10_000;
/** Requests that take as long as they do. */
const ownTime = new Set([
  'launch',
  'restart',
  'disconnect',
  'terminate',
  'evaluate',
  'setVariable',
  'setExpression',
]);

/** What handles a request, or a sentence where the program is still running when patience ends. */
export function inTime<T>(command: string, handled: Promise<T>, isRunning: () => boolean): Promise<T> {
  if (ownTime.has(command)) return handled;
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => {
      if (isRunning())
        reject(new UserError(`${command}: the program is too busy to answer — pause it, and ask again`));
    }, patienceMs);
    handled.then(resolve, reject).finally(() => clearTimeout(late));
  });
}
