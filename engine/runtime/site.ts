/** The call-site ids that the program's modules store. */
import { Flag, flags } from '../history/flags';
import { siteFunction } from './bootstrap';

/** Every call of the program runs through it: one store. Not writable, so that V8 inlines it as a constant. */
export function installSiteFunction(): void {
  const words = flags;
  const site = Flag.SITE;
  Object.defineProperty(globalThis, siteFunction, {
    value: <T>(value: T, id: number): T => {
      words[site] = id;
      return value;
    },
  });
}
