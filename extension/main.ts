/** What VS Code starts. Everything is made here, and nothing is loaded that a session does not need yet. */
import * as vscode from 'vscode';
import { debugType } from './contributions';
import { TensorPanels } from './panels/tensor';
import { registerCommands } from './workbench/commands';
import { Comparisons } from './workbench/comparison';
import { FindingProblems } from './workbench/findings';
import { HistoryBar } from './workbench/history';
import { seeWhileDebugging } from './workbench/hover';
import { Info } from './workbench/info';
import { adapters, launches, openFileLaunches } from './workbench/launcher';
import { Stops } from './workbench/stops';

export function activate(context: vscode.ExtensionContext): void {
  const extension = context.extensionUri;
  const stops = new Stops();
  const panels = new TensorPanels(extension, stops);
  const info = new Info(extension);
  const history = new HistoryBar(stops);
  const comparisons = new Comparisons();
  context.subscriptions.push(
    stops,
    panels,
    info,
    new FindingProblems(),
    history,
    comparisons,
    seeWhileDebugging(stops),
    registerCommands({ extension, stops, panels, info, history, comparisons }),
    vscode.debug.registerDebugAdapterDescriptorFactory(debugType, adapters),
    vscode.debug.registerDebugConfigurationProvider(debugType, launches),
    vscode.debug.registerDebugConfigurationProvider(
      debugType,
      openFileLaunches,
      vscode.DebugConfigurationProviderTriggerKind.Dynamic,
    ),
  );
}
