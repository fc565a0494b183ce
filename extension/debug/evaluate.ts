/** Expressions that a person evaluates: console, watch, hover. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Frame } from './frames';
import { type Remote, type RemoteObject, thrownByProgram } from './remote';

export type EvaluateContext = 'repl' | 'watch' | 'hover' | 'variables' | 'clipboard';

/** A watch or hover that takes longer (ms) is given up: nobody asked for it by hand. */
const timeLimit = 5000;

/**
 * Evaluates in a frame, or in the program's globals. Ops have their own autograd and never stop. Watches and
 * hovers leave the random numbers as they were. Throws an error whose message is the program's.
 */
export async function evaluate(
  expression: string,
  frame: Frame | null,
  context: EvaluateContext,
  { inspector }: Remote,
): Promise<RemoteObject> {
  const byHand = context === 'repl';
  const objectGroup = byHand ? 'console' : 'stop';
  const callFrameId = frame?.callFrame?.callFrameId;
  if (callFrameId === undefined) {
    const { result, exceptionDetails } = await inspector.send('Runtime.evaluate', {
      expression,
      objectGroup,
      replMode: true,
      awaitPromise: byHand,
      ...(!byHand && { timeout: timeLimit }),
    });
    if (exceptionDetails) throw thrownByProgram(exceptionDetails);
    return result;
  }
  // Sent together, so that nothing comes between them.
  const [, { result, exceptionDetails }] = await Promise.all([
    inspector.send('Runtime.evaluate', { expression: `__backstep.enter(${!byHand})` }),
    inspector.send('Debugger.evaluateOnCallFrame', {
      callFrameId,
      expression: wrapped(expression),
      objectGroup,
      ...(!byHand && { timeout: timeLimit }),
    }),
    inspector.send('Runtime.evaluate', { expression: '__backstep.leave()' }),
  ]);
  if (exceptionDetails) throw thrownByProgram(exceptionDetails);
  return result;
}

/** `{a: 1}` is meant as an object, not as a block. */
function wrapped(expression: string): string {
  return /^\s*\{[\s\S]*\}\s*$/.test(expression) ? `(${expression}\n)` : expression;
}

/** Completions of what stands before the caret: names of the frame, or members after a dot. */
export async function completions(
  text: string,
  column: number,
  frame: Frame | null,
  remote: Remote,
): Promise<DebugProtocol.CompletionItem[]> {
  const before = text.slice(0, column - 1);
  const match =
    /((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:\[\w+\])?\??\.\s*)*)([\p{ID_Start}$_]?[\p{ID_Continue}$]*)$/u.exec(
      before,
    );
  const owner = match?.[1].replace(/\s*\??\.\s*$/, '') ?? '';
  const start = column - (match?.[2].length ?? 0);
  const names = owner ? await members(owner, frame, remote) : await visible(frame, remote);
  const typed = match?.[2] ?? '';
  return names
    .filter((name) => name.startsWith(typed) && !name.startsWith('__backstep'))
    .map((label) => ({ label, start, length: typed.length, type: owner ? 'property' : 'variable' }));
}

async function members(owner: string, frame: Frame | null, remote: Remote): Promise<string[]> {
  const target = await evaluate(owner, frame, 'hover', remote).catch(() => null);
  if (!target) return [];
  if (target.objectId === undefined) return remote.read<string[]>('propertyNames', target.value);
  const { value } = await remote.call(
    'function() { return __backstep.propertyNames(this) }',
    target.objectId,
    [],
    true,
  );
  return value as string[];
}

async function visible(frame: Frame | null, remote: Remote): Promise<string[]> {
  const scopes = frame?.callFrame?.scopeChain.filter(({ type }) => type !== 'global') ?? [];
  const listed = await Promise.all(scopes.map(({ object }) => remote.properties(object.objectId!)));
  const names = new Set(listed.flatMap(({ result }) => result.map(({ name }) => name)));
  return [...names];
}
