/** Values of the program as variables of the protocol. What a value opens into is a {@link Node}. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { bytesText } from '../../engine/runtime/bytes';
import type { Description, TensorDescription } from '../../engine/runtime/debuggee';
import type { TensorPlace } from '../../engine/tensor/picture';
import { nodeOf } from './kinds';
import type { Child, Node } from './node';
import type { Remote, RemoteObject } from './remote';
import { StatisticsBudget } from './statistics';
import { gradientText, tensorText } from './tensors';

/** A variable, and the tensor that it stands for. VS Code's menus read the context. */
export interface Presented {
  readonly variable: DebugProtocol.Variable & { __vscodeVariableMenuContext?: 'tensor' };
  readonly description?: Description;
  readonly tensor?: TensorDescription;
}

/** Numbers and names by which a client asks for more. */
interface References {
  open(node: Node): number;
  memory(place: TensorPlace): string;
}

/** One round trip for all objects, and statistics of all tensors side by side. */
export async function present(
  children: readonly Child[],
  remote: Remote,
  references: References,
): Promise<Presented[]> {
  const objects = children.flatMap((child) => child.remote?.objectId ?? []);
  const described = await remote.describe(objects);
  const descriptions = new Map(objects.map((objectId, index) => [objectId, described[index]]));
  const presented = children.map((child): Presented => {
    const objectId = child.remote?.objectId;
    const description = objectId === undefined ? undefined : descriptions.get(objectId);
    const node = child.node ?? nodeOf(child, description);
    return {
      variable: variableOf(child, description, node, references),
      description,
      tensor: child.tensor ?? description?.tensor,
    };
  });
  const budget = new StatisticsBudget(remote);
  await Promise.all(
    presented.map(async ({ variable, description, tensor }, index) => {
      variable.value = await textOf(children[index], description, tensor, budget);
    }),
  );
  return presented;
}

function variableOf(
  { name, type: given, remote, tensor, evaluateName, hint, lazy }: Child,
  description: Description | undefined,
  node: Node | undefined,
  { open, memory }: References,
): Presented['variable'] {
  const type = given ?? description?.type ?? remote?.type;
  const shown = tensor ?? description?.tensor;
  return {
    name,
    value: '',
    variablesReference: node ? open(node) : 0,
    ...(type && { type }),
    ...(node?.indexed && { indexedVariables: node.indexed }),
    ...(node?.indexed && node.named !== undefined && { namedVariables: node.named }),
    ...(evaluateName && { evaluateName }),
    ...((hint || lazy) && { presentationHint: { ...hint, ...(lazy && { lazy: true }) } }),
    ...(shown && !shown.isDisposed && { memoryReference: memory(shown.place) }),
    ...(shown && { __vscodeVariableMenuContext: 'tensor' as const }),
  };
}

async function textOf(
  child: Child,
  description: Description | undefined,
  tensor: TensorDescription | undefined,
  budget: StatisticsBudget,
): Promise<string> {
  if (child.text !== undefined) return child.text;
  if (!tensor) return description?.text ?? (child.remote ? primitiveText(child.remote) : '');
  const [statistics, gradient] = await Promise.all([
    tensor.values || tensor.isDisposed ? null : budget.statistics(tensor.place),
    child.beside === 'gradient' && tensor.gradient ? budget.statistics(tensor.gradient) : null,
  ]);
  const text = tensorText(tensor, statistics, child.beside === 'bytes' ? ` ${bytesText(tensor.bytes)}` : '');
  return child.beside === 'gradient' ? text + gradientText(tensor, gradient) : text;
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
