/** Steps into one call of the statement where the program stands, and not into those before it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import type { ResumeParams } from '../../engine/runtime/protocol';
import { statementCalls } from './calls';
import type { Inspector } from './inspector';
import type { SourcePlace } from './sourcemaps';
import { type Landing, Step } from './stepping';
import type { Thread } from './thread';

/** A call that can be stepped into. */
export interface CallTarget {
  readonly label: string;
  readonly place: SourcePlace;
  /** Where V8 pauses before it. */
  readonly location: Protocol.Debugger.Location;
}

export function dapTarget(id: number, { label, place }: CallTarget): DebugProtocol.StepInTarget {
  return { id, label, line: place.line, column: place.column };
}

/** The calls that a frame is about to make in its statement; `underWay`: after the one that it makes now. */
export async function callTargets(
  { location }: Protocol.Debugger.CallFrame,
  underWay: boolean,
  thread: Thread,
): Promise<CallTarget[]> {
  const { scriptId, lineNumber, columnNumber = 0 } = location;
  const url = thread.scriptUrl(scriptId);
  if (url === undefined || !thread.maps.isModule(url)) return [];
  const { scriptSource } = await thread.inspector.send('Debugger.getScriptSource', { scriptId });
  const starts = [0, ...[...scriptSource.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const placeOf = (offset: number) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { lineNumber: line, columnNumber: offset - starts[line] };
  };
  const calls = statementCalls(scriptSource, starts[lineNumber] + columnNumber, underWay);
  return calls.flatMap(({ label, name, pause }) => {
    const place = thread.maps.toSource({ url, ...placeOf(name) });
    return place ? [{ label, place, location: { scriptId, ...placeOf(pause) } }] : [];
  });
}

/** A step over the statement as far as the call, and from there a step into it. */
export class TargetStep {
  readonly kind = 'stepIn';
  readonly start: ResumeParams;
  readonly #target: CallTarget;
  readonly #from: Landing;
  readonly #inspector: Inspector;
  /** V8's breakpoint at the call. */
  #breakpoint: Promise<string | null>;
  readonly #over: Step;
  #into: Step | null = null;

  constructor(target: CallTarget, from: Landing, inspector: Inspector) {
    this.#target = target;
    this.#from = from;
    this.#inspector = inspector;
    this.#over = new Step('next', from);
    this.#breakpoint = this.#arm();
    const isThere = from.kind === 'user' && this.#isAt(from);
    if (isThere) this.#into = new Step('stepIn', from);
    this.start = this.#into?.start ?? { ...this.#over.start, stopAtOp: null };
  }

  async landed(at: Landing): Promise<ResumeParams | null> {
    if (this.#into) return this.#into.landed(at);
    const isOwn = at.userDepth === this.#from.userDepth;
    if (at.kind === 'user' && this.#isAt(at)) {
      // Another run of the same function, called by this statement, passes the place too.
      await this.end();
      if (!isOwn) return { method: 'Debugger.stepOut', stopAtOp: null };
      this.#into = new Step('stepIn', at);
      return this.#into.start;
    }
    const resume = await this.#over.landed(at);
    if (!resume) return null;
    if (isOwn && (await this.#breakpoint) === null) this.#breakpoint = this.#arm();
    return { ...resume, stopAtOp: null };
  }

  /** Takes away what made V8 pause at the call. */
  async end(): Promise<void> {
    const breakpointId = await this.#breakpoint;
    this.#breakpoint = Promise.resolve(null);
    if (breakpointId !== null) await this.#inspector.send('Debugger.removeBreakpoint', { breakpointId });
  }

  /** Null where a breakpoint of the person's is at the very place: it pauses there as well. */
  #arm(): Promise<string | null> {
    return this.#inspector
      .send('Debugger.setBreakpoint', { location: this.#target.location })
      .then(({ breakpointId }) => breakpointId)
      .catch(() => null);
  }

  #isAt({ generated }: Extract<Landing, { kind: 'user' }>): boolean {
    const { lineNumber, columnNumber = 0 } = this.#target.location;
    return generated.endsWith(`:${lineNumber}:${columnNumber}`);
  }
}
