/** What stands at the ends of lines in an editor while the program is stopped. */
import { callFrameUrl } from './frames';
import type { Current, Handlers } from './handlers';
import { argument } from './pages';
import type { Remote, RemoteObject } from './remote';
import type { CustomRequests } from './requests';
import { functionLines, variablesOf } from './scopes';
import { StatisticsBudget } from './statistics';
import { inlineText } from './tensors';
import { primitiveText } from './variables';

type Inline = CustomRequests['backstep/inlineValues'];

export function inlineHandlers({ stopped, program }: Current): Handlers {
  return {
    async 'backstep/inlineValues'({ frameId, names }: Inline['arguments']): Promise<Inline['response']> {
      const { frame } = stopped().standing(frameId);
      const callFrame = frame?.callFrame;
      if (!callFrame) return { values: [], lines: null };
      const { remote } = program();
      const variables = await variablesOf(callFrame).children({}, remote);
      const known = new Map(variables.map((one) => [one.name, one.remote]));
      const asked = [...new Set(names)].flatMap((name): [string, RemoteObject][] => {
        const root = known.get(name.split('.')[0]);
        return root ? [[name, root]] : [];
      });
      const values = await valuesOf(asked, remote);
      return { values, lines: functionLines(callFrame, callFrameUrl(callFrame, program()), program().maps) };
    },
  };
}

/** `asked`: names, each with the value of its first part. */
async function valuesOf(
  asked: readonly (readonly [string, RemoteObject])[],
  remote: Remote,
): Promise<{ name: string; text: string }[]> {
  const plain = asked.filter(([name, { objectId }]) => objectId === undefined && !name.includes('.'));
  const values = plain.filter(([, value]) => isShort(value)).map(([name, value]) => [name, value] as const);
  const objects = asked.filter(([, { objectId }]) => objectId !== undefined);
  if (objects.length > 0) {
    const { objectId: view } = await remote.call(
      'function(names, ...roots) { return __backstep.inlineView(JSON.parse(names), ...roots) }',
      objects[0][1].objectId!,
      [
        { value: JSON.stringify(objects.map(([name]) => name)) },
        ...objects.map(([, root]) => argument(root)),
      ],
    );
    const { result } = await remote.properties(view!);
    values.push(...result.map(({ name, value }) => [name, value!] as const));
  }
  const tensors = values.flatMap(([, { objectId }]) => objectId ?? []);
  const described = new Map(
    (await remote.describe(tensors)).map((one, index) => [tensors[index], one.tensor]),
  );
  const budget = new StatisticsBudget(remote);
  return Promise.all(
    values.map(async ([name, value]) => {
      const tensor = value.objectId === undefined ? undefined : described.get(value.objectId);
      if (!tensor) return { name, text: `${name} = ${primitiveText(value)}` };
      const statistics = tensor.place.shape.length === 0 ? null : await budget.statistics(tensor.place);
      return { name, text: `${name} ${inlineText(tensor, statistics)}` };
    }),
  );
}

/** Longer texts would push away what stands beside them. */
const longest = 40;

function isShort({ type, value }: RemoteObject): boolean {
  return type === 'number' || (type === 'string' && (value as string).length <= longest);
}
