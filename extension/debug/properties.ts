/** Lines that are the properties of one object: a view that the program made, or an object of its own. */
import type { Protocol } from 'devtools-protocol';
import { UserError } from './errors';
import { type Child, memberName, type Node, type Range } from './node';
import { argument, firstThenGroups } from './pages';
import type { Remote, RemoteObject } from './remote';

interface Options {
  /** The expression for the object, where it has one. */
  readonly evaluateName?: string;
  /** Whether the lines only tell: what is set in them would be of no effect. */
  readonly readOnly?: boolean;
  /** What a line is beside its value. */
  line?(name: string, value: RemoteObject): Partial<Child>;
}

export class PropertiesNode implements Node {
  readonly #open: (remote: Remote) => Promise<string>;
  readonly #options: Options;
  #objectId: Promise<string> | null = null;

  /** `open` gives the object, once. */
  constructor(open: (remote: Remote) => Promise<string>, options: Options = {}) {
    this.#open = open;
    this.#options = options;
  }

  async children({ filter }: Range, remote: Remote): Promise<Child[]> {
    if (filter === 'indexed') return [];
    const { result } = await remote.properties(await this.#object(remote));
    return firstThenGroups(result.length, async (start, count) =>
      result.slice(start, start + count).map((one) => this.#line(one)),
    );
  }

  #line({ name, value }: Protocol.Runtime.PropertyDescriptor): Child {
    const { evaluateName, line, readOnly } = this.#options;
    return {
      name,
      remote: value,
      evaluateName: memberName(evaluateName, name),
      hint: { kind: 'property', ...(readOnly && { attributes: ['readOnly'] }) },
      ...(value && line?.(name, value)),
    };
  }

  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    if (this.#options.readOnly) throw cannotSet(name);
    return assignMember(await this.#object(remote), name, value, remote);
  }

  #object(remote: Remote): Promise<string> {
    this.#objectId ??= this.#open(remote);
    return this.#objectId;
  }
}

/** Why a line cannot be set. */
export function cannotSet(name: string): UserError {
  return new UserError(`set: ${name} cannot be set — it is computed — set what it comes from`);
}

/** Gives a member of an object another value, a tensor its values in place. Gives the line as it is then. */
export async function assignMember(
  objectId: string,
  name: string,
  value: RemoteObject,
  remote: Remote,
): Promise<Child> {
  const now = await remote.call(
    'function(name, value) { __backstep.assignMember(this, name, value); return this[name] }',
    objectId,
    [{ value: name }, argument(value)],
  );
  return { name, remote: now };
}
