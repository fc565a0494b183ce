/** One compiled file, made ready to run from another folder: imports, names that Node gives, call-site ids. */
import { basename, dirname } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { decodedMappings, encodedMap, presortedDecodedMap, TraceMap } from '@jridgewell/trace-mapping';
import { applyEdits, type Edit, lineStarts, moveSegments } from './edits';
import { mainEdits } from './main';
import { nameEdits } from './names';
import { tracePosition } from './positions';
import type { SourceFile } from './program';
import { siteEdits } from './sites';

export interface ModuleOptions {
  /** The file's path as the person sees it. */
  readonly source: string;
  readonly isEntry: boolean;
  /** Whether a file of the program imports it. */
  readonly isImported: boolean;
  readonly engineUrl: string;
  /** file: URL of the module made from the source or asset at `path`. */
  readonly urlOf: (path: string) => string;
  /** Gives a place in the source (from 1) its call-site id; null: without ids. */
  readonly site: ((line: number, column: number) => number) | null;
  readonly mayRun: (property: string) => boolean;
}

export function makeModule(file: SourceFile, options: ModuleOptions): { code: string; map: string } {
  const { compiled, syntax } = file;
  const starts = lineStarts(compiled.code);
  const map = new TraceMap(compiled.map);
  const edits: Edit[] = [...prefix(file, options), ...importEdits(file, options)];
  const { isEntry, isImported, site, mayRun } = options;
  if (site) {
    if (isEntry && !isImported && !file.isCommonJs) edits.push(...mainEdits(syntax.program, compiled.code));
    const id = (offset: number) => {
      const place = tracePosition(map, starts, offset);
      return place ? site(place.line, place.column) : 0;
    };
    edits.push(...siteEdits(syntax.program, { id, mayRun }));
  }
  // Last: what is inserted where a name begins comes before it.
  edits.push(...nameEdits(syntax.program, decodedMappings(map), map.names, starts));
  edits.sort((a, b) => a.start - b.start);

  const moved = presortedDecodedMap({
    version: 3,
    names: map.names,
    sources: [pathToFileURL(options.source).href],
    sourcesContent: map.sourcesContent,
    mappings: moveSegments(decodedMappings(map), starts, edits),
  });
  const mapName = encodeURIComponent(`${basename(file.outputPath)}.map`);
  const code = `${applyEdits(compiled.code, edits)}//# sourceMappingURL=${mapName}\n`;
  return { code, map: JSON.stringify(encodedMap(moved)) };
}

function importEdits({ imports }: SourceFile, { urlOf, engineUrl }: ModuleOptions): Edit[] {
  return imports.flatMap(({ reference: { kind, start, end }, resolution }) => {
    if (resolution.to === 'builtin' || resolution.to === 'nothing') return [];
    const url = resolution.to === 'engine' ? engineUrl : urlOf(resolution.path);
    if (kind !== 'require-call') return [{ start, end, text: JSON.stringify(url) }];
    // `require` of anything else is Node's own affair: it looks from the source's folder.
    const isOurs = resolution.to === 'engine' || resolution.to === 'source';
    return isOurs ? [{ start, end, text: JSON.stringify(fileURLToPath(url)) }] : [];
  });
}

/** What Node tells a file about itself is the source's, not the module's that was made from it. */
function prefix({ compiled, syntax, isCommonJs }: SourceFile, { source, isEntry }: ModuleOptions): Edit[] {
  const { free, program, usesImportMeta, computedImports } = syntax;
  const first = program.body.find((statement) => !('directive' in statement));
  if (!first) return [];
  const path = JSON.stringify(source);
  const folder = JSON.stringify(dirname(source));
  const url = JSON.stringify(pathToFileURL(source).href);
  const lines: string[] = [];
  const edits: Edit[] = [];
  if (isCommonJs) {
    if (free.has('require')) lines.push(`require = require("node:module").createRequire(${path});`);
    if (free.has('require') && isEntry) lines.push('require.main = module;');
    if (free.has('__filename')) lines.push(`__filename = ${path};`);
    if (free.has('__dirname')) lines.push(`__dirname = ${folder};`);
  } else {
    const resolves = compiled.code.includes('import.meta.resolve') || computedImports.length > 0;
    if (free.has('require') || resolves) {
      lines.push('import { createRequire as __backstepRequire } from "node:module";');
    }
    if (free.has('require')) lines.push(`const require = __backstepRequire(${path});`);
    if (free.has('__filename')) lines.push(`const __filename = ${path};`);
    if (free.has('__dirname')) lines.push(`const __dirname = ${folder};`);
    if (usesImportMeta) {
      // A worker of a loader imports the module as it lies here, by what the module says of itself.
      lines.push(`(globalThis.__backstepModules ??= new Map()).set(${url}, import.meta.url);`);
      lines.push(
        `import.meta.url = ${url}; import.meta.filename = ${path}; import.meta.dirname = ${folder};`,
      );
      lines.push(`import.meta.main = ${isEntry};`);
    }
    if (resolves) {
      const isUrl = '/^(\\.{0,2}\\/|[a-z]{2,}:)/.test(to)';
      const ofPackage = `__backstepFileUrl(__backstepRequire(${path}).resolve(to)).href`;
      lines.push('import { pathToFileURL as __backstepFileUrl } from "node:url";');
      lines.push(`import.meta.resolve = (to) => ${isUrl} ? new URL(to, ${url}).href : ${ofPackage};`);
    }
    for (const { start, end } of computedImports) {
      edits.push({ start, end: start, text: 'import.meta.resolve(' }, { start: end, end, text: ')' });
    }
  }
  const text = lines.map((line) => `${line} `).join('');
  return text ? [{ start: first.start, end: first.start, text }, ...edits] : edits;
}
