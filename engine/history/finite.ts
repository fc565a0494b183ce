/** Results that are not finite: which ops may make one, and what a detector is told of it. */
import { anchor } from '../tensor/anchor';
import type { NotFinite } from './detectors/detector';
import type { NamedTensor, OpEvent, Phase } from './event';
import { type Health, healthOf, isWatchable } from './health';

/** Ops that make no NaN and no infinity that was not there before: they move elements, or bound them. */
const carrying = new Set(
  'abs asStrided cat ceil chunk clamp clamp_ clone contiguous diagonal expand flip floor gather gelu index indexSelect maxPool maximum minimum neg permute relu relu_ repeat roll round select sigmoid sign slice squeeze tanh transpose unsqueeze view'.split(
    ' ',
  ),
);
/** And their gradients, as those of sums. */
const carryingBackward = new Set([...carrying, ...'add mean sub sum'.split(' ')]);

/** Whether what such an op gives is as finite as what it was given. */
export function isCarrying(op: string, phase: Phase): boolean {
  return (phase === 'backward' ? carryingBackward : carrying).has(op);
}

/** Masked scores are not finite at every step, and nobody asks what they were made from. */
export class Made implements NotFinite {
  #given: NotFinite['given'] | null = null;

  constructor(
    readonly event: OpEvent,
    readonly output: NamedTensor,
    readonly health: Health,
    readonly wasKnown: NotFinite['wasKnown'],
  ) {}

  get given(): NotFinite['given'] {
    const { event, output } = this;
    this.#given ??= [...event.inputs, ...event.saved]
      .filter(({ tensor }) => tensor.storage !== output.tensor.storage && isWatchable(tensor))
      .map(({ name, tensor }) => ({ name, health: healthOf(tensor) }));
    return this.#given;
  }
}

anchor(new Made({} as OpEvent, {} as NamedTensor, {} as Health, { nan: false, infinite: false }));
