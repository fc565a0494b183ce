/** Where the calls of the program are, for sentences about what ran earlier. */
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
