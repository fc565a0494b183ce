/** Stacks as the person wrote the program: places in their sources, and no frames of the engine. */
import { readFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import { mainFunction } from './transpile/main';

/** Frames of the engine do not count towards what a person sees; so more of them are captured. */
const capturedFrames = 40;
const shownFrames = 12;

export interface StackOptions {
  /** file: URL of the folder of the program's modules, each with its map beside it; ends in a slash. */
  readonly modulesUrl: string;
  /** Whether frames of the file are the engine's own. */
  readonly isEngine: (url: string) => boolean;
}

export function installStackTraces({ modulesUrl, isEngine }: StackOptions): void {
  const maps = new Map<string, TraceMap | null>();
  const mapOf = (url: string): TraceMap | null => {
    if (!url.startsWith(modulesUrl)) return null;
    let map = maps.get(url);
    if (map === undefined) {
      map = readMap(url);
      maps.set(url, map);
    }
    return map;
  };
  const describe = (frame: NodeJS.CallSite): string | null => {
    const file = frame.getFileName();
    const line = frame.getLineNumber();
    const column = frame.getColumnNumber();
    if (!file || line === null || column === null) return String(frame);
    const map = mapOf(asUrl(file));
    const written = map && originalPositionFor(map, { line, column: column - 1 });
    if (!map || !written) return String(frame);
    // Code that the transpiler put in.
    if (written.source === null) return null;
    const place = `${fileURLToPath(written.source)}:${written.line}:${written.column + 1}`;
    if (frame.getFunctionName() === mainFunction) return place;
    return String(frame).replace(`${file}:${line}:${column}`, place);
  };
  Error.stackTraceLimit = Math.max(Error.stackTraceLimit, capturedFrames);
  Error.prepareStackTrace = (error, frames) => {
    const own = frames.filter((frame) => !isHidden(frame.getFileName(), isEngine));
    const shown = own.flatMap((frame) => describe(frame) ?? []).slice(0, shownFrames);
    return [heading(error), ...shown.map((frame) => `    at ${frame}`)].join('\n');
  };
}

function readMap(url: string): TraceMap | null {
  try {
    return new TraceMap(readFileSync(`${fileURLToPath(url)}.map`, 'utf8'));
  } catch {
    return null;
  }
}

function isHidden(file: string | null | undefined, isEngine: (url: string) => boolean): boolean {
  if (!file) return false;
  return file.startsWith('node:internal/') || file === 'node:async_hooks' || isEngine(asUrl(file));
}

function asUrl(file: string): string {
  return /^[a-z]{2,}:/.test(file) ? file : pathToFileURL(file).href;
}

function heading(error: Error): string {
  try {
    return Error.prototype.toString.call(error);
  } catch {
    return 'Error';
  }
}
