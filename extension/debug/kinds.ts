/** What a value opens into, by what it is. */
import type { Description } from '../../engine/runtime/debuggee';
import type { Child, Node } from './node';
import { IndexedNode, ModuleNode, ObjectNode } from './objects';
import { TensorNode } from './tensornode';

/** undefined: nothing to open. */
export function nodeOf(child: Child, description: Description | undefined): Node | undefined {
  const { evaluateName, tensor } = child;
  if (tensor) return new TensorNode(tensor, null, evaluateName);
  const objectId = child.remote?.objectId;
  if (objectId === undefined || description === undefined) return undefined;
  switch (description.kind) {
    case 'tensor':
      return new TensorNode(description.tensor!, objectId, evaluateName);
    case 'module':
      return new ModuleNode(objectId, evaluateName);
    case 'array':
    case 'map':
    case 'set':
      return new IndexedNode(description.kind, objectId, description.length!, evaluateName);
    default:
      return child.remote?.type === 'symbol' ? undefined : new ObjectNode(objectId, evaluateName);
  }
}
