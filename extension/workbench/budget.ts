/** Words for what history takes of memory, and what a person may write to change it. */
import type { CustomRequests } from '../debug/requests';

export type HistoryState = CustomRequests['backstep/historyBudget']['response'];

const counted = (count: number) => count.toLocaleString('en-US');

/** `History 1,234 ops · 312 of 512 MiB`. */
export function historyText({ kept, bytes, budget }: HistoryState): string {
  const held = bytes / 2 ** 20;
  const mebibytes = held < 10 ? held.toFixed(1) : counted(Math.round(held));
  return `History ${counted(kept)} ${kept === 1 ? 'op' : 'ops'} · ${mebibytes} of ${counted(budget)} MiB`;
}

/** What else is to be said of it, as a sentence or two. */
export function historyDetails({ ops, kept, oldest }: HistoryState): string {
  if (oldest === null) return 'No op has run yet that could be gone back to.';
  if (oldest === 0) return `Every op since the start can be gone back to: ${counted(kept)}.`;
  return `The newest ${counted(kept)} of ${counted(ops)} ops can be gone back to; the oldest are forgotten as new ones come.`;
}

/** MiB; null where the text is no number of them. */
export function mebibytesOf(text: string): number | null {
  const [, digits] = /^\s*(\d+)\s*(?:MiB)?\s*$/i.exec(text.replaceAll(',', '')) ?? [];
  const mebibytes = Number(digits);
  return digits !== undefined && mebibytes <= 1e6 ? mebibytes : null;
}
