/** Requests that look at a stopped program, or change a value of it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import { assignExpression } from './assign';
import { completions } from './completions';
import type { EvaluateContext } from './evaluate';
import { exceptionInfo } from './exceptions';
import type { Current, Handlers } from './handlers';
import type { Range } from './node';
import { operandLines } from './operands';
import { cannotSet } from './properties';
import type { RemoteObject } from './remote';
import { scopesOf } from './scopes';
import type { Stopped } from './stopped';
import type { Presented } from './variables';

export function inspectionHandlers({ stopped, changed }: Current): Handlers {
  return {
    async stackTrace({ startFrame = 0, levels = 0, threadId }: DebugProtocol.StackTraceArguments) {
      return stopped({ threadId }).stackTrace(startFrame, levels);
    },

    async scopes({ frameId }: DebugProtocol.ScopesArguments) {
      const at = stopped({ frameId });
      const scopes = scopesOf(at.frame(frameId)).map(({ name, node, hint, expensive }) => ({
        name,
        variablesReference: at.open(node, 'stop'),
        expensive,
        ...(hint && { presentationHint: hint }),
      }));
      return { scopes };
    },

    async variables({ variablesReference, ...range }: DebugProtocol.VariablesArguments) {
      const children = await stopped({ variablesReference }).children(variablesReference, range as Range);
      return { variables: children.map(({ variable }) => variable) };
    },

    async setVariable(
      { variablesReference, name, value }: DebugProtocol.SetVariableArguments,
      after,
      cancelled,
    ) {
      const at = stopped({ variablesReference });
      const { node, lifetime } = at.node(variablesReference);
      if (!node.assign) throw cannotSet(name);
      const given = await at.evaluate(value, 'edit', at.topId, cancelled);
      const line = await node.assign(name, given, at.thread.remote);
      after(() => changed(at));
      const [{ variable }] = await at.present([{ ...line, hint: undefined }], lifetime);
      return asResult(variable, 'value');
    },

    async setExpression(
      { expression, value, frameId }: DebugProtocol.SetExpressionArguments,
      after,
      cancelled,
    ) {
      const at = stopped({ frameId });
      const line = await assignExpression(expression, value, frameId, at, cancelled);
      after(() => changed(at));
      const [{ variable }] = await at.present([line], 'stop');
      return asResult(variable, 'value');
    },

    async evaluate({ expression, frameId, context = 'repl' }: DebugProtocol.EvaluateArguments, _, cancelled) {
      const at = stopped({ frameId });
      const result = await at.evaluate(expression, context as EvaluateContext, frameId, cancelled);
      if (context === 'clipboard') return { result: await clipboardText(result, at), variablesReference: 0 };
      const lifetime = context === 'repl' ? 'console' : 'stop';
      const [{ variable }] = await at.present(
        [{ name: '', remote: result, evaluateName: expression }],
        lifetime,
      );
      return asResult(variable, 'result');
    },

    async completions({ text, column, frameId }: DebugProtocol.CompletionsArguments) {
      const at = stopped({ frameId });
      return { targets: await completions(text, column, at.standing(frameId), at.thread.remote) };
    },

    async exceptionInfo({ threadId }: Partial<DebugProtocol.ExceptionInfoArguments>) {
      const { exception, top, thread } = stopped({ threadId });
      const lines = top?.failure ? await operandLines(top.failure, thread.remote) : [];
      return exceptionInfo(exception, lines);
    },
  };
}

/** The parts of a variable that results have too, with the value under its name there. */
function asResult(
  { value, name: _, evaluateName: __, ...rest }: Presented['variable'],
  as: 'value' | 'result',
) {
  return { [as]: value, ...rest };
}

async function clipboardText(value: RemoteObject, at: Stopped): Promise<string> {
  if (value.type === 'string') return value.value as string;
  if (value.objectId !== undefined) {
    const text = await at.thread.remote.call(
      'function() { return __backstep.fullText(this) }',
      value.objectId,
      [],
      true,
    );
    return text.value as string;
  }
  const [{ variable }] = await at.present([{ name: '', remote: value }], 'stop');
  return variable.value;
}
