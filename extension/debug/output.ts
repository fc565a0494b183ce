/** What the program wrote, and how it ended, as events. */
import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { CallSite, HostEvents, ProgramEnd } from '../../engine/runtime/protocol';
import type { SourcePlace } from './sourcemaps';

type OutputBody = DebugProtocol.OutputEvent['body'];

export function programOutput(
  { stream, text, site }: HostEvents['program/output'],
  sites: readonly (CallSite | null)[],
): OutputBody {
  const from = sites[site];
  if (!from) return { category: stream, output: text };
  return outputAt(stream, text, { path: from.source, line: from.line, column: from.column });
}

export function outputAt(category: string, output: string, place: SourcePlace): OutputBody {
  const source = { name: basename(place.path), path: place.path };
  return { category, output, source, line: place.line, column: place.column };
}

/** As a shell gives it: 128 and the signal's number when a signal ended it. Null: it was told to end. */
export function exitCode({ code, signal }: ProgramEnd): number | null {
  if (code !== null || signal === null) return code;
  const signals: Readonly<Record<string, number>> = {
    SIGHUP: 1,
    SIGINT: 2,
    SIGABRT: 6,
    SIGKILL: 9,
    SIGSEGV: 11,
    SIGTERM: 15,
  };
  return 128 + (signals[signal] ?? 0);
}
