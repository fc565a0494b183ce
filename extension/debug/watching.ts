/** Requests about what can be watched by data breakpoints. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { DataName } from '../../engine/runtime/debuggee/data';
import type { Current, Handlers } from './handlers';
import type { RemoteObject } from './remote';
import type { Stopped } from './stopped';

type Info = DebugProtocol.DataBreakpointInfoResponse['body'];

/** Who a request asks about: a value, or the tensor whose gradient is meant. */
interface Asked {
  readonly value: RemoteObject;
  readonly label: string;
  readonly isOwner: boolean;
}

export function watchingHandlers({ debugged, stopped }: Current): Handlers {
  return {
    async dataBreakpointInfo(args: DebugProtocol.DataBreakpointInfoArguments): Promise<Info> {
      if (args.asAddress) return refused('addresses are not watched — choose a tensor');
      const { variablesReference, frameId } = args;
      const of = variablesReference ? { variablesReference } : { frameId };
      debugged().checkIsMain(of, 'dataBreakpointInfo');
      const asked = await askedFor(args, stopped(of));
      const name = asked && (await nameOf(asked, stopped(of)));
      if (!name) return refused(`${args.name}: only tensors are watched — a variable of JavaScript is not`);
      const { data, isStable } = name;
      return {
        dataId: data,
        description: descriptionOf(data),
        accessTypes: ['write'],
        canPersist: isStable,
      };
    },
  };
}

const refused = (description: string): Info => ({ dataId: null, description });

/** `fc1.weight`, `gradient of fc1.weight`, `expAvg of fc1.weight`. */
function descriptionOf(data: string): string {
  const [, kind, owner, slot] = /^(?:(grad|state) )?(\S+?)(?:#\S+)?(?: (\S+))?$/.exec(data) ?? [];
  if (kind === 'grad') return `gradient of ${owner}`;
  return kind === 'state' ? `${slot} of ${owner}` : owner;
}

async function askedFor(
  { variablesReference, name, frameId }: DebugProtocol.DataBreakpointInfoArguments,
  at: Stopped,
): Promise<Asked | null> {
  let expression = name;
  if (variablesReference) {
    const { node } = at.node(variablesReference);
    const children = await node.children({}, at.thread.remote);
    const child = children.find((one) => one.name === name);
    if (!child) return null;
    const { remote, evaluateName } = child;
    const isGradient = /\.grad$/.test(evaluateName ?? '');
    if (remote && !isGradient) return { value: remote, label: name, isOwner: false };
    if (remote && evaluateName === undefined) return { value: remote, label: name, isOwner: false };
    if (evaluateName === undefined) return null;
    expression = evaluateName;
  }
  const owner = /^(.+)\.grad\s*$/s.exec(expression)?.[1];
  const value = await at.evaluate(owner ?? expression, 'watch', frameId ?? at.topId);
  return { value, label: owner ?? expression, isOwner: owner !== undefined };
}

async function nameOf({ value, label, isOwner }: Asked, at: Stopped): Promise<DataName | null> {
  if (value.objectId === undefined) return null;
  const { remote } = at.thread;
  const [description] = await remote.describe([value.objectId]);
  if (description.kind !== 'tensor') return null;
  const [optimizers, modules] = [
    await remote.instances('optimizer', 'optimizers'),
    await remote.instances('module', 'rootModules'),
  ];
  const named = await remote.call(
    'function(...args) { return __backstep.dataOf(this, ...args) }',
    value.objectId,
    [{ value: label }, { value: isOwner }, { objectId: optimizers }, { objectId: modules }],
    true,
  );
  return named.value as DataName | null;
}
