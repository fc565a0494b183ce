/** What an op took and gave: of the one that just ran, or of the one in the past that is looked at. */
import type { Protocol } from 'devtools-protocol';
import type { Child, Node } from './node';
import { assignMember, cannotSet, PropertiesNode } from './properties';
import type { Remote, RemoteObject } from './remote';

/** The tensors of an op in groups. */
export class OpNode implements Node {
  /** Has the event as its own argument; null in the past. */
  readonly #frame: Protocol.Debugger.CallFrame | null;
  #objectId: Promise<string> | null = null;

  constructor(frame: Protocol.Debugger.CallFrame | null) {
    this.#frame = frame;
  }

  async children(_range: object, remote: Remote): Promise<Child[]> {
    const view = await remote.properties(await this.#view(remote));
    return view.result.map(({ name, value }): Child => {
      const isGroup = value?.subtype === undefined && value?.className === 'Object';
      const { objectId } = value ?? {};
      if (!isGroup && objectId !== undefined) return { name, remote: value, hint: { kind: 'data' } };
      const hint = { kind: 'data', attributes: ['readOnly'] };
      if (objectId === undefined) return { name, remote: value, hint };
      return {
        name,
        remote: value,
        node: new PropertiesNode(async () => objectId!, { readOnly: name === 'attributes' }),
        type: '',
        hint,
      };
    });
  }

  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    const view = await this.#view(remote);
    const { result } = await remote.properties(view);
    // The path of the module, such as it is told, is no place of the program.
    if (!result.some((one) => one.name === name && one.value?.objectId)) throw cannotSet(name);
    return assignMember(view, name, value, remote);
  }

  #view(remote: Remote): Promise<string> {
    this.#objectId ??= this.#evaluate(remote).then(({ result }) => result.objectId!);
    return this.#objectId;
  }

  #evaluate({ inspector }: Remote): Promise<Protocol.Runtime.EvaluateResponse> {
    if (!this.#frame) {
      const expression = '__backstep.opView(__backstep.pastOp())';
      return inspector.send('Runtime.evaluate', { expression, objectGroup: 'stop' });
    }
    const { callFrameId } = this.#frame;
    return inspector.send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: '__backstep.opView(event)',
    });
  }
}
