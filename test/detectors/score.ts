/** How well the detectors do: precision and recall, counted in two ways. README.md defines them. */
import type { Program } from './manifest';

/** What a detector found at one place of a program. */
export interface Found {
  readonly detector: string;
  /** `file:line` of the place; '' where it is unknown. */
  readonly place: string;
  readonly cause: string;
  /** How often it was found there. */
  readonly count: number;
}

/** A program and all that was found in it. */
export interface Result {
  readonly program: Program;
  readonly found: readonly Found[];
}

/** Of some programs. */
export interface Score {
  readonly faulty: number;
  readonly healthy: number;
  /** Faulty programs with a finding that is acceptable. */
  readonly recognized: number;
  /** Programs with a finding that is not: healthy ones with any, and faulty ones with one of the wrong kind. */
  readonly misjudged: number;
  /** Findings that are acceptable, and those that are not. */
  readonly right: number;
  readonly wrong: number;
  /** recognized / (recognized + misjudged) */
  readonly precision: number;
  /** recognized / faulty */
  readonly recall: number;
  /** right / (right + wrong) */
  readonly precisionOfFindings: number;
}

export function isRight({ acceptable }: Program, { detector }: Found): boolean {
  return acceptable.includes(detector);
}

export function scoreOf(results: readonly Result[]): Score {
  const faulty = results.filter(({ program }) => program.isFaulty);
  const right = ({ program, found }: Result) => found.filter((one) => isRight(program, one)).length;
  const wrong = ({ program, found }: Result) => found.filter((one) => !isRight(program, one)).length;
  const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + count, 0);
  const recognized = faulty.filter((result) => right(result) > 0).length;
  const misjudged = results.filter((result) => wrong(result) > 0).length;
  const [allRight, allWrong] = [sum(results.map(right)), sum(results.map(wrong))];
  return {
    faulty: faulty.length,
    healthy: results.length - faulty.length,
    recognized,
    misjudged,
    right: allRight,
    wrong: allWrong,
    precision: recognized / (recognized + misjudged),
    recall: recognized / faulty.length,
    precisionOfFindings: allRight / (allRight + allWrong),
  };
}
