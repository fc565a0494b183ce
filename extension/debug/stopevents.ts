/** What a stop is for, in words, and the event by which a client hears of it. */
import { StoppedEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Hit } from '../../engine/history/hit';
import type { Stop } from './execution';
import { sourceOf } from './sources';

/** By what was asked for. */
export const askedDescriptions = {
  entry: 'Paused on entry',
  pause: 'Paused',
  restart: 'Paused at the beginning again',
};

/** What several hits at one op amount to; the first one says why. */
export function hitAt(
  hits: readonly Hit[],
  op: string,
): Pick<Stop, 'reason' | 'description' | 'hitBreakpointIds' | 'exception'> {
  const [{ reason, description, exception }] = hits;
  return {
    reason,
    description: description ?? `Paused on ${reason}: ${op}`,
    hitBreakpointIds: hits.flatMap(({ ids }) => ids),
    exception: exception ? { ...exception, stack: exception.message, uncaught: false } : null,
  };
}

/** As a client is told of a stop of a thread; `isAlone`: there is no other. */
export function stoppedEvent(stop: Stop, threadId: number, isAlone: boolean): DebugProtocol.StoppedEvent {
  const { reason, description, hitBreakpointIds, exception } = stop;
  const event = new StoppedEvent(reason, threadId) as DebugProtocol.StoppedEvent;
  event.body.allThreadsStopped = isAlone;
  event.body.description = description;
  if (exception) event.body.text = `${exception.name}: ${exception.message}`;
  if (hitBreakpointIds.length > 0) event.body.hitBreakpointIds = [...hitBreakpointIds];
  return event;
}

/** What a data breakpoint has seen, for the console: clients show a line of little room for why a program stopped. */
export function changeOutput({ description, frames }: Stop): DebugProtocol.OutputEvent['body'] {
  const [{ name, place }] = frames;
  const at = place && { source: sourceOf(place.path), line: place.line, column: place.column };
  return { category: 'console', output: `${name}: ${description}\n`, ...at };
}
