/** What is asked of a frame of V8's while a thread is paused. */
import type { Protocol } from 'devtools-protocol';
import type { Inspector } from './inspector';

type CallFrame = Protocol.Debugger.CallFrame;

/** A value of the frame's, such as of one in the engine that tells why it stopped. */
export async function readIn(
  inspector: Inspector,
  { callFrameId }: CallFrame,
  expression: string,
): Promise<unknown> {
  const given = { callFrameId, expression, returnByValue: true };
  const { result } = await inspector.send('Debugger.evaluateOnCallFrame', given);
  return result.value;
}

/** What the frame is just before. */
export async function whatComes(
  inspector: Inspector,
  { location, returnValue }: CallFrame,
): Promise<'return' | 'call' | 'statement'> {
  if (returnValue) return 'return';
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const { locations } = await inspector.send('Debugger.getPossibleBreakpoints', {
    start: { scriptId, lineNumber, columnNumber },
    end: { scriptId, lineNumber, columnNumber: columnNumber + 1 },
  });
  return locations[0]?.type === 'call' ? 'call' : 'statement';
}
