/** The detectors that run in a program: which ones, with what thresholds, and which of them stop it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DetectorChoice } from '../../engine/history/detection';
import type { Detector, DetectorName } from '../../engine/history/detectors/detector';
import { detectors } from '../../engine/history/detectors/index';
import { type Armed, arm } from './armed';
import { UserError } from './errors';
import type { Inspector } from './inspector';

/** What a launch says of detectors. */
export interface DetectorConfiguration {
  /** Those that stop the program, as they are written: `nan`, `explodingGradient > 100`. */
  readonly detectors: readonly string[];
  /** Whether those that do not stop it tell and count too. */
  readonly detection: 'all' | 'stops';
  /** By name: what is used where neither a filter nor `detectors` has a number. */
  readonly thresholds: Readonly<Record<string, number>>;
}

/** One exception filter each. */
export const detectorFilters: DebugProtocol.ExceptionBreakpointsFilter[] = detectors.map(
  ({ name, label, description, threshold, stops }) => ({
    filter: name,
    label: `Detect: ${label}`,
    description,
    default: stops,
    ...(threshold && {
      supportsCondition: true,
      conditionDescription: `${threshold.what}: ${threshold.side} ${threshold.default}`,
    }),
  }),
);

const named = (name: string): Detector | undefined => detectors.find((one) => one.name === name);

/** `> 1e3`, or only the number. Throws a sentence. */
function limitOf({ name, threshold }: Detector, text: string): number {
  if (threshold === null) {
    throw new UserError(`${name}: it has no threshold — ${text} — leave it out`);
  }
  const [, side, digits] = /^\s*(>=?|<=?)?\s*(\S+)\s*$/.exec(text) ?? [];
  const limit = Number(digits);
  if (digits === undefined || !Number.isFinite(limit)) {
    const example = `${threshold.side} ${threshold.default}`;
    throw new UserError(`${name}: no threshold — ${text} — write a number, such as ${example}`);
  }
  if (side !== undefined && side[0] !== threshold.side[0]) {
    const what = `it looks for ${threshold.what} ${threshold.side} its threshold`;
    throw new UserError(`${name}: ${what} — ${text} — write ${threshold.side} ${digits}`);
  }
  return limit;
}

/** `explodingGradient > 100` of a launch. Throws a sentence for the person who wrote it. */
function selected(written: string): { readonly name: DetectorName; readonly limit: number | null } {
  const [, name = '', rest = ''] = /^\s*(\w*)\s*(.*)$/s.exec(written) ?? [];
  const detector = named(name);
  if (!detector) {
    const names = detectors.map((one) => one.name).join(', ');
    throw new UserError(`launch: "detectors" names what is no detector — ${written} — choose from ${names}`);
  }
  return { name: detector.name, limit: rest === '' ? null : limitOf(detector, rest) };
}

/** Throws where a launch names no detector, or a threshold that is none. */
export function checkDetectors({ detectors: written, thresholds }: DetectorConfiguration): void {
  written.forEach(selected);
  for (const name of Object.keys(thresholds)) selected(name);
}

export class Detectors implements Armed {
  #configuration: DetectorConfiguration = { detectors: [], detection: 'all', thresholds: {} };
  /** Filters that are on, with the threshold of their condition. */
  #filters = new Map<string, number | null>();
  #inspector: Inspector | null = null;

  /** Of the launch that comes. */
  configure(configuration: DetectorConfiguration): void {
    this.#configuration = configuration;
  }

  /** Takes the filters that are detectors' and leaves the others alone. One answer each, in their order. */
  async set(
    filters: readonly DebugProtocol.ExceptionFilterOptions[],
  ): Promise<Pick<DebugProtocol.Breakpoint, 'verified' | 'message'>[]> {
    this.#filters = new Map();
    const answers = filters.map(({ filterId, condition }) => {
      const detector = named(filterId);
      try {
        const limit = detector && condition?.trim() ? limitOf(detector, condition) : null;
        if (detector) this.#filters.set(filterId, limit);
        return { verified: true };
      } catch (error) {
        return { verified: false, message: (error as Error).message };
      }
    });
    await this.#arm();
    return answers;
  }

  async attach(inspector: Inspector): Promise<void> {
    this.#inspector = inspector;
    await this.#arm();
  }

  detach(): void {
    this.#inspector = null;
  }

  async #arm(): Promise<void> {
    if (this.#inspector) await arm(this.#inspector, 'setDetectors', JSON.stringify(this.#choices()));
  }

  #choices(): DetectorChoice[] {
    const { detectors: written, detection, thresholds } = this.#configuration;
    const launched = new Map(written.map(selected).map(({ name, limit }) => [name, limit]));
    return detectors
      .map(({ name, threshold }) => ({
        name,
        stops: this.#filters.has(name) || launched.has(name),
        threshold:
          this.#filters.get(name) ?? launched.get(name) ?? thresholds[name] ?? threshold?.default ?? 0,
      }))
      .filter(({ stops }) => stops || detection === 'all');
  }
}
