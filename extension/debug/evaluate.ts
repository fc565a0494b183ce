/** Expressions that a person evaluates: console, watch, hover. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import type { Frame } from './frames';
import { type Remote, type RemoteObject, thrownByProgram } from './remote';

export type EvaluateContext = 'repl' | 'watch' | 'hover' | 'variables' | 'clipboard';

/** A watch or hover that takes longer (ms) is given up: nobody asked for it by hand. */
const timeLimit = 5000;

/** Where an expression is evaluated. Without a frame it is the program's globals. */
export interface Standing {
  readonly frame: Frame | null;
  readonly isStopped: boolean;
}

/**
 * Ops have their own autograd and never stop. Watches and hovers leave the random numbers as they were. Throws an
 * error whose message is the program's.
 */
export async function evaluate(
  expression: string,
  { frame, isStopped }: Standing,
  context: EvaluateContext,
  { inspector }: Remote,
): Promise<RemoteObject> {
  const byHand = context === 'repl' || context === 'variables';
  const objectGroup = context === 'repl' ? 'console' : 'stop';
  const limit = byHand ? {} : { timeout: timeLimit };
  if (!isStopped) {
    // V8's console mode gives its result by a promise, which a busy or stopped program does not go on with.
    const isConsoles = byHand && /\bawait\b|^\s*(let|const|class)\b/.test(expression);
    const running = isConsoles ? { replMode: true, awaitPromise: true } : limit;
    return resultOf(await inspector.send('Runtime.evaluate', { expression, objectGroup, ...running }));
  }
  const callFrameId = frame?.callFrame?.callFrameId;
  const given = { expression: wrapped(expression), objectGroup, ...limit };
  // Sent together, so that nothing comes between them.
  const [, result] = await Promise.all([
    inspector.send('Runtime.evaluate', { expression: `__backstep.enter(${!byHand})` }),
    callFrameId === undefined
      ? inspector.send('Runtime.evaluate', given)
      : inspector.send('Debugger.evaluateOnCallFrame', { callFrameId, ...given }),
    inspector.send('Runtime.evaluate', { expression: '__backstep.leave()' }),
  ]);
  return resultOf(result);
}

function resultOf({ result, exceptionDetails }: Protocol.Runtime.EvaluateResponse): RemoteObject {
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
  standing: Standing,
  remote: Remote,
): Promise<DebugProtocol.CompletionItem[]> {
  const before = text.slice(0, column - 1);
  const match =
    /((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:\[\w+\])?\??\.\s*)*)([\p{ID_Start}$_]?[\p{ID_Continue}$]*)$/u.exec(
      before,
    );
  const owner = match?.[1].replace(/\s*\??\.\s*$/, '') ?? '';
  const start = column - (match?.[2].length ?? 0);
  const names = owner ? await members(owner, standing, remote) : await visible(standing, remote);
  const typed = match?.[2] ?? '';
  return names
    .filter((name) => name.startsWith(typed) && !name.startsWith('__backstep'))
    .map((label) => ({ label, start, length: typed.length, type: owner ? 'property' : 'variable' }));
}

async function members(owner: string, standing: Standing, remote: Remote): Promise<string[]> {
  const target = await evaluate(owner, standing, 'hover', remote).catch(() => null);
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

async function visible({ frame }: Standing, remote: Remote): Promise<string[]> {
  const scopes = frame?.callFrame?.scopeChain.filter(({ type }) => type !== 'global') ?? [];
  const listed = await Promise.all(scopes.map(({ object }) => remote.properties(object.objectId!)));
  const names = new Set(listed.flatMap(({ result }) => result.map(({ name }) => name)));
  return [...names];
}
