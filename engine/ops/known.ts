import { isHalf } from '../tensor/dtype';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import type { Operand, Row } from './row';

/** The recorded op that a gradient is computed for. */
export interface Recorded {
  readonly attributes: object;
  /** By operand; null where it is no tensor. */
  readonly shapes: readonly (Shape | null)[];
  /** An operand or, after those, an output, as it was when it was saved. */
  saved(position: number): Operand | null;
}

/** How an object finds what it has of a name. */
type Look = (known: KnownOp) => unknown;

/**
 * What the gradient rules of a row take apart. Each name is looked up when a rule takes it, by a class of the row's
 * own: an object that is filled name by name would cost more than many an op.
 */
export class KnownOp {
  readonly #op: Recorded;
  readonly #grads: readonly (Tensor | null)[];
  #saved: (Operand | null)[] | null = null;

  constructor(op: Recorded, grads: readonly (Tensor | null)[]) {
    this.#op = op;
    this.#grads = grads;
  }

  /** The class of a row, made when the first gradient of one of its ops is computed. */
  static of(row: Row): typeof KnownOp {
    row.Known ??= KnownOp.#taking(new Set(row.rules?.flatMap((rule) => [...(rule?.takes ?? [])])), row);
    return row.Known;
  }

  static #taking(names: Iterable<string>, row: Row): typeof KnownOp {
    const Taken = class extends KnownOp {};
    for (const name of names) {
      const look = KnownOp.#lookFor(name, row);
      Object.defineProperty(Taken.prototype, name, {
        get(this: KnownOp) {
          return look(this);
        },
      });
    }
    return Taken;
  }

  static #lookFor(name: string, { operands, outputs, many }: Row): Look {
    const first = operands.length;
    if (name === 'grad') return (known) => known.#grads[0];
    if (name === 'grads') return (known) => known.#grads;
    if (name === 'shapes' && many) return (known) => known.#op.shapes;
    if (name === 'output') return (known) => known.#value(first);
    if (name === 'outputs') return (known) => outputs.map((_, output) => known.#value(first + output));
    if (operands.includes(name)) {
      const position = operands.indexOf(name);
      return (known) => known.#value(position);
    }
    const shaped = operands.findIndex((operand) => name === `${operand}Shape`);
    if (shaped >= 0) return (known) => known.#op.shapes[shaped];
    return (known) => known.#op.attributes[name as never];
  }

  /** What was saved; floats of 16 bits as float32. */
  #value(position: number): Operand | null {
    this.#saved ??= [];
    let value = this.#saved[position];
    if (value === undefined) {
      value = widened(this.#op.saved(position));
      this.#saved[position] = value;
    }
    return value;
  }
}

/** A float of 16 bits as float32, anything else as it is. */
export function widened<O extends Operand | null>(value: O): O | Tensor {
  return value instanceof Tensor && isHalf(value.type) ? value.to('float32') : value;
}
