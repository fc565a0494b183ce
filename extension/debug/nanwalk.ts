/** The way back from a tensor that is not finite, op by op, with what each op was given at its time. */
import type { Maker, RoleOf } from '../../engine/runtime/debuggee/origin';
import type { Statistics, TensorPlace } from '../../engine/tensor/picture';
import type { Facts } from './causes/facts';
import { isDeliberate } from './causes/table';
import { UserError } from './errors';
import { lineOf, operandNames } from './names';
import type { Program } from './program';
import { statisticsText } from './tensors';

/** What is wrong with a number. */
export type Kind = Facts['kind'];
/** Looks at another time: just after an op. */
export type To = (index: number) => Promise<void>;

/** A tensor, and what a person calls it. */
export interface Named {
  readonly name: string;
  readonly place: TensorPlace;
}

export type Measured = RoleOf & { readonly statistics: Statistics };

/** An op that gave NaN or infinity, with what it was given, as of just before it. */
export interface Birth {
  readonly op: Maker;
  readonly kind: Kind;
  readonly given: readonly Measured[];
  readonly what: string;
}

/** Ops that are asked for at a time, where any result may be the one. */
const batch = 64;

export const wordOf = (kind: Kind) => (kind === 'nan' ? 'NaN' : 'infinite');
export const nounOf = (kind: Kind) => (kind === 'nan' ? 'NaN' : 'infinity');

export class Walk {
  /** The ops on the way, the newest first. */
  readonly steps: { readonly op: Maker; readonly kind: Kind }[] = [];
  /** Why there is no further op: the tensor that none is known to have made. */
  end: { readonly name: string; readonly kind: Kind } | null = null;
  readonly #to: To;
  readonly #program: Program;

  constructor(to: To, program: Program) {
    this.#to = to;
    this.#program = program;
  }

  /** The newest result of an op that has NaN; of those without, the newest that has an infinity nobody asked for. */
  async newest(at: number | null): Promise<Named> {
    let infinite: Named | null = null;
    for (let index = at; ; ) {
      const ops = await this.#program.remote.read<Maker[]>('opsBefore', index, batch);
      const kinds = await Promise.all(
        ops.map(({ outputs }) => Promise.all(outputs.map(({ place }) => this.kindOf(place)))),
      );
      for (const [place, op] of ops.entries()) {
        const named = (kind: Kind): Named[] =>
          op.outputs.flatMap(({ place: where }, output) =>
            kinds[place][output] === kind ? [{ name: `the result of ${op.label}`, place: where }] : [],
          );
        const [nan] = named('nan');
        if (nan) return nan;
        if (!isDeliberate(op)) infinite ??= named('inf')[0] ?? null;
      }
      const last = ops.at(-1);
      if (!last || last.index === 0) break;
      index = last.index - 1;
    }
    if (infinite) return infinite;
    throw new UserError(
      'explainNaN: nothing is NaN — no result that is kept has NaN or infinity — name a tensor, or stop at one',
    );
  }

  /** Null where it is finite, or its memory is gone. */
  async kindOf(place: TensorPlace): Promise<Kind | null> {
    if (!/float/.test(place.dtype)) return null;
    const statistics = await this.#program.remote.statistics(place);
    return statistics && kindIn(statistics);
  }

  /** The op that made NaN of numbers, and before it the one that made an infinity there, where it took one. */
  async births(from: Named, first: Kind, at: number | null): Promise<Birth[]> {
    const births: Birth[] = [];
    let [target, kind, upTo] = [from, first, at];
    for (;;) {
      const op = await this.#makerAt(target.place, upTo);
      if (!op) {
        this.end = { name: target.name, kind };
        return births;
      }
      this.steps.push({ op, kind });
      const given = await this.#measured(op, [...op.inputs, ...op.saved]);
      const nan = given.filter(({ statistics }) => kindIn(statistics) === 'nan');
      const infinite = given.filter(({ statistics }) => kindIn(statistics) === 'inf');
      if (nan.length === 0 && (kind === 'nan' || infinite.length === 0)) {
        births.push((await this.#inner(op, kind)) ?? { op, kind, given, what: '' });
        // Also an infinity that nobody asked for has its beginning.
        if (infinite.length === 0) return births;
      }
      const bad = nan.length > 0 ? nan : infinite;
      const names = operandNames(op, lineOf(op, this.#program));
      const [next] = await this.#oldestFirst(bad, op.before);
      target = { name: names.get(next.name) ?? next.name, place: next.place };
      kind = kindIn(next.statistics) as Kind;
      upTo = op.before;
    }
  }

  /** Name of the op that made each. */
  madeBy(given: readonly Measured[], before: number): Promise<string[]> {
    return Promise.all(given.map(async ({ place }) => (await this.#makerAt(place, before))?.op ?? ''));
  }

  /** The op inside of a gradient or an update that made the first number which is not finite. */
  async #inner(outer: Maker, kind: Kind): Promise<Birth | null> {
    if (outer.phase === 'forward') return null;
    for (const op of await this.#program.remote.read<Maker[]>('opsInside', outer.before, outer.index)) {
      await this.#to(op.index);
      const kinds = await Promise.all(op.outputs.map(({ place }) => this.kindOf(place)));
      if (kinds.every((one) => one === null)) continue;
      const given = await this.#measured(outer, [...outer.inputs, ...outer.saved]);
      const inside = await this.#measured(op, op.inputs);
      return { op: outer, kind, given, what: innerText(op, inside, kinds.includes('nan') ? 'nan' : 'inf') };
    }
    return null;
  }

  async #measured(op: Maker, roles: readonly RoleOf[]): Promise<Measured[]> {
    await this.#to(op.before);
    const floats = roles.filter(({ place }) => place.storage !== 0);
    const statistics = await Promise.all(floats.map(({ place }) => this.#program.remote.statistics(place)));
    return floats.flatMap((role, index) => {
      const measured = statistics[index];
      return measured ? [{ ...role, statistics: measured }] : [];
    });
  }

  async #oldestFirst(given: readonly Measured[], before: number): Promise<Measured[]> {
    if (given.length === 1) return [...given];
    const makers = await Promise.all(given.map(({ place }) => this.#makerAt(place, before)));
    const age = new Map(given.map((one, index) => [one, makers[index]?.index ?? -1]));
    return [...given].sort((a, b) => (age.get(a) as number) - (age.get(b) as number));
  }

  #makerAt(place: TensorPlace, index: number | null): Promise<Maker | null> {
    return this.#program.remote.read('makerAt', place, index);
  }
}

function kindIn({ nan, positiveInfinity, negativeInfinity }: Statistics): Kind | null {
  if (nan > 0) return 'nan';
  return positiveInfinity + negativeInfinity > 0 ? 'inf' : null;
}

function innerText(op: Maker, inside: readonly Measured[], kind: Kind): string {
  const given = inside.map((one) => `${one.name} ${statisticsText(one.statistics, one.place.dtype)}`);
  const attributes = Object.entries(op.attributes).map(([name, value]) => `${name} ${value}`);
  return `inside it ${op.label} gave ${nounOf(kind)} of ${[...given, ...attributes].join(', ')}`;
}
