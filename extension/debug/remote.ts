/** Objects of the program, from outside of it. */
import type { Protocol } from 'devtools-protocol';
import type { Debuggee, Description, LiveKind } from '../../engine/runtime/debuggee';
import type { Statistics, TensorPlace } from '../../engine/tensor/picture';
import { UserError } from './errors';
import { Expressions } from './expressions';
import type { HostChannel, Inspector } from './inspector';

export type RemoteObject = Protocol.Runtime.RemoteObject;
export type Properties = Protocol.Runtime.GetPropertiesResponse;

/** Statistics of so many tensors are computed at a time; each uses all cores it needs. */
const statisticsAtOnce = 8;

export class Remote {
  readonly inspector: Inspector;
  readonly expressions: Expressions;
  readonly #channel: HostChannel;
  #computing = 0;
  readonly #waiting: (() => void)[] = [];

  constructor(inspector: Inspector, channel: HostChannel) {
    this.inspector = inspector;
    this.expressions = new Expressions(inspector, channel);
    this.#channel = channel;
  }

  /** Calls a function of the debuggee on an object; the view that it gives stays in the program. */
  async view(name: keyof Debuggee, objectId: string, ...values: readonly unknown[]): Promise<string> {
    const { objectId: view } = await this.call(
      `function(...values) { return __backstep.${name}(this, ...values) }`,
      objectId,
      values.map((value) => ({ value })),
    );
    return view!;
  }

  /** As {@link view}, on the array of all objects of a kind that live. V8 collects what is not needed before. */
  async instances(kind: LiveKind, name: keyof Debuggee, ...values: readonly unknown[]): Promise<string> {
    const objectGroup = 'stop';
    const { result } = await this.inspector.send('Runtime.evaluate', {
      expression: `__backstep.known('${kind}')`,
      objectGroup,
    });
    const objectId = result.objectId!;
    if (result.subtype === 'array') return this.view(name, objectId, ...values);
    const { objects } = await this.inspector.send('Runtime.queryObjects', {
      prototypeObjectId: objectId,
      objectGroup,
    });
    try {
      return await this.view(name, objects.objectId!, ...values);
    } finally {
      // The array would keep all of them alive.
      void this.inspector.send('Runtime.releaseObject', { objectId: objects.objectId! }).catch(() => {});
    }
  }

  /** What a view holds, where that is plain data. */
  async plain<T>(view: string): Promise<T> {
    const { value } = await this.call('function() { return this }', view, [], true);
    return value as T;
  }

  /** As {@link view}; gives the result as plain data. */
  async read<T>(name: keyof Debuggee, ...values: readonly unknown[]): Promise<T> {
    const { result, exceptionDetails } = await this.inspector.send('Runtime.evaluate', {
      expression: `__backstep.${name}(...${JSON.stringify(values)})`,
      returnByValue: true,
    });
    if (exceptionDetails) throw thrownByProgram(exceptionDetails);
    return result.value as T;
  }

  async describe(objectIds: readonly string[]): Promise<Description[]> {
    if (objectIds.length === 0) return [];
    const { value } = await this.call(
      'function(...objects) { return __backstep.describe(...objects) }',
      objectIds[0],
      objectIds.map((objectId) => ({ objectId })),
      true,
    );
    return value as Description[];
  }

  async call(
    functionDeclaration: string,
    objectId: string,
    args: readonly Protocol.Runtime.CallArgument[] = [],
    returnByValue = false,
  ): Promise<RemoteObject> {
    const { result, exceptionDetails } = await this.inspector.send('Runtime.callFunctionOn', {
      functionDeclaration,
      objectId,
      arguments: [...args],
      returnByValue,
    });
    if (exceptionDetails) throw thrownByProgram(exceptionDetails);
    return result;
  }

  properties(objectId: string, inheritedAccessors = false): Promise<Properties> {
    return this.inspector.send('Runtime.getProperties', {
      objectId,
      ownProperties: !inheritedAccessors,
      accessorPropertiesOnly: inheritedAccessors,
    });
  }

  /** Null where they cannot be read, such as of memory that was given back meanwhile. */
  async statistics(place: TensorPlace): Promise<Statistics | null> {
    if (this.#computing >= statisticsAtOnce) await new Promise<void>((go) => this.#waiting.push(go));
    this.#computing++;
    try {
      return await this.#channel.request('tensor/statistics', { place });
    } catch {
      return null;
    } finally {
      this.#computing--;
      this.#waiting.shift()?.();
    }
  }
}

/** What an expression of the person's threw, as one message without a stack. */
export function thrownByProgram({ exception, text }: Protocol.Runtime.ExceptionDetails): UserError {
  if (!exception) return new UserError(text);
  const description = exception.description ?? JSON.stringify(exception.value) ?? String(exception.type);
  const end = description.search(/\n\s+at /);
  const message = end < 0 ? description : description.slice(0, end);
  return new UserError(exception.subtype === 'error' ? message : `thrown: ${message}`);
}
