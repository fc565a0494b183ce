/** What stands at the ends of lines in an editor while the program is stopped. */
import type { Protocol } from 'devtools-protocol';
import { callFrameUrl } from './frames';
import type { Current, Handlers } from './handlers';
import { argument } from './pages';
import type { Remote, RemoteObject } from './remote';
import type { CustomRequests } from './requests';
import { functionScope, scopeLines } from './scopes';
import { StatisticsBudget } from './statistics';
import { inlineText } from './tensors';
import { primitiveText } from './variables';

type V8Scope = Protocol.Debugger.Scope;
type Inline = CustomRequests['backstep/inlineValues'];

export function inlineHandlers({ stopped }: Current): Handlers {
  return {
    async 'backstep/inlineValues'({ frameId, names }: Inline['arguments']): Promise<Inline['response']> {
      const at = stopped({ frameId });
      const { frame } = at.standing(frameId);
      const callFrame = frame?.callFrame;
      // At an op of the past the variables of JavaScript are still those of the present, and name later tensors.
      if (!callFrame || at.frame(frameId).time === 'past') return { values: [], lines: null };
      const { remote, maps } = at.thread;
      const url = callFrameUrl(callFrame, at.thread);
      const known = await namesOf(callFrame, remote);
      const asked = [...new Set(names)].flatMap((name) => {
        const root = known.get(name.split('.')[0]);
        return root ? [{ name, ...root }] : [];
      });
      const values = await valuesOf(asked, remote);
      const linesOf = (scope: V8Scope | undefined) => scopeLines(scope, url, maps);
      return {
        values: values.map(({ scope, ...value }) => ({ ...value, lines: linesOf(scope) })),
        lines: linesOf(functionScope(callFrame)),
      };
    },
  };
}

/** What a name means in a frame, and where. */
interface Root {
  readonly value: RemoteObject;
  readonly scope: V8Scope | undefined;
}

/** All names that the code of a frame knows, but for the globals. An inner variable hides an outer one of its name. */
async function namesOf(callFrame: Protocol.Debugger.CallFrame, remote: Remote): Promise<Map<string, Root>> {
  const scopes = callFrame.scopeChain.filter(({ type }) => type !== 'global');
  const listed = await Promise.all(scopes.map(({ object }) => remote.properties(object.objectId!)));
  const known = new Map<string, Root>([['this', { value: callFrame.this, scope: functionScope(callFrame) }]]);
  listed.forEach(({ result }, index) => {
    for (const { name, value } of result) {
      if (value && !known.has(name)) known.set(name, { value, scope: scopes[index] });
    }
  });
  return known;
}

type Asked = Root & { readonly name: string };

/** `asked`: names, each with the value of its first part. */
async function valuesOf(
  asked: readonly Asked[],
  remote: Remote,
): Promise<{ name: string; text: string; scope: V8Scope | undefined }[]> {
  const plain = asked.filter(({ name, value }) => value.objectId === undefined && !name.includes('.'));
  const values: Asked[] = plain.filter(({ value }) => isShort(value));
  const objects = asked.filter(({ value }) => value.objectId !== undefined);
  if (objects.length > 0) {
    const { objectId: view } = await remote.call(
      'function(names, ...roots) { return __backstep.inlineView(JSON.parse(names), ...roots) }',
      objects[0].value.objectId!,
      [
        { value: JSON.stringify(objects.map(({ name }) => name)) },
        ...objects.map(({ value }) => argument(value)),
      ],
    );
    const { result } = await remote.properties(view!);
    const found = new Map(result.map(({ name, value }) => [name, value!]));
    for (const { name, scope } of objects) {
      const value = found.get(name);
      if (value) values.push({ name, scope, value });
    }
  }
  const tensors = values.flatMap(({ value }) => value.objectId ?? []);
  const descriptions = await remote.describe(tensors);
  const described = new Map(tensors.map((objectId, index) => [objectId, descriptions[index].tensor]));
  const budget = new StatisticsBudget(remote);
  return Promise.all(
    values.map(async ({ name, value, scope }) => {
      const tensor = value.objectId === undefined ? undefined : described.get(value.objectId);
      if (!tensor) return { name, text: `${name} = ${primitiveText(value)}`, scope };
      const statistics = tensor.place.shape.length === 0 ? null : await budget.statistics(tensor.place);
      return { name, text: `${name} ${inlineText(tensor, statistics)}`, scope };
    }),
  );
}

/** Longer texts would push away what stands beside them. */
const longest = 40;

function isShort({ type, value }: RemoteObject): boolean {
  return type === 'number' || (type === 'string' && (value as string).length <= longest);
}
