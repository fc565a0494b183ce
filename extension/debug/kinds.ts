/** What a value opens into, by what it is. */
import type { Description } from '../../engine/runtime/debuggee';
import type { Child, Node } from './node';
import { IndexedNode, ObjectNode } from './objects';
import { PropertiesNode } from './properties';
import { TensorNode } from './tensornode';

/** undefined: nothing to open. */
export function nodeOf(child: Child, description: Description | undefined): Node | undefined {
  const { evaluateName } = child;
  const objectId = child.remote?.objectId;
  if (objectId === undefined || description === undefined) return undefined;
  const opened = child.opens?.(description);
  if (opened) return opened;
  switch (description.kind) {
    case 'tensor':
      return new TensorNode(description.tensor!, { objectId, indices: [] }, evaluateName);
    case 'module':
      return new PropertiesNode((remote) => remote.view('moduleView', objectId), { evaluateName });
    case 'array':
    case 'map':
    case 'set':
      return new IndexedNode(description.kind, objectId, description.length!, evaluateName);
    default:
      return child.remote?.type === 'symbol' ? undefined : new ObjectNode(objectId, evaluateName);
  }
}
