/** What a detector is: one file that says what it looks for, and functions over what happened that look for it. */
import type { Tensor } from '../../tensor/tensor';
import type { NamedTensor, OpEvent } from '../event';
import type { Health } from '../health';
import type { Measures } from '../measures';

export const detectorNames = [
  'nan',
  'inf',
  'explodingGradient',
  'vanishingGradient',
  'deadRelu',
  'saturated',
  'zeroGradient',
  'unusedParameter',
  'updateRatio',
  'lossPlateau',
  'lossSpike',
  'dtypeDowncast',
  'poorInit',
] as const;
export type DetectorName = (typeof detectorNames)[number];

/** The one number that a person may set. */
export interface Threshold {
  readonly default: number;
  /** On which side of it something is wrong. */
  readonly side: '>' | '<' | '>=';
  /** What is compared with it: `norm of the gradient of one parameter`. */
  readonly what: string;
}

export interface Detector {
  /** Also the id of its exception filter, and the last part of its setting. */
  readonly name: DetectorName;
  /** What a person reads in a list. */
  readonly label: string;
  /** One sentence: what it finds. */
  readonly description: string;
  /** Null where nothing is to be set. */
  readonly threshold: Threshold | null;
  /** Whether it stops programs unless the person says otherwise. */
  readonly stops: boolean;
  /** Begins a run, with a state of its own. What it measures, it measures by `measures`: a detector imports no engine. */
  begin(threshold: number, measures: Measures): Senses;
}

/** What is wrong, for the person who can change it. */
export interface Trouble {
  /** What happened and from what, with the numbers. */
  readonly cause: string;
  /** What to do. */
  readonly remedy: string;
  /** Role of the tensor that shows it: `output`, `weight`, `loss`. */
  readonly role: string;
  /** What was measured, by its name. */
  readonly numbers: Readonly<Record<string, number>>;
  /** Call site, where it is not that of the op that has just run. */
  readonly site?: number;
}

/** The moments at which a detector may look. Those that it has no use for cost nothing. */
export interface Senses {
  /** An op has given a tensor that is not all finite. */
  notFinite?(made: NotFinite): Trouble | null;
  /** A forward op of that name has run. */
  forward?: Readonly<Record<string, (event: OpEvent) => Trouble | null>>;
  /** `backward()` was called on a loss. */
  loss?(loss: Loss): Trouble | null;
  /** A backward pass has added to `grad` of a parameter, or of any other leaf. */
  gradient?(arrival: Gradient): Trouble | null;
  /** An optimizer has changed a parameter. */
  update?(update: Update): Trouble | null;
  /** An optimizer makes a step without a gradient for a parameter. */
  withoutGradient?(parameter: Tensor, name: string): Trouble | null;
}

export interface NotFinite {
  readonly event: OpEvent;
  readonly output: NamedTensor;
  /** Of the output. */
  readonly health: Health;
  /** What the op was given, and is not the output itself: operands, gradients, saved tensors. Measured when asked for. */
  readonly given: readonly { readonly name: string; readonly health: Health }[];
  /** Whether the output's memory was not finite before: the op writes in place. */
  readonly wasKnown: { readonly nan: boolean; readonly infinite: boolean };
}

export interface Loss {
  readonly tensor: Tensor;
  /** Without the factor of a gradient scaler. */
  readonly value: number;
  /** The op that made it. */
  readonly op: string;
  /** Of that op's call. */
  readonly site: number;
  /** Backward passes before this one. */
  readonly step: number;
}

export interface Gradient {
  readonly parameter: Tensor;
  /** Path of the parameter, such as `fc1.weight`; '' where it is unknown. */
  readonly name: string;
  /** Of all of `grad`, without the factor of a gradient scaler. */
  readonly norm: number;
  /** Of `grad`. */
  readonly health: Health;
  /** `grad` still had what an optimizer step had used, and was added to. */
  readonly isStale: boolean;
  /** Backward passes before this one. */
  readonly step: number;
  /** The value of the loss of this pass; NaN where it is no scalar. */
  readonly loss: number;
}

export interface Update {
  readonly parameter: Tensor;
  readonly name: string;
  readonly gradient: Tensor;
  /** The op, such as `adam`, and its attributes, such as `lr`. */
  readonly event: OpEvent;
}

/** `fc1.weight`, or what else it is called. */
export function called(name: string): string {
  return name === '' ? 'a parameter' : name;
}

/** Root of the mean square of the elements, where all are finite. */
export function rmsOf({ norm, count }: Health): number {
  return count === 0 ? 0 : norm / Math.sqrt(count);
}

/** Three digits, as a person reads them. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return String(value);
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-3 || size >= 1e5)) return value.toExponential(1).replace('e+', 'e');
  return String(Number(value.toPrecision(3)));
}
