/** Modes of source breakpoints: stop when the line runs (V8), when the gradient of an op of the line runs, or at both. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CallSite } from '../../engine/runtime/protocol';
import { atOp, hitCountCode, parseLogMessage } from './conditions';
import { samePath } from './sourcemaps';

export const breakpointModes: DebugProtocol.BreakpointMode[] = [
  {
    mode: 'forward',
    label: 'Forward',
    description: 'Stops when the line runs.',
    appliesTo: ['source'],
  },
  {
    mode: 'backward',
    label: 'Backward',
    description: 'Stops when the gradient of an op that the line calls runs.',
    appliesTo: ['source'],
  },
  {
    mode: 'both',
    label: 'Forward and Backward',
    description: 'Stops when the line runs, and when the gradient of an op that it calls runs.',
    appliesTo: ['source'],
  },
];

type Written = DebugProtocol.SourceBreakpoint;

export const stopsForward = ({ mode }: Written) => mode !== 'backward';
export const stopsBackward = ({ mode }: Written) => mode === 'backward' || mode === 'both';

/** Ids of the calls of a line; with a column, of the first call from there on. */
export function sitesOf(
  sites: readonly (CallSite | null)[],
  path: string,
  { line, column }: Pick<Written, 'line' | 'column'>,
): number[] {
  const source = samePath(path);
  const found = sites.flatMap((site, id) =>
    site !== null && site.line === line && samePath(site.source) === source ? [{ id, site }] : [],
  );
  if (column === undefined) return found.map(({ id }) => id);
  const later = found.filter(({ site }) => site.column >= column);
  const first = Math.min(...later.map(({ site }) => site.column));
  return later.filter(({ site }) => site.column === first).map(({ id }) => id);
}

/** A breakpoint as code of the program's, for `setGradientBreakpoints`. Throws where its hit count is none. */
export function gradientCode(id: number, sites: readonly number[], written: Written): string {
  const { condition, hitCondition, logMessage } = written;
  const test = condition?.trim() ? atOp(condition) : 'null';
  const pieces = parseLogMessage(logMessage ?? '').map((piece, index) =>
    index % 2 === 0 ? JSON.stringify(piece) : `() => (${piece}\n)`,
  );
  const message = logMessage === undefined ? 'null' : atOp(`__backstep.messageText([${pieces.join(', ')}])`);
  const list = `[${sites.join(', ')}]`;
  return `{ id: ${id}, sites: ${list}, condition: ${test}, hit: ${hitCountCode(hitCondition)}, message: ${message} }`;
}
