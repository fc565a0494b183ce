/** The scopes of what lives in the program, wherever it stands: Module, Optimizer, Tensors. */
import { bytesText } from '../../engine/runtime/bytes';
import type { StoragesSummary } from '../../engine/runtime/debuggee';
import type { Child, Node, Range } from './node';
import { firstThenGroups } from './pages';
import { assignMember, PropertiesNode } from './properties';
import type { Remote, RemoteObject } from './remote';

const readOnly = { kind: 'data', attributes: ['readOnly'] };

/** Root modules of the program, each a tree of parameters with their gradients. */
export function moduleScope(): Node {
  return new PropertiesNode((remote) => remote.instances('module', 'rootModules'), {
    line: treeLine,
    readOnly: true,
  });
}

function treeLine(_name: string, { objectId }: RemoteObject): Partial<Child> {
  return {
    beside: 'gradient',
    opens: ({ kind }) =>
      kind === 'module'
        ? new PropertiesNode((remote) => remote.view('parameterView', objectId!), { line: treeLine })
        : undefined,
  };
}

/** The optimizers of the program: the options of their groups, and what they remember of each parameter. */
export function optimizerScope(): Node {
  return new PropertiesNode((remote) => remote.instances('optimizer', 'optimizers'), {
    line: (_, { objectId }) => ({ node: optimizerNode(objectId!) }),
    readOnly: true,
  });
}

function optimizerNode(optimizerId: string): Node {
  return new PropertiesNode((remote) => remote.view('optimizerView', optimizerId), {
    line: (name, { objectId }) => ({
      node: name === 'state' ? stateNode(optimizerId) : groupNode(objectId!),
    }),
    readOnly: true,
  });
}

/** The options are the group's own fields: to set one is to set the optimizer's. */
function groupNode(groupId: string): Node {
  return new PropertiesNode(async () => groupId, {
    line: (name) =>
      name === 'params'
        ? {
            node: new PropertiesNode((remote) => remote.view('groupParameters', groupId), {
              line: () => ({ beside: 'gradient' }),
            }),
            hint: readOnly,
          }
        : {},
  });
}

function stateNode(optimizerId: string): Node {
  return new PropertiesNode((remote) => remote.view('stateView', optimizerId), {
    line: (_, { objectId }) => ({ node: new PropertiesNode(async () => objectId!) }),
    readOnly: true,
  });
}

/** All tensors that live, by the memory that they hold; those that share some under one line. */
export class TensorsScope implements Node {
  #list: Promise<{ objectId: string; summary: StoragesSummary }> | null = null;
  /** By the name of a line, the page that it is on. */
  readonly #pages = new Map<string, string>();

  async children(_range: Range, remote: Remote): Promise<Child[]> {
    this.#list ??= this.#find(remote);
    const { objectId, summary } = await this.#list;
    const { bytes, storages, tensors } = summary;
    const text = `${bytesText(bytes)} in ${storages} storages, ${tensors} tensors`;
    const total: Child = { name: 'total', text, hint: { kind: 'virtual', attributes: ['readOnly'] } };
    const lines = await firstThenGroups(storages, (start, count) =>
      this.#page(objectId, start, count, remote),
    );
    return [total, ...lines];
  }

  async assign(name: string, value: RemoteObject, remote: Remote): Promise<Child> {
    return assignMember(this.#pages.get(name)!, name, value, remote);
  }

  async #find(remote: Remote): Promise<{ objectId: string; summary: StoragesSummary }> {
    const objectId = await remote.instances('tensor', 'storagesOf');
    const { value } = await remote.call(
      'function() { return __backstep.storagesSummary(this) }',
      objectId,
      [],
      true,
    );
    return { objectId, summary: value as StoragesSummary };
  }

  async #page(list: string, start: number, count: number, remote: Remote): Promise<Child[]> {
    const page = await remote.view('storagesPage', list, start, count);
    const { result } = await remote.properties(page);
    return result.map(({ name, value }): Child => {
      this.#pages.set(name, page);
      return {
        name,
        remote: value,
        beside: 'bytes',
        hint: { kind: 'data' },
        opens: ({ kind }) => (kind === 'storage' ? storageNode(value!.objectId!) : undefined),
      };
    });
  }
}

function storageNode(storageId: string): Node {
  return new PropertiesNode((remote) => remote.view('storageView', storageId));
}
