/** Commands that ask where a tensor or a NaN comes from, run again from the past, and compare runs. */
import * as vscode from 'vscode';
import type { CustomRequests, OpReference } from '../debug/requests';
import type { Stops } from './stops';
import { isVariable } from './variable';

type Response<K extends keyof CustomRequests> = CustomRequests[K]['response'];

/** A line of a quick pick; one with an op can be gone to. */
type Choice = vscode.QuickPickItem & { readonly op?: number };

/** Lists the ops that made a tensor and the parts of a gradient; goes to the one that is chosen. */
export async function whoMade(argument: unknown, stops: Stops): Promise<void> {
  await asking(argument, stops, 'Who Made This', async (session, name) => {
    if (name === null) return;
    const told = await request(session, 'backstep/whoMade', name);
    const { steps, contributions, newest, expression, text } = told;
    if (steps.length === 0) {
      void vscode.window.showInformationMessage(text);
      return;
    }
    const parts = contributions.length > 1 ? contributions : [];
    const choices: Choice[] = [
      ...steps.map((step) => choiceOf(step, newest, `${'\u2003'.repeat(step.distance)}${step.of}`)),
      ...(parts.length > 0
        ? [{ label: `Parts of ${expression}`, kind: vscode.QuickPickItemKind.Separator }]
        : []),
      ...parts.map(({ kind, op, norm }): Choice => {
        const size = norm === null ? '' : `norm ${Number(norm.toPrecision(3))}`;
        const what = `${kind === 'added' ? 'added' : 'changed the sum'}  ${size}`;
        return op ? choiceOf(op, newest, what) : { label: 'older than history', detail: what };
      }),
    ];
    await choose(session, choices, `Who made ${expression}`, 'Choose an op to go there in time');
  });
}

/** Goes to where a NaN began, and lists the way from there. */
export async function explainNaN(argument: unknown, stops: Stops): Promise<void> {
  await asking(argument, stops, 'Explain NaN', async (session, name) => {
    // Without a tensor of a menu: the newest result that has one.
    const of = isVariable(argument) && name ? name : {};
    const { steps, inputs, cause, remedy, op } = await request(session, 'backstep/explainNaN', of);
    const newest = steps[0]?.index ?? 0;
    const choices: Choice[] = [
      { label: cause, detail: remedy ?? undefined, op: op?.index },
      ...inputs.map((input): Choice => ({ label: input.name, description: input.text, op: op?.index })),
      { label: 'From the tensor back to there', kind: vscode.QuickPickItemKind.Separator },
      ...steps.map((step) => choiceOf(step, newest, step.text)),
    ];
    await choose(session, choices, 'Explain NaN', 'Choose an op to go there in time');
  });
}

/** Restarts the program, to stop live at the op that is looked at. */
export async function runAgain(stops: Stops): Promise<void> {
  await asking(undefined, stops, 'Run from Here Again', async (session) => {
    await request(session, 'backstep/runAgain', {});
  });
}

/** Asks for a change, and runs the program again with it from the op that is looked at. */
export async function fork(stops: Stops): Promise<void> {
  await asking(undefined, stops, 'Fork from Here', async (session) => {
    const change = await vscode.window.showInputBox({
      title: 'Fork from Here',
      prompt: 'What to change there, as an expression; the program runs on with it',
      placeHolder: 'optimizer.paramGroups[0].lr = 0.1',
    });
    if (change) await request(session, 'backstep/fork', { change });
  });
}

/** Shows the last two runs side by side. */
export async function compareRuns(stops: Stops): Promise<void> {
  await asking(undefined, stops, 'Compare Runs', async (session) => {
    const { text } = await request(session, 'backstep/compareRuns', {});
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: text }));
  });
}

function request<K extends keyof CustomRequests>(
  session: vscode.DebugSession,
  command: K,
  args: CustomRequests[K]['arguments'],
): Thenable<Response<K>> {
  return session.customRequest(command, args);
}

type Name = CustomRequests['backstep/whoMade']['arguments'];

async function asking(
  argument: unknown,
  stops: Stops,
  title: string,
  ask: (session: vscode.DebugSession, name: Name | null) => Promise<void>,
): Promise<void> {
  const session = (isVariable(argument) ? stops.find(argument.sessionId) : undefined) ?? stops.active;
  if (!session || stops.of(session)?.at !== 'stopped') {
    const remedy = 'pause it, or stop at a breakpoint first';
    void vscode.window.showInformationMessage(`${title}: the program is not stopped — ${remedy}`);
    return;
  }
  try {
    await ask(session, nameOf(argument));
  } catch (error) {
    void vscode.window.showErrorMessage((error as Error).message);
  }
}

/** What a menu was opened on, or what is selected in the editor. */
function nameOf(argument: unknown): Name | null {
  if (isVariable(argument)) {
    const { container, variable } = argument;
    if (container?.variablesReference)
      return { variablesReference: container.variablesReference, name: variable.name };
    return { expression: variable.evaluateName ?? variable.name };
  }
  const editor = vscode.window.activeTextEditor;
  const text = editor?.document.getText(expressionAt(editor)).trim();
  return text ? { expression: text } : null;
}

/** The selection, or the name at the caret with what is before its dots: `model.fc1` of `model.fc1.weight`. */
function expressionAt({ document, selection }: vscode.TextEditor): vscode.Range {
  const whole = document.getWordRangeAtPosition(selection.active, /[\w$.]+/);
  const own = document.getWordRangeAtPosition(selection.active, /[\w$]+/);
  return selection.isEmpty && whole && own ? new vscode.Range(whole.start, own.end) : selection;
}

function choiceOf(op: OpReference, newest: number, detail: string): Choice {
  const { source, phase, module, index } = op;
  const place = source && `${vscode.Uri.file(source.path).path.split('/').at(-1)}:${source.line}`;
  const ago = newest - index;
  const when = ago <= 0 ? '' : ` (${ago} ${ago === 1 ? 'op' : 'ops'} ago)`;
  const description = [place, module, phase, `op ${index}${when}`].filter(Boolean).join(' · ');
  return { label: op.label, description, detail: detail || undefined, op: index };
}

async function choose(
  session: vscode.DebugSession,
  choices: readonly Choice[],
  title: string,
  placeHolder: string,
): Promise<void> {
  const chosen = await vscode.window.showQuickPick(choices, { title, placeHolder, matchOnDescription: true });
  if (chosen?.op !== undefined) await request(session, 'backstep/goTo', { op: chosen.op });
}
