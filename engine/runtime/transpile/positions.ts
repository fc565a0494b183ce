/** Where a place in compiled code was written. */
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { Compiled } from './compile';
import { lineAt, lineStarts } from './edits';

/** Of an offset in the code; line and column count from 1. Null: the compiler put it there. */
export function positionOf(compiled: Compiled, offset: number): { line: number; column: number } | null {
  return tracePosition(new TraceMap(compiled.map), lineStarts(compiled.code), offset);
}

export function tracePosition(
  map: TraceMap,
  starts: readonly number[],
  offset: number,
): { line: number; column: number } | null {
  const line = lineAt(starts, offset);
  const found = originalPositionFor(map, { line: line + 1, column: offset - starts[line] });
  return found.line === null ? null : { line: found.line, column: found.column + 1 };
}
