/** What training changes that JavaScript itself holds: options of parameter groups, where a schedule is. */
import { fieldsOf, keepsChanges, rememberState, replaceFields } from './changes';

/** The options of each group as they were when they were last looked at. */
const known = new WeakMap<object, object>();

/** Before own fields of an object change, or elements of its lists. Tensors among them are not copied. */
export function rememberFields(object: object): void {
  if (!keepsChanges()) return;
  rememberState(
    () => fieldsOf(object),
    (fields) => replaceFields(object, fields),
  );
}

/** Before elements of a list are added, replaced or removed. */
export function rememberList(list: unknown[]): void {
  if (!keepsChanges()) return;
  rememberState(
    () => [...list],
    (elements) => {
      list.splice(0, list.length, ...elements);
    },
  );
}

/**
 * Looks at options that may have been set since the last look, such as `group.lr = 0.01` in the program, which tells
 * nobody: where they differ, they have changed now.
 */
export function noteOptions(groups: readonly object[]): void {
  if (!keepsChanges()) return;
  for (const group of groups) {
    const before = known.get(group);
    if (before !== undefined && sameFields(before, group)) continue;
    if (before !== undefined) changed(group, before);
    known.set(group, { ...group });
  }
}

function changed(group: object, before: object): void {
  // The change is made already: it is remembered as one from the state before.
  const now = { ...group };
  replaceFields(group, before);
  rememberState(
    () => ({ options: { ...group }, known: known.get(group) as object }),
    (state) => {
      replaceFields(group, state.options);
      known.set(group, state.known);
    },
  );
  replaceFields(group, now);
}

function sameFields(a: object, b: object): boolean {
  const [mine, others] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const name in others) if (!Object.is(mine[name], others[name])) return false;
  for (const name in mine) if (!(name in others)) return false;
  return true;
}
