/** Where tensors come from, for a debug session: plain data that travels. */
import { type Contribution, contributions, indexBefore, makerOf, placeOf } from '../../history/origin';
import { type KeptOp, type KeptTensor, oldestOp, opsUpTo } from '../../history/records';
import { types } from '../../tensor/dtype';
import type { TensorPlace } from '../../tensor/picture';
import { lookingAt } from './history';
import { type OpSummary, opSummary } from './summary';

/** A tensor in the role that it had for an op. */
export interface RoleOf {
  readonly name: string;
  /** `f32` */
  readonly short: string;
  readonly place: TensorPlace;
}

/** An op that made a tensor, with what it made it of. */
export interface Maker extends OpSummary {
  /** Index of the op just before this one and all that ran inside of it. */
  readonly before: number;
  readonly inputs: readonly RoleOf[];
  readonly saved: readonly RoleOf[];
  readonly outputs: readonly RoleOf[];
  /** Those that are numbers, texts or booleans; numbers as texts, as not all of them travel. */
  readonly attributes: Readonly<Record<string, string>>;
}

/** A part of a gradient. */
export interface GradientPart extends Omit<Contribution, 'op'> {
  readonly op: Maker | null;
}

/** An op on the way from a tensor back to what it was made of. */
export interface Ancestor {
  readonly op: Maker;
  /** What it made: `input of matmul`; '' for the tensor itself. */
  readonly of: string;
  /** How many ops are between it and the tensor. */
  readonly distance: number;
}

export interface Origin {
  /** The op that wrote the tensor last and those that made its operands, the nearest first. Empty: none is kept. */
  readonly ancestors: readonly Ancestor[];
  /** Of a gradient. */
  readonly parts: readonly GradientPart[];
  /** Oldest op that is kept. */
  readonly oldest: number | null;
  /** The newest op that had run, where the person looks. */
  readonly newest: number;
}

/** Ops that are shown of the way back. */
const mostAncestors = 30;

/** Where a tensor comes from, as of the time that the person looks at. */
export function origin(place: TensorPlace): Origin {
  const at = lookingAt();
  const parts = contributions(place, at);
  const isGradient = parts.some(({ op }) => op?.phase === 'backward');
  const [newest] = opsUpTo(at);
  return {
    ancestors: ancestorsOf(place, at),
    parts: isGradient ? parts.map(({ kind, op, place }) => ({ kind, op: op && described(op), place })) : [],
    oldest: oldestOp(),
    newest: newest?.index ?? -1,
  };
}

/** The op that wrote elements of `place` last, up to op `index` (null: to the present). */
export function makerAt(place: TensorPlace, index: number | null): Maker | null {
  const op = makerOf(place, index ?? Number.POSITIVE_INFINITY);
  return op && described(op);
}

/** Ops inside of op `index`, after op `before`, in their order. */
export function opsInside(before: number, index: number): Maker[] {
  const inside: Maker[] = [];
  for (const op of opsUpTo(index - 1)) {
    if (op.index <= before) break;
    inside.push(described(op));
  }
  return inside.reverse();
}

/** Up to `count` ops of depth 0 up to op `index` (null: to the present), the newest first. */
export function opsBefore(index: number | null, count: number): Maker[] {
  const near: Maker[] = [];
  for (const op of opsUpTo(index ?? Number.POSITIVE_INFINITY)) {
    if (near.length === count) break;
    if (op.depth === 0) near.push(described(op));
  }
  return near;
}

function ancestorsOf(place: TensorPlace, index: number): Ancestor[] {
  const found: Ancestor[] = [];
  const met = new Set<number>();
  let wave: { place: TensorPlace; upTo: number; of: string }[] = [{ place, upTo: index, of: '' }];
  for (let distance = 0; wave.length > 0 && found.length < mostAncestors; distance++) {
    const next: typeof wave = [];
    for (const { place, upTo, of } of wave) {
      const op = makerOf(place, upTo);
      if (op === null || met.has(op.index) || found.length === mostAncestors) continue;
      met.add(op.index);
      const maker = described(op);
      found.push({ op: maker, of, distance });
      for (const { name, place } of maker.inputs)
        next.push({ place, upTo: maker.before, of: `${name} of ${op.label}` });
    }
    wave = next;
  }
  return found;
}

function described(op: KeptOp): Maker {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(op.attributes))
    if (typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean')
      attributes[name] = String(value);
  return {
    ...opSummary(op),
    before: indexBefore(op),
    inputs: op.inputs.map(roleOf),
    saved: op.saved.map(roleOf),
    outputs: op.outputs.map(roleOf),
    attributes,
  };
}

function roleOf(tensor: KeptTensor): RoleOf {
  return { name: tensor.name, short: types[tensor.type.name].short, place: placeOf(tensor) };
}
