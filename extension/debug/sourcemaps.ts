/** From places in the person's sources to places in the modules that V8 runs, and back. */
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { eachMapping, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping';
import type { ProgramModule } from '../../engine/runtime/protocol';

/** Line and column count from 1. */
export interface SourcePlace {
  readonly path: string;
  readonly line: number;
  readonly column: number;
}

/** As V8 counts: line and column from 0. */
export interface ModulePlace {
  readonly url: string;
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface Mapping {
  /** Original column, from 1. */
  readonly column: number;
  /** Generated, from 0. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

interface MappedModule {
  readonly module: ProgramModule;
  readonly map: TraceMap;
  /** By original line, from 1, each in generated order. Made when the first breakpoint asks. */
  lines: ReadonlyMap<number, readonly Mapping[]> | null;
}

export class SourceMaps {
  readonly #byUrl = new Map<string, MappedModule>();
  readonly #byPath = new Map<string, MappedModule>();

  constructor(modules: readonly ProgramModule[]) {
    for (const module of modules) {
      const mapped = { module, map: new TraceMap(module.map), lines: null };
      this.#byUrl.set(module.url, mapped);
      this.#byPath.set(samePath(module.source), mapped);
    }
  }

  /** Absolute paths of the program's files. */
  get sources(): readonly string[] {
    return [...this.#byUrl.values()].map(({ module }) => module.source);
  }

  /** Whether the file belongs to the program. */
  has(path: string): boolean {
    return this.#byPath.has(samePath(path));
  }

  isModule(url: string): boolean {
    return this.#byUrl.has(url);
  }

  url(path: string): string | undefined {
    return this.#byPath.get(samePath(path))?.module.url;
  }

  /** Null: code that nobody wrote (what the transpiler put in), or a script without a file. */
  toSource(place: ModulePlace): SourcePlace | null {
    const mapped = this.#byUrl.get(place.url);
    if (!mapped) {
      if (!place.url.startsWith('file:')) return null;
      return {
        path: fileURLToPath(place.url),
        line: place.lineNumber + 1,
        column: place.columnNumber + 1,
      };
    }
    const found = originalPositionFor(mapped.map, { line: place.lineNumber + 1, column: place.columnNumber });
    if (found.line === null) return null;
    return { path: mapped.module.source, line: found.line, column: found.column + 1 };
  }

  /**
   * The place in a module for a breakpoint: the first code of `line`, or of the next line that has any; with a
   * column, the first code from there on. Null where nothing follows.
   */
  toModule(path: string, line: number, column?: number): (ModulePlace & { readonly line: number }) | null {
    const mapped = this.#byPath.get(samePath(path));
    if (!mapped) return null;
    const lines = this.#lines(mapped);
    let at = line;
    if (!lines.has(at)) {
      at = Number.POSITIVE_INFINITY;
      for (const candidate of lines.keys()) if (candidate > line && candidate < at) at = candidate;
    }
    const mappings = lines.get(at);
    if (!mappings) return null;
    let best = mappings[0];
    if (column !== undefined && at === line) {
      for (const mapping of mappings) {
        if (mapping.column < column) continue;
        if (best.column < column || mapping.column < best.column) best = mapping;
      }
    }
    return { url: mapped.module.url, line: at, lineNumber: best.lineNumber, columnNumber: best.columnNumber };
  }

  /** The stretch of the module that a line's code lies in; null where the line has none. */
  moduleRange(path: string, line: number): { start: ModulePlace; end: ModulePlace } | null {
    const mapped = this.#byPath.get(samePath(path));
    const mappings = mapped && this.#lines(mapped).get(line);
    if (!mappings) return null;
    const url = mapped.module.url;
    const first = mappings[0];
    const last = mappings[mappings.length - 1];
    return {
      start: { url, lineNumber: first.lineNumber, columnNumber: first.columnNumber },
      end: { url, lineNumber: last.lineNumber, columnNumber: last.columnNumber + 1 },
    };
  }

  #lines(mapped: MappedModule): ReadonlyMap<number, readonly Mapping[]> {
    if (mapped.lines) return mapped.lines;
    const lines = new Map<number, Mapping[]>();
    eachMapping(mapped.map, (mapping) => {
      if (mapping.originalLine === null || mapping.source === null) return;
      const line = lines.get(mapping.originalLine) ?? [];
      line.push({
        column: mapping.originalColumn + 1,
        lineNumber: mapping.generatedLine - 1,
        columnNumber: mapping.generatedColumn,
      });
      lines.set(mapping.originalLine, line);
    });
    mapped.lines = lines;
    return lines;
  }
}

/** One spelling for a file, however the client and the host came to it. */
export function samePath(path: string): string {
  let real = path;
  try {
    real = realpathSync.native(path);
  } catch {
    // A file that is gone since keeps the spelling it had.
  }
  return process.platform === 'win32' ? real.toLowerCase() : real;
}
