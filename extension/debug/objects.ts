/** Objects, arrays and maps, opened. */
import type { Protocol } from 'devtools-protocol';
import { type Child, memberName, type Node, type Range } from './node';
import { argument, pages } from './pages';
import { type Remote, type RemoteObject, thrownByProgram } from './remote';

export class ObjectNode implements Node {
  readonly #objectId: string;
  readonly #name: string | undefined;

  constructor(objectId: string, evaluateName: string | undefined) {
    this.#objectId = objectId;
    this.#name = evaluateName;
  }

  async children(range: Range, remote: Remote): Promise<Child[]> {
    if (range.filter === 'indexed') return [];
    const [own, inherited] = await Promise.all([
      remote.properties(this.#objectId),
      remote.properties(this.#objectId, true),
    ]);
    const named = own.result.filter(({ name }) => name !== '__proto__');
    const met = new Set(named.map(({ name }) => name));
    const getters = inherited.result.filter(
      ({ name, get }) => get?.objectId && name !== '__proto__' && !met.has(name),
    );
    return [
      ...named.filter(({ enumerable }) => enumerable).map((one) => this.#property(one)),
      ...(own.privateProperties ?? []).map((one) => this.#private(one)),
      ...getters.map((one) => this.#getter(one.name)),
      ...named.filter(({ enumerable }) => !enumerable).map((one) => this.#property(one)),
      ...internal(own.internalProperties ?? []),
    ];
  }

  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    return assignProperty(this.#objectId, name, value, remote);
  }

  #property({ name, value, get, enumerable, writable, symbol }: Protocol.Runtime.PropertyDescriptor): Child {
    if (!value) return get?.objectId ? this.#getter(name) : { name, text: '(write only)' };
    const evaluateName = symbol ? undefined : memberName(this.#name, name);
    return {
      name,
      remote: value,
      evaluateName,
      hint: {
        kind: value.type === 'function' ? 'method' : 'property',
        ...(!enumerable && { visibility: 'internal' }),
        ...(writable === false && { attributes: ['readOnly'] }),
      },
    };
  }

  #private({ name, value, get }: Protocol.Runtime.PrivatePropertyDescriptor): Child {
    const hint = { kind: 'property', visibility: 'private' };
    if (!value) return { name, text: get ? '(getter)' : '(write only)', hint };
    return { name, remote: value, evaluateName: memberName(this.#name, name), hint };
  }

  #getter(name: string): Child {
    const evaluateName = memberName(this.#name, name);
    const node = new GetterNode(this.#objectId, name, evaluateName);
    return { name, text: '(…)', node, lazy: true, evaluateName, hint: { kind: 'property' } };
  }
}

const shownInternals = new Set([
  '[[Prototype]]',
  '[[PromiseState]]',
  '[[PromiseResult]]',
  '[[Target]]',
  '[[Handler]]',
  '[[TargetFunction]]',
  '[[GeneratorState]]',
]);

function internal(properties: readonly Protocol.Runtime.InternalPropertyDescriptor[]): Child[] {
  return properties
    .filter(({ name, value }) => shownInternals.has(name) && value && value.subtype !== 'null')
    .map(({ name, value }) => ({
      name,
      remote: value,
      hint: { kind: 'virtual', visibility: 'internal', attributes: ['readOnly'] },
    }));
}

/** A single child, the value, computed when the client asks for it. */
export class GetterNode implements Node {
  readonly #objectId: string;
  readonly #property: string;
  readonly #name: string | undefined;

  constructor(objectId: string, property: string, evaluateName: string | undefined) {
    this.#objectId = objectId;
    this.#property = property;
    this.#name = evaluateName;
  }

  async children(_range: Range, remote: Remote): Promise<Child[]> {
    // A getter may run ops, or not end. Only what is evaluated has a time limit.
    await remote.view('hold', this.#objectId);
    const expression = `__backstep.held()[${JSON.stringify(this.#property)}]`;
    const { result, exceptionDetails } = await remote.expressions.inStopped({ isByItself: true }, (timeout) =>
      remote.expressions.onFrame(undefined, expression, 'stop', timeout),
    );
    const evaluateName = this.#name;
    if (exceptionDetails) return [{ name: this.#property, text: thrownByProgram(exceptionDetails).message }];
    return [{ name: this.#property, remote: result, evaluateName, hint: { kind: 'property' } }];
  }
}

/** Arrays, typed arrays, maps and sets: their elements by page. */
export class IndexedNode implements Node {
  readonly indexed: number;
  readonly named = 0;
  readonly #kind: 'array' | 'map' | 'set';
  readonly #objectId: string;
  readonly #name: string | undefined;

  constructor(
    kind: 'array' | 'map' | 'set',
    objectId: string,
    length: number,
    evaluateName: string | undefined,
  ) {
    this.#kind = kind;
    this.indexed = length;
    this.#objectId = objectId;
    this.#name = evaluateName;
  }

  async children(range: Range, remote: Remote): Promise<Child[]> {
    if (range.filter === 'named') return [];
    return pages(range, this.indexed, async (start, count) => {
      const view = await remote.view('page', this.#objectId, start, count);
      const { result } = await remote.properties(view);
      return result.map(({ name, value }) => ({
        name,
        remote: value,
        evaluateName: this.#kind === 'array' ? memberName(this.#name, name, true) : undefined,
        hint: { kind: 'data', ...(this.#kind !== 'array' && { attributes: ['readOnly'] }) },
      }));
    });
  }

  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    return assignProperty(this.#objectId, name, value, remote);
  }
}

async function assignProperty(
  objectId: string,
  name: string,
  value: RemoteObject,
  remote: Remote,
): Promise<Child> {
  await remote.call('function(name, value) { this[name] = value }', objectId, [
    { value: name },
    argument(value),
  ]);
  return { name, remote: value };
}
