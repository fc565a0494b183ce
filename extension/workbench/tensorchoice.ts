/** Which tensor a command is about: that of a menu, the one in the editor, or what a person chooses. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { tensorMenuContext } from '../contributions';
import type { TensorArguments } from '../debug/requests';
import { chooseOrType } from './choose';
import type { Stops } from './stops';
import { isVariable } from './variable';

/** A tensor that can be seen from the frame that is looked at, on a list; or the name of a scope, between them. */
interface Choice extends vscode.QuickPickItem {
  readonly tensor?: TensorArguments;
}

/** As `__vscodeVariableMenuContext` says of each line what it is. */
type Variable = DebugProtocol.Variable & { readonly __vscodeVariableMenuContext?: string };

/** Why a command of a stopped program does nothing, and what to do. */
export const notStopped = 'the program is not stopped — pause it, or stop at a breakpoint first';

/** The session that a command is about: that of the menu, or the one that is looked at; null where it is not stopped. */
export function stoppedSession(argument: unknown, stops: Stops): vscode.DebugSession | null {
  const session = (isVariable(argument) ? stops.find(argument.sessionId) : undefined) ?? stops.active;
  return session && stops.of(session).at === 'stopped' ? session : null;
}

/** The frame that is looked at; undefined where none is. */
export function frameOf(session: vscode.DebugSession, stops: Stops): number | undefined {
  const standing = stops.of(session);
  return standing.at === 'stopped' ? (standing.frameId ?? undefined) : undefined;
}

/** What a menu was opened on; null where the command was called by none. */
export function tensorOfMenu(argument: unknown, frameId: number | undefined): TensorArguments | null {
  if (!isVariable(argument)) return null;
  const { container, variable } = argument;
  if (container?.variablesReference)
    return { variablesReference: container.variablesReference, name: variable.name };
  return { expression: variable.evaluateName ?? variable.name, frameId };
}

/**
 * The tensor that a command is about; undefined where the person chose none. What is selected in the editor, or under
 * its caret, is taken where it is a tensor.
 */
export async function chooseTensor(
  argument: unknown,
  session: vscode.DebugSession,
  stops: Stops,
  title: string,
): Promise<TensorArguments | undefined> {
  const frameId = frameOf(session, stops);
  const given = tensorOfMenu(argument, frameId);
  if (given) return given;
  const written = expressionInEditor();
  if (written && (await isTensor(written, frameId, session))) return { expression: written, frameId };
  const placeholder = 'Choose a tensor, or type an expression that gives one';
  const question = { title, placeholder, typed: 'as an expression, where the program stands' };
  const chosen = await chooseOrType(question, await tensorsInSight(frameId, session));
  return typeof chosen === 'string' ? { expression: chosen, frameId } : chosen?.tensor;
}

/** The selection, or the name at the caret with what is before its dots: `model.fc1` of `model.fc1.weight`. */
function expressionInEditor(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor) return undefined;
  const { document, selection } = editor;
  const whole = document.getWordRangeAtPosition(selection.active, /[\w$.]+/);
  const own = document.getWordRangeAtPosition(selection.active, /[\w$]+/);
  const range = selection.isEmpty && whole && own ? new vscode.Range(whole.start, own.end) : selection;
  return document.getText(range).trim() || undefined;
}

async function isTensor(
  expression: string,
  frameId: number | undefined,
  session: vscode.DebugSession,
): Promise<boolean> {
  const request: DebugProtocol.EvaluateArguments = { expression, frameId, context: 'hover' };
  try {
    const { result }: DebugProtocol.EvaluateResponse['body'] = await session.customRequest(
      'evaluate',
      request,
    );
    return isTensorText(result);
  } catch {
    return false; // A word of the language, or a name that means nothing here.
  }
}

/** The summary of a tensor as the session writes it begins with its dtype and shape: `f32[64, 10] …`. */
export const isTensorText = (text: string): boolean => /^[a-z]+\d*\[[\d, ]*\]/.test(text);

/** The tensors in the scopes of a frame, and all that live, the largest first. */
async function tensorsInSight(
  frameId: number | undefined,
  session: vscode.DebugSession,
): Promise<readonly Choice[]> {
  if (frameId === undefined) return [];
  const { scopes }: DebugProtocol.ScopesResponse['body'] = await session.customRequest('scopes', { frameId });
  const lists = await Promise.all(
    scopes
      .filter(({ expensive, name }) => !expensive || name.startsWith('Tensors'))
      .map((scope) => tensorsOf(scope, session)),
  );
  return lists.flat();
}

async function tensorsOf(
  { variablesReference, name: label }: DebugProtocol.Scope,
  session: vscode.DebugSession,
): Promise<Choice[]> {
  const { variables }: { variables: readonly Variable[] } = await session.customRequest('variables', {
    variablesReference,
  });
  const tensors = variables
    .filter((one) => one.__vscodeVariableMenuContext === tensorMenuContext)
    .map(({ name, value }) => ({ label: name, description: value, tensor: { variablesReference, name } }));
  const separator = { label, kind: vscode.QuickPickItemKind.Separator };
  return tensors.length > 0 ? [separator, ...tensors] : [];
}
