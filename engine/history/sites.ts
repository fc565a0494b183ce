/** Where the calls of the program are, for sentences about what ran earlier. */

/** In place of a call's id: made by the debugger for itself. Such tensors are shown to nobody. */
export const debuggerSite = -1;
/** In place of a call's id: made by what a person typed into the console. */
export const consoleSite = -2;

/** Lines count from 1. */
interface Site {
  readonly source: string;
  readonly line: number;
}

let sites: readonly (Site | null)[] = [];

/** Called once by the worker's bootstrap, where the program has call-site ids. */
export function setSites(known: readonly (Site | null)[]): void {
  sites = known;
}

/** `/home/ada/train.ts:12`; null for an id that is unknown. */
export function siteText(id: number): string | null {
  const site = sites[id] ?? null;
  return site && `${site.source}:${site.line}`;
}
