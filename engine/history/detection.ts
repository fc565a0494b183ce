/**
 * Runs the detectors on what happens, while `Watch.DETECT` is set: what they find is told once a place, then counted,
 * and those that are to stop the program give a hit.
 */
import type { Parameter } from '../nn/parameter';
import { pathOf } from '../nn/path';
import { areResultsFinite, lookAtResults } from '../ops/command';
import type { Storage } from '../tensor/storage';
import type { Tensor } from '../tensor/tensor';
import type { DetectorName, Senses, Trouble } from './detectors/detector';
import { detectors } from './detectors/index';
import type { NamedTensor, OpEvent, Phase } from './event';
import { isCarrying, Made } from './finite';
import { Flag, flags, MOST_FINDINGS, Watch } from './flags';
import { allFinite, type Health, healthOf, isWatchable } from './health';
import type { Hit } from './hit';
import { measures } from './measures';

/** A detector that runs. */
export interface DetectorChoice {
  readonly name: DetectorName;
  readonly threshold: number;
  /** Whether it stops the program, or only tells and counts. */
  readonly stops: boolean;
}

/** Something that a detector found, at its first time in its place. How often is in `flags`. */
export interface Finding extends Omit<Trouble, 'site'> {
  /** Counts from 0; its count is the word `Flag.FINDINGS + id`. */
  readonly id: number;
  readonly detector: DetectorName;
  /** Of the op at which it was found. */
  readonly index: number;
  readonly label: string;
  readonly phase: Phase;
  readonly module: string;
  /** Call site. */
  readonly site: number;
}

interface Running {
  readonly choice: DetectorChoice;
  readonly senses: Senses;
  /** Places at which it has stopped the program: it does so once at each. */
  readonly stopped: Set<string>;
}

type Sensed = readonly [Running, Trouble | null];

let running: readonly Running[] = [];
/** Those that look at forward ops of a name. */
let atOps = new Map<string, readonly (readonly [Running, (event: OpEvent) => Trouble | null])[]>();
/** Whether anybody wants to know of tensors that are not finite. */
let checksFinite = false;
let tell: (finding: Finding) => void = () => undefined;

/** By detector and place: the number of what was told. */
const told = new Map<string, number>();
/** What was found where no op had just run; it is told at the next op. */
let waiting: (readonly [Running, Trouble])[] = [];

/** Backward passes so far. */
let passes = 0;
/** Of the pass under way: its loss, and the factor that a gradient scaler gave it. */
let lossValue = Number.NaN;
let lossScale = 1;
/** Losses that were multiplied by a gradient scaler, and the factor. */
const scales = new WeakMap<Tensor, number>();
/** Memory that was not finite when it was last looked at. */
let unwell = new WeakMap<Storage, { readonly nan: boolean; readonly infinite: boolean }>();
let isAnyUnwell = false;
/** Gradients that arrived during the op under way, which it may itself have made. */
let arrivals: (readonly [Tensor, Health])[] = [];
/** Gradients as an optimizer used them: the version that they had. */
let usedGradients = new WeakMap<Tensor, number>();

/** Called once by the worker's bootstrap: where findings go. */
export function onFinding(listener: (finding: Finding) => void): void {
  tell = listener;
}

/** Replaces those that run. One that stays, with its threshold, keeps what it has seen. */
export function setDetectors(choices: readonly DetectorChoice[]): void {
  running = choices.map((choice) => {
    const old = running.find(
      ({ choice: { name, threshold } }) => name === choice.name && threshold === choice.threshold,
    );
    const detector = detectors.find(({ name }) => name === choice.name);
    if (!detector) throw new Error(`detectors: there is none of this name — ${choice.name}`);
    const isSame = old !== undefined && old.choice.stops === choice.stops;
    const stopped = isSame ? old.stopped : new Set<string>();
    return { choice, senses: old?.senses ?? detector.begin(choice.threshold, measures), stopped };
  });
  atOps = new Map();
  for (const one of running) {
    for (const [op, look] of Object.entries(one.senses.forward ?? {}))
      atOps.set(op, [...(atOps.get(op) ?? []), [one, look]]);
  }
  checksFinite = running.some(({ senses }) => senses.notFinite !== undefined);
  if (running.length > 0) Atomics.or(flags, Flag.WATCH, Watch.DETECT);
  else Atomics.and(flags, Flag.WATCH, ~Watch.DETECT);
  if (!checksFinite) lookAtResults(false);
}

/** Whether detectors run; asked before anything below is called. */
export function detects(): boolean {
  return (flags[Flag.WATCH] & Watch.DETECT) !== 0;
}

/** A gradient scaler has multiplied a loss. */
export function lossScaled(loss: Tensor, factor: number): void {
  scales.set(loss, factor);
}

/** `backward()` begins at these tensors. */
export function backwardBegins(outputs: readonly Tensor[]): void {
  const [tensor] = outputs;
  lossScale = scales.get(tensor) ?? 1;
  lossValue = Number.NaN;
  if (outputs.length === 1 && tensor.numel() === 1 && isWatchable(tensor)) {
    const { sum, nan, positiveInfinity, negativeInfinity } = healthOf(tensor);
    lossValue = nan + positiveInfinity + negativeInfinity > 0 ? Number.NaN : sum / lossScale;
    const made = tensor.gradFn;
    const loss = {
      tensor,
      value: lossValue,
      op: made?.row.name ?? 'the program',
      site: made?.site ?? flags[Flag.SITE],
      step: passes,
    };
    wait((senses) => senses.loss?.(loss));
  }
  passes++;
}

/** `grad` of a leaf has its gradient of this pass; `before` is what it was added to, as it was then. */
export function gradientArrived(
  leaf: Tensor,
  before: { readonly tensor: Tensor; readonly version: number } | null,
): void {
  const { grad } = leaf;
  if (grad === null || !isWatchable(grad)) return;
  const health = healthOf(grad);
  arrivals.push([grad, health]);
  const isStale = before !== null && usedGradients.get(before.tensor) === before.version;
  const name = pathOf(leaf as Parameter) ?? '';
  const norm = health.norm / lossScale;
  if (health.nan + health.positiveInfinity + health.negativeInfinity > 0) return;
  const arrival = { parameter: leaf, name, norm, health, isStale, step: passes - 1, loss: lossValue };
  wait((senses) => senses.gradient?.(arrival));
}

/** An optimizer steps over a parameter that has no gradient. */
export function withoutGradient(parameter: Tensor, name: string): void {
  const site = flags[Flag.SITE];
  wait((senses) => {
    const trouble = senses.withoutGradient?.(parameter, name) ?? null;
    return trouble && { site, ...trouble };
  });
}

function wait(ask: (senses: Senses) => Trouble | null | undefined): void {
  for (const one of running) {
    const trouble = ask(one.senses) ?? null;
    if (trouble !== null) waiting.push([one, trouble]);
  }
}

const none: readonly Hit[] = [];

/**
 * An op of depth 0 is about to run: its kernels look at what they write, where somebody wants to know. What is inside of
 * it begins nothing, so that the count of {@link areResultsFinite} is that of the whole op.
 */
export function opBegins(op: string, phase: Phase): void {
  if (checksFinite) lookAtResults(!isCarrying(op, phase));
}

/** What the detectors find in an op that just ran. */
export function hitDetectors(event: OpEvent): readonly Hit[] {
  // Gradients and updates are ops themselves; what is inside of them is looked at in them.
  if (event.depth > 0) return none;
  let found: Sensed[] | null = null;
  if (waiting.length > 0) {
    found = waiting;
    waiting = [];
  }
  const areFinite = areResultsFinite();
  if (checksFinite && !isCarrying(event.op, event.phase) && (!areFinite || isAnyUnwell)) {
    // Of an update only the parameter: what is wrong with the state comes to it.
    const outputs = event.phase === 'optimizer' ? event.outputs.slice(0, 1) : event.outputs;
    for (const output of outputs) {
      if (!areFinite && !isWell(output.tensor)) found = [...(found ?? []), ...atNotFinite(event, output)];
      else if (event.phase !== 'forward' || event.op.endsWith('_')) unwell.delete(output.tensor.storage);
    }
  }
  if (event.phase === 'forward') {
    const looking = atOps.get(event.op);
    if (looking !== undefined)
      found = [...(found ?? []), ...looking.map(([one, look]): Sensed => [one, look(event)])];
  } else if (event.phase === 'optimizer') {
    found = [...(found ?? []), ...atUpdate(event)];
  }
  if (arrivals.length > 0) {
    for (const [grad, health] of arrivals) noteHealth(grad, health);
    arrivals = [];
  }
  return found === null ? none : found.flatMap((sensed) => report(event, sensed));
}

/** Where a gradient has just been measured, as it was then. */
function isWell(tensor: Tensor): boolean {
  const arrived = arrivals.find(([{ storage }]) => storage === tensor.storage);
  if (arrived === undefined) return allFinite(tensor);
  const { nan, positiveInfinity, negativeInfinity } = arrived[1];
  return nan + positiveInfinity + negativeInfinity === 0;
}

function atNotFinite(event: OpEvent, output: NamedTensor): Sensed[] {
  const { storage } = output.tensor;
  const health = healthOf(output.tensor);
  const wasKnown = unwell.get(storage) ?? { nan: false, infinite: false };
  noteHealth(output.tensor, health);
  // A tensor from nothing is as the program wrote it, and overflow under a gradient scaler is its business.
  if (event.inputs.length === 0 || (event.phase === 'backward' && lossScale !== 1)) return [];
  const made = new Made(event, output, health, wasKnown);
  return running.map((one) => [one, one.senses.notFinite?.(made) ?? null] as const);
}

function noteHealth({ storage }: Tensor, { nan, positiveInfinity, negativeInfinity }: Health): void {
  const infinite = positiveInfinity + negativeInfinity > 0;
  if (nan === 0 && !infinite) return;
  unwell.set(storage, { nan: nan > 0, infinite });
  isAnyUnwell = true;
}

function atUpdate(event: OpEvent): Sensed[] {
  const [parameter, gradient] = event.inputs;
  if (!parameter || !gradient) return [];
  usedGradients.set(gradient.tensor, gradient.tensor.version);
  const name = event.label.slice(event.label.indexOf(' ') + 1);
  const update = { parameter: parameter.tensor, gradient: gradient.tensor, name, event };
  return running.map((one) => [one, one.senses.update?.(update) ?? null] as const);
}

function report(event: OpEvent, [{ choice, stopped }, trouble]: Sensed): readonly Hit[] {
  if (trouble === null) return none;
  const { site = event.site, ...what } = trouble;
  const place = `${choice.name} ${site} ${site === 0 ? event.label : ''} ${what.role}`;
  let id = told.get(place);
  if (id === undefined) {
    if (told.size >= MOST_FINDINGS) return none;
    id = told.size;
    told.set(place, id);
    const { index, label, phase, module } = event;
    tell({ id, detector: choice.name, index, label, phase, module, site, ...what });
  }
  flags[Flag.FINDINGS + id]++;
  if (!choice.stops || stopped.has(place)) return none;
  stopped.add(place);
  const { label } = detectors.find(({ name }) => name === choice.name)!;
  return [
    {
      reason: 'exception',
      ids: [],
      description: `Paused on ${label}: ${event.label}`,
      exception: { name: choice.name, message: what.cause, remedy: what.remedy },
    },
  ];
}

/** Forgets all that was seen and found: as at the start of a run. For tests. */
export function forgetDetection(): void {
  setDetectors([]);
  told.clear();
  waiting = [];
  arrivals = [];
  passes = 0;
  unwell = new WeakMap();
  isAnyUnwell = false;
  usedGradients = new WeakMap();
  flags.fill(0, Flag.FINDINGS, Flag.FINDINGS + MOST_FINDINGS);
}
