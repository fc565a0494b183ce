/** Edits of generated code that keep every line where it is, and its source map exact. */
import type { SourceMapSegment } from '@jridgewell/trace-mapping';

/** Replaces `start … end` (offsets in the code; equal for an insertion) by `text`, which has no line break. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Offsets of the first character of each line. */
export function lineStarts(code: string): number[] {
  const starts = [0];
  for (let at = code.indexOf('\n'); at >= 0; at = code.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

/** The index of the line that `offset` lies in. */
export function lineAt(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle] <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** `edits` in order of their places; of those at one place, in the order in which their texts are to stand. */
export function applyEdits(code: string, edits: readonly Edit[]): string {
  let edited = '';
  let from = 0;
  for (const { start, end, text } of edits) {
    edited += code.slice(from, start) + text;
    from = end;
  }
  return edited + code.slice(from);
}

/**
 * Moves the segments of a map (by generated line) as the edits move the code. What is inserted at a place
 * belongs to the source that follows it: V8 pauses at the inserted `(` of a call as well as at the call itself.
 */
export function moveSegments(
  lines: readonly (readonly SourceMapSegment[])[],
  starts: readonly number[],
  edits: readonly Edit[],
): SourceMapSegment[][] {
  let next = 0;
  return lines.map((segments, line) => {
    const lineStart = starts[line];
    const lineEnd = starts[line + 1] ?? Number.POSITIVE_INFINITY;
    const moved: SourceMapSegment[] = [];
    let shift = 0;
    for (const segment of segments) {
      const offset = lineStart + segment[0];
      while (next < edits.length && edits[next].start < offset && edits[next].start < lineEnd) {
        shift += growth(edits[next++]);
      }
      // An edit that replaces code around the segment leaves it where the new text ends.
      moved.push(shifted(segment, shift));
      const before = shift;
      while (next < edits.length && edits[next].start === offset && edits[next].end === offset) {
        shift += growth(edits[next++]);
      }
      if (shift !== before) moved.push(shifted(segment, shift));
    }
    while (next < edits.length && edits[next].start < lineEnd) next++;
    return moved;
  });
}

function growth(edit: Edit): number {
  return edit.text.length - (edit.end - edit.start);
}

function shifted(segment: SourceMapSegment, by: number): SourceMapSegment {
  const copy = [...segment] as unknown as SourceMapSegment;
  copy[0] += by;
  return copy;
}
