/** Values of the program as variables of the protocol. What a value opens into is a {@link Node}. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Description, TensorDescription } from '../../engine/runtime/debuggee';
import { nodeOf } from './kinds';
import type { Child, Node } from './node';
import type { Remote, RemoteObject } from './remote';
import { tensorText } from './tensors';

/** A variable, and the tensor that it stands for. VS Code's menus read the context. */
export interface Presented {
  readonly variable: DebugProtocol.Variable & { __vscodeVariableMenuContext?: 'tensor' };
  readonly description?: Description;
  readonly tensor?: TensorDescription;
}

/** One round trip for all objects, and statistics of all tensors side by side. */
export async function present(
  children: readonly Child[],
  remote: Remote,
  open: (node: Node) => number,
): Promise<Presented[]> {
  const objects = children.flatMap((child) => child.remote?.objectId ?? []);
  const described = await remote.describe(objects);
  const descriptions = new Map(objects.map((objectId, index) => [objectId, described[index]]));
  return Promise.all(
    children.map(async (child): Promise<Presented> => {
      const objectId = child.remote?.objectId;
      const description = objectId === undefined ? undefined : descriptions.get(objectId);
      const tensor = child.tensor ?? description?.tensor;
      const node = child.node ?? nodeOf(child, description);
      const variable: Presented['variable'] = {
        name: child.name,
        value: await textOf(child, description, tensor, remote),
        variablesReference: node ? open(node) : 0,
      };
      const type = child.type ?? description?.type ?? child.remote?.type;
      if (type) variable.type = type;
      if (node?.indexed) variable.indexedVariables = node.indexed;
      if (node?.indexed && node.named !== undefined) variable.namedVariables = node.named;
      if (child.evaluateName) variable.evaluateName = child.evaluateName;
      if (child.hint || child.lazy)
        variable.presentationHint = { ...child.hint, ...(child.lazy && { lazy: true }) };
      if (tensor) variable.__vscodeVariableMenuContext = 'tensor';
      return { variable, description, tensor };
    }),
  );
}

async function textOf(
  child: Child,
  description: Description | undefined,
  tensor: TensorDescription | undefined,
  remote: Remote,
): Promise<string> {
  if (child.text !== undefined) return child.text;
  if (tensor) {
    const needsStatistics = !tensor.values && !tensor.isDisposed;
    return tensorText(tensor, needsStatistics ? await remote.statistics(tensor.place) : null);
  }
  return description?.text ?? (child.remote ? primitiveText(child.remote) : '');
}

/** A value without an object: number, string, undefined, … */
export function primitiveText({ type, value, unserializableValue, description }: RemoteObject): string {
  if (unserializableValue !== undefined) return unserializableValue;
  if (type === 'undefined') return 'undefined';
  if (type === 'string') return quote(value as string);
  return value === undefined ? (description ?? type) : String(value);
}

export function quote(text: string): string {
  const escaped = text.replaceAll('\\', '\\\\').replaceAll("'", "\\'");
  return `'${escaped.replaceAll('\n', '\\n').replaceAll('\r', '\\r')}'`;
}
