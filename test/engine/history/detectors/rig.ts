/** Runs a program under detectors, and gives what they found. */
import { type Finding, forgetDetection, onFinding, setDetectors } from '../../../../engine/history/detection';
import type { DetectorName } from '../../../../engine/history/detectors/detector';
import { detectors } from '../../../../engine/history/detectors/index';
import { Flag, flags } from '../../../../engine/history/flags';

export interface Counted extends Finding {
  readonly count: number;
}

/** Under all detectors, or those that are named; with thresholds other than the default where they are given. */
export function findings(
  program: () => void,
  names: readonly DetectorName[] = detectors.map(({ name }) => name),
  thresholds: Partial<Record<DetectorName, number>> = {},
): Counted[] {
  const found: Finding[] = [];
  forgetDetection();
  onFinding((finding) => found.push(finding));
  setDetectors(
    names.map((name) => {
      const detector = detectors.find((one) => one.name === name)!;
      return { name, threshold: thresholds[name] ?? detector.threshold?.default ?? 0, stops: false };
    }),
  );
  try {
    program();
  } finally {
    setDetectors([]);
  }
  return found.map((finding) => ({ ...finding, count: flags[Flag.FINDINGS + finding.id] }));
}

/** `detector: label` of each. */
export function titles(found: readonly Finding[]): string[] {
  return found.map(({ detector, label }) => `${detector}: ${label}`);
}
