/** Long lists, in lines that open into the next hundred. */
import type { Protocol } from 'devtools-protocol';
import type { Child, Node, Range } from './node';
import type { RemoteObject } from './remote';

/** Elements that are listed where a client asks for no pages; more come in groups. */
const pageLength = 100;

/** Lines `start` to `start + count`. */
type List = (start: number, count: number) => Promise<Child[]>;

/** The asked page of `length` children; without a page, all of them where they are few, else groups of groups. */
export async function pages({ filter, start, count }: Range, length: number, list: List): Promise<Child[]> {
  const paged = filter === 'indexed' || start !== undefined || count !== undefined;
  if (paged) {
    const first = start ?? 0;
    return list(first, Math.min(count || pageLength * 10, Math.max(0, length - first)));
  }
  return group(0, length, list);
}

/** The first hundred lines, and the others in groups: for lists whose first lines matter most. */
export async function firstThenGroups(length: number, list: List): Promise<Child[]> {
  const first = await list(0, Math.min(length, pageLength));
  return length <= pageLength ? first : [...first, ...groups(pageLength, length, list)];
}

async function group(start: number, end: number, list: List): Promise<Child[]> {
  return end - start <= pageLength ? list(start, end - start) : groups(start, end, list);
}

function groups(start: number, end: number, list: List): Child[] {
  let size = pageLength;
  while (size * pageLength < end - start) size *= pageLength;
  const lines: Child[] = [];
  for (let at = start; at < end; at += size) {
    const last = Math.min(at + size, end);
    const node: Node = { children: () => group(at, last, list) };
    lines.push({ name: `[${at} … ${last - 1}]`, text: '', node, hint: { kind: 'virtual' } });
  }
  return lines;
}

/** How a value is passed to a function of the program. */
export function argument({
  objectId,
  unserializableValue,
  value,
}: RemoteObject): Protocol.Runtime.CallArgument {
  if (objectId !== undefined) return { objectId };
  return unserializableValue === undefined ? { value } : { unserializableValue };
}
