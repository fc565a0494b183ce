/** From V8's call frames to those a person sees: at an op the op itself on top, then their own code. */

import { basename, sep } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import type { OpSummary } from '../../engine/runtime/debuggee';
import type { CallSite } from '../../engine/runtime/protocol';
import { mainFunction } from '../../engine/runtime/transpile/main';
import { addressOf } from './addresses';
import type { Failure } from './operands';
import type { SourceMaps, SourcePlace } from './sourcemaps';

type CallFrame = Protocol.Debugger.CallFrame;

export interface Frame {
  readonly kind: 'op' | 'user' | 'async' | 'label';
  readonly name: string;
  readonly place: SourcePlace | null;
  /** V8's frame; of an op frame the one that holds the event. Null in the past of an async function. */
  readonly callFrame: CallFrame | null;
  /** Set on the op frame. */
  readonly op?: OpSummary;
  /** Set on the person's frame on top where an op that it called has failed. */
  readonly failure?: Failure;
  /** `past`: an op that is looked at again. `late`: JavaScript below it, which stays as of the present. */
  readonly time?: 'past' | 'late';
}

export interface FrameSources {
  readonly maps: SourceMaps;
  readonly sites: readonly (CallSite | null)[];
  isHidden(url: string): boolean;
  /** URL of a script, when the frame itself has none. */
  scriptUrl(scriptId: string): string | undefined;
}

export function callFrameUrl(frame: CallFrame, sources: Pick<FrameSources, 'scriptUrl'>): string {
  return frame.url || (sources.scriptUrl(frame.location.scriptId) ?? '');
}

/** The frames of V8's that are the person's, top first. */
export function userFrames(callFrames: readonly CallFrame[], sources: FrameSources): Frame[] {
  return callFrames.flatMap((callFrame): Frame[] => {
    const url = callFrameUrl(callFrame, sources);
    if (sources.isHidden(url)) return [];
    const { lineNumber, columnNumber = 0 } = callFrame.location;
    const place = sources.maps.toSource({ url, lineNumber, columnNumber });
    return place ? [{ kind: 'user', name: frameName(callFrame), place, callFrame }] : [];
  });
}

/** The op itself; for one inside of a gradient or an update, that too. */
export function opFrames(
  op: OpSummary,
  callFrame: CallFrame | null,
  sites: readonly (CallSite | null)[],
): Frame[] {
  const site = sites[op.site] ?? null;
  const place = site && { path: site.source, line: site.line, column: site.column };
  const own: Frame = { kind: 'op', name: op.label, place, callFrame, op };
  return op.within ? [own, { kind: 'op', name: op.within, place, callFrame: null }] : [own];
}

/** An op of the past, and below it the program as it stands in the present. */
export function pastFrames(
  op: OpSummary,
  present: readonly Frame[],
  sites: readonly (CallSite | null)[],
): Frame[] {
  const ops = opFrames(op, null, sites).map((frame): Frame => ({ ...frame, time: 'past' }));
  const label: Frame = { kind: 'label', name: 'JavaScript as of the present', place: null, callFrame: null };
  const later = present
    .filter(({ kind }) => kind !== 'op')
    .map((frame): Frame => ({ ...frame, time: 'late' }));
  return [...ops, label, ...later];
}

/** Who awaited what runs now: a label and frames without scopes, for each step of V8's async stack. */
export function asyncFrames(trace: Protocol.Runtime.StackTrace | undefined, sources: FrameSources): Frame[] {
  const frames: Frame[] = [];
  for (let at = trace; at; at = at.parent) {
    const visible = at.callFrames.flatMap((frame): Frame[] => {
      if (sources.isHidden(frame.url)) return [];
      const place = sources.maps.toSource(frame);
      const name = asyncName(frame.functionName);
      return place ? [{ kind: 'async', name, place, callFrame: null }] : [];
    });
    if (visible.length === 0) continue;
    const description = at.description === 'await' ? 'await' : (at.description ?? 'async');
    frames.push({ kind: 'label', name: description, place: null, callFrame: null }, ...visible);
  }
  return frames;
}

/** `pointer`: its address, see {@link pointerOf}. */
export function dapFrame(id: number, frame: Frame, pointer: Pointer): DebugProtocol.StackFrame {
  const { kind, name, place } = frame;
  if (!place) {
    const base = { id, name, line: 0, column: 0 };
    return kind === 'label' ? { ...base, presentationHint: 'label' } : { ...base, ...pointer };
  }
  const foreign = place.path.includes(`${sep}node_modules${sep}`);
  return {
    id,
    name,
    line: place.line,
    column: place.column,
    source: {
      name: basename(place.path),
      path: place.path,
      ...(foreign && { presentationHint: 'deemphasize' as const }),
    },
    ...pointer,
  };
}

type Pointer = Pick<DebugProtocol.StackFrame, 'instructionPointerReference'>;

/** An op is at itself, the person's code before the op that comes `next`, where that is known. */
export function pointerOf({ op, kind }: Frame, next: number | null): Pointer {
  const index = op?.index ?? (kind === 'user' ? next : null);
  return index === null ? {} : { instructionPointerReference: addressOf(index) };
}

function asyncName(functionName: string): string {
  return functionName === mainFunction ? '(top level)' : functionName || '(anonymous)';
}

function frameName({ functionName, this: receiver, scopeChain }: CallFrame): string {
  if (functionName === mainFunction) return '(top level)';
  const owner = receiver.type === 'object' ? receiver.className : undefined;
  if (functionName.startsWith('<')) return `${owner ?? ''} fields`.trim();
  if (functionName && functionName === owner) return `new ${owner}`;
  if (functionName) {
    const isMethod = owner && !['Object', 'global', 'Array', 'Promise'].includes(owner);
    return isMethod && !functionName.includes('.')
      ? `${owner}.${functionName}`
      : functionName.replace(/^get /, '');
  }
  const isFunction = scopeChain.some(({ type }) => type === 'local');
  return isFunction ? '(anonymous)' : '(top level)';
}
