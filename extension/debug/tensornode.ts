/** A tensor, opened: its gradient and what is known of it, then its rows or values. Never its storage. */
import type { TensorDescription } from '../../engine/runtime/debuggee';
import type { TensorPlace } from '../../engine/tensor/picture';
import { type Child, memberName, type Node, type Range } from './node';
import { argument, pages } from './pages';
import { assignMember, cannotSet } from './properties';
import type { Remote, RemoteObject } from './remote';
import { short } from './tensors';

const readOnly = { kind: 'virtual', attributes: ['readOnly'] };

/** A tensor of the program, or a part of it: its element, row, … at these indices. */
interface PartOf {
  readonly objectId: string;
  readonly indices: readonly number[];
}

export class TensorNode implements Node {
  readonly indexed: number;
  readonly named = 8;
  readonly #tensor: TensorDescription;
  /** The tensor of the program, and where in it this part is. */
  readonly #of: PartOf;
  readonly #name: string | undefined;

  constructor(tensor: TensorDescription, of: PartOf, evaluateName: string | undefined) {
    this.#tensor = tensor;
    this.#of = of;
    this.#name = evaluateName;
    this.indexed = tensor.isDisposed ? 0 : (tensor.place.shape[0] ?? 0);
  }

  async children(range: Range, remote: Remote): Promise<Child[]> {
    const children: Child[] = [];
    const start = range.start ?? 0;
    if (range.filter !== 'indexed' && start === 0) children.push(...(await this.#facts(remote)));
    if (range.filter !== 'named') {
      children.push(
        ...(await pages(range, this.indexed, (first, count) => this.#rows(first, count, remote))),
      );
    }
    return children;
  }

  async #facts(remote: Remote): Promise<Child[]> {
    const { gradFn, requiresGrad, device, version, place, isDisposed } = this.#tensor;
    const facts: Child[] = [];
    const { objectId, indices } = this.#of;
    if (indices.length === 0) {
      const { result } = await remote.properties(await remote.view('tensorView', objectId));
      for (const { name, value } of result) {
        facts.push({
          name,
          remote: value,
          evaluateName: memberName(this.#name, name),
          hint: { kind: 'property' },
        });
      }
      if (gradFn !== null) facts.push({ name: 'gradFn', text: gradFn, hint: readOnly });
      facts.push({ name: 'requiresGrad', text: String(requiresGrad), type: 'boolean', hint: readOnly });
    }
    facts.push(
      { name: 'shape', text: `[${place.shape.join(', ')}]`, hint: readOnly },
      { name: 'dtype', text: place.dtype, hint: readOnly },
      { name: 'device', text: device, hint: readOnly },
      { name: 'version', text: String(version), type: 'number', hint: readOnly },
    );
    if (!isDisposed) {
      facts.push({ name: 'statistics', text: '', node: new StatisticsNode(place), hint: readOnly });
    }
    return facts;
  }

  async #rows(start: number, count: number, remote: Remote): Promise<Child[]> {
    const { place } = this.#tensor;
    if (count <= 0) return [];
    if (place.shape.length === 1) {
      const texts = await remote.read<string[]>('values', place, start, count);
      return texts.map((text, index) => ({
        name: `[${start + index}]`,
        text: /^(-?\d+|true|false)$/.test(text) ? text : short(Number(text), 7),
        type: place.dtype,
        evaluateName: this.#rowName(start + index),
        hint: { kind: 'data' },
      }));
    }
    const rows = Array.from({ length: count }, (_, index) => row(place, start + index));
    const size = rows[0].shape.reduce((product, one) => product * one, 1);
    const few = size > 0 && size <= 8;
    // Rows lie one after another in row-major order: their values are read in one go.
    const texts = few ? await remote.read<string[]>('values', place, start * size, count * size) : [];
    return rows.map((at, index): Child => {
      const name = this.#rowName(start + index);
      const values = few ? texts.slice(index * size, (index + 1) * size) : undefined;
      const tensor = { ...this.#tensor, place: at, gradFn: null, gradient: undefined, values };
      return {
        name: `[${start + index}]`,
        tensor,
        node: new TensorNode(tensor, this.#part(start + index), name),
        type: 'Tensor',
        evaluateName: name,
        hint: { kind: 'data' },
      };
    });
  }

  #part(index: number): PartOf {
    const { objectId, indices } = this.#of;
    return { objectId, indices: [...indices, index] };
  }

  /** Writes into the tensor in place. */
  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    const index = /^\[(\d+)\]$/.exec(name)?.[1];
    const { objectId, indices } = this.#of;
    if (index === undefined) {
      if (name === 'grad') return assignMember(objectId, name, value, remote);
      throw cannotSet(name);
    }
    await remote.call(
      'function(value, ...indices) { __backstep.writeTensor(this, indices, value) }',
      objectId,
      [argument(value), ...[...indices, Number(index)].map((one) => ({ value: one }))],
    );
    const [line] = await this.#rows(Number(index), 1, remote);
    return line;
  }

  #rowName(index: number): string | undefined {
    return this.#name && `${this.#name}.at(${index})`;
  }
}

function row({ storage, dtype, shape, strides, offset }: TensorPlace, index: number): TensorPlace {
  const [step, ...inner] = strides;
  return { storage, dtype, shape: shape.slice(1), strides: inner, offset: offset + index * step };
}

class StatisticsNode implements Node {
  readonly #place: TensorPlace;

  constructor(place: TensorPlace) {
    this.#place = place;
  }

  async children(_range: Range, remote: Remote): Promise<Child[]> {
    const statistics = await remote.statistics(this.#place);
    if (!statistics) return [{ name: 'statistics', text: 'its memory was given back', hint: readOnly }];
    return Object.entries(statistics).map(([name, value]) => ({
      name,
      text: short(value as number, 7),
      type: 'number',
      hint: readOnly,
    }));
  }
}
