/** Names that come with every op: what is known of one lies with it, where a search would cost more than the rest. */
import type { Row } from '../ops/row';
import { mixed } from './hash';

/** Names that are told apart by their numbers at most; further ones are looked up by their texts. */
export const MOST_NUMBERED = 2 ** 14;

export class Name {
  readonly text: string;
  /** Counts names from 0; -1 for one of too many. */
  readonly number: number;
  /** Depends on the text alone. */
  readonly hash: number;

  constructor(text: string, number: number) {
    this.text = text;
    this.number = number;
    this.hash = hashOf(text);
  }
}

const names = new Map<string, Name>();

/** The name that reads so. */
export function nameOf(text: string): Name {
  const known = names.get(text);
  if (known !== undefined) return known;
  if (names.size >= MOST_NUMBERED) return new Name(text, -1);
  const name = new Name(text, names.size);
  names.set(text, name);
  return name;
}

/** The names of what observers are told of a row's ops and of their gradients. */
export class RowNames {
  readonly op: Name;
  /** `matmul backward` */
  readonly gradient: Name;
  readonly outputs: readonly Name[];
  /** Of the gradients that arrive at several outputs: `grad.values`. */
  readonly grads: readonly Name[];
  readonly #operands: Name[];
  readonly #many: string | null;

  constructor({ name, operands, outputs, many }: Row) {
    this.op = nameOf(name);
    this.gradient = nameOf(`${name} backward`);
    this.outputs = outputs.map(nameOf);
    this.grads = outputs.map((output) => nameOf(`grad.${output}`));
    this.#operands = many ? [] : operands.map(nameOf);
    this.#many = many ? operands[0] : null;
  }

  /** Many tensors are `tensors.0`, `tensors.1`, … */
  operand(position: number): Name {
    const known = this.#operands[position];
    if (known !== undefined || this.#many === null) return known;
    const name = nameOf(`${this.#many}.${position}`);
    this.#operands[position] = name;
    return name;
  }
}

export function namesOf(row: Row): RowNames {
  row.told ??= new RowNames(row);
  return row.told;
}

function hashOf(text: string): number {
  let hash = 0;
  for (let at = 0; at < text.length; at++) hash = mixed(hash, text.charCodeAt(at));
  return hash;
}
