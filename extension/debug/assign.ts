/** What `setExpression` gives another value: a variable or a member as JavaScript would, tensors in place. */
import type { Child } from './node';
import { argument } from './pages';
import { assignMember } from './properties';
import type { Stopped } from './stopped';

/** `model.fc1` and `weight`. */
const member = /^(.+)\.([\p{ID_Start}$_][\p{ID_Continue}$]*)$/su;

/**
 * A member of a module (`model.fc1.weight`) and what a call gives (`x.at(3)`) are written to in place, so that all that
 * holds them goes on with the values. Everything else is assigned to.
 */
export async function assignExpression(
  expression: string,
  value: string,
  frameId: number | undefined,
  at: Stopped,
  cancelled: AbortSignal,
): Promise<Child> {
  const evaluate = (text: string) => at.evaluate(text, 'edit', frameId, cancelled);
  const { remote } = at.thread;
  const [, owner, name] = member.exec(expression.trim()) ?? [];
  if (owner !== undefined) {
    const { objectId } = await evaluate(owner);
    const [of] = await remote.describe(objectId === undefined ? [] : [objectId]);
    if (of?.kind === 'module') {
      const line = await assignMember(objectId!, name, await evaluate(value), remote);
      return { ...line, name: expression };
    }
  }
  if (/\)\s*$/.test(expression)) {
    const target = await evaluate(expression);
    const [of] = await remote.describe(target.objectId === undefined ? [] : [target.objectId]);
    if (of?.kind === 'tensor') {
      await remote.call('function(value) { __backstep.writeTensor(this, [], value) }', target.objectId!, [
        argument(await evaluate(value)),
      ]);
      return { name: expression, remote: target };
    }
  }
  return { name: expression, remote: await evaluate(`${expression} = (${value}\n)`) };
}
