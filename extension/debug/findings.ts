/** What detectors found in a run: told when it is found, and summed up at the end. */
import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Finding } from '../../engine/history/detection';
import type { CallSite } from '../../engine/runtime/protocol';
import { outputAt } from './output';
import type { CustomEvents } from './requests';

export class Findings {
  readonly #sites: readonly (CallSite | null)[];
  readonly #all: Finding[] = [];
  /** By number; those of a run that broke off are missing. */
  #counts: readonly number[] = [];

  constructor(sites: readonly (CallSite | null)[]) {
    this.#sites = sites;
  }

  /** Notes a finding; gives the event that tells of it. */
  add(finding: Finding): CustomEvents['backstep/finding'] {
    this.#all.push(finding);
    const { site: _, ...told } = finding;
    const place = this.#sites[finding.site];
    if (!place) return told;
    const { source: path, line, column } = place;
    return { ...told, source: { name: basename(path), path }, line, column };
  }

  /** The run is over: how often each was met. */
  count(counts: readonly number[]): void {
    this.#counts = counts;
  }

  /** A short table, a line a finding; nothing where all was well. */
  summary(): DebugProtocol.OutputEvent['body'][] {
    if (this.#all.length === 0) return [];
    const rows = this.#all.map((finding) => ({
      finding,
      cells: [finding.detector, `×${this.#counts[finding.id] ?? 1}`, this.#where(finding)],
    }));
    const widths = [0, 1, 2].map((column) => Math.max(...rows.map(({ cells }) => cells[column].length)));
    const title = `Detectors found ${rows.length === 1 ? 'one thing' : `${rows.length} things`}:\n`;
    return [
      { category: 'console', output: title },
      ...rows.map(({ finding, cells }) => {
        const padded = cells.map((cell, column) => cell.padEnd(widths[column])).join('  ');
        const text = `  ${padded}  ${finding.cause} — ${finding.remedy}\n`;
        const place = this.#sites[finding.site];
        if (!place) return { category: 'console', output: text };
        return outputAt('console', text, { path: place.source, line: place.line, column: place.column });
      }),
    ];
  }

  #where({ site, label }: Finding): string {
    const place = this.#sites[site];
    return place ? `${basename(place.source)}:${place.line} ${label}` : label;
  }
}
