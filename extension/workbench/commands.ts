/** What each command does. A command of contributions.ts without an entry here does not compile. */
import * as vscode from 'vscode';
import { type Command, command } from '../contributions';
import type { TensorPanels } from '../panels/tensor';
import type { Target } from '../panels/view';
import { breakOnOp } from './breakonop';
import { breakWhenNormExceeds, breakWhenNotFinite } from './breakwhen';
import type { Comparisons } from './comparison';
import type { HistoryBar } from './history';
import type { Info } from './info';
import { launchFile } from './launcher';
import { compareRuns, explainNaN, fork, runAgain, whoMade } from './origins';
import { openSample } from './sample';
import { step } from './step';
import type { Stops } from './stops';
import { isVariable } from './variable';

interface Parts {
  readonly extension: vscode.Uri;
  readonly stops: Stops;
  readonly panels: TensorPanels;
  readonly info: Info;
  readonly history: HistoryBar;
  readonly comparisons: Comparisons;
}

export function registerCommands({
  extension,
  stops,
  panels,
  info,
  history,
  comparisons,
}: Parts): vscode.Disposable {
  const commands: Record<Command, (argument: unknown) => unknown> = {
    [command.stepOp]: () => step('backstep/stepOp', {}, stops),
    [command.stepOpBack]: () => step('backstep/stepOpBack', {}, stops),
    [command.stepModuleInto]: () => step('backstep/stepModule', { how: 'into' }, stops),
    [command.stepModuleOver]: () => step('backstep/stepModule', { how: 'over' }, stops),
    [command.stepModuleOut]: () => step('backstep/stepModule', { how: 'out' }, stops),
    [command.viewTensor]: (argument) => viewTensor(argument, stops, panels),
    [command.breakOnOp]: () => breakOnOp(stops),
    [command.breakWhenNotFinite]: (argument) => breakWhenNotFinite(argument, stops),
    [command.breakWhenNormExceeds]: (argument) => breakWhenNormExceeds(argument, stops),
    [command.whoMade]: (argument) => whoMade(argument, stops),
    [command.explainNaN]: (argument) => explainNaN(argument, stops),
    [command.runAgain]: () => runAgain(stops),
    [command.fork]: () => fork(stops),
    [command.compareRuns]: () => compareRuns(stops, comparisons),
    [command.debugFile]: (address) => launchFile(address as vscode.Uri | undefined, false),
    [command.runFile]: (address) => launchFile(address as vscode.Uri | undefined, true),
    [command.openSample]: () => openSample(extension),
    [command.showInfo]: () => info.show(),
    [command.changeHistoryBudget]: () => history.change(),
  };
  return vscode.Disposable.from(
    ...Object.entries(commands).map(([name, run]) => vscode.commands.registerCommand(name, run)),
  );
}

async function viewTensor(argument: unknown, stops: Stops, panels: TensorPanels): Promise<void> {
  if (isVariable(argument)) {
    const { sessionId, container, variable } = argument;
    const session = stops.find(sessionId) ?? stops.active;
    const target: Target | undefined = container?.variablesReference
      ? { variablesReference: container.variablesReference, name: variable.name }
      : undefined;
    panels.show(session, variable.evaluateName ?? variable.name, target);
    return;
  }
  const expression = typeof argument === 'string' ? argument : (selected() ?? (await askForExpression()));
  if (expression) panels.show(stops.active, expression);
}

/** The selection of the editor, when it is an expression of one line. */
function selected(): string | undefined {
  const editor = vscode.window.activeTextEditor;
  if (!editor || editor.selection.isEmpty || !editor.selection.isSingleLine) return undefined;
  return editor.document.getText(editor.selection).trim() || undefined;
}

function askForExpression(): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title: 'View Tensor',
    prompt: 'An expression that gives a tensor where the program stands',
    placeHolder: 'logits.softmax(1)',
  });
}
