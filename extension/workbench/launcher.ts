/** How a debug session comes to be: the configuration that F5 and the buttons use, and the adapter in this process. */
import * as vscode from 'vscode';
import { languages, setting, thresholdSetting, thresholdSettings } from '../contributions';
import { launchConfiguration } from '../debug/launch';
import { completeLaunch, type Launch, launchOfFile } from './configuration';

/** The list under "Run and Debug": what can be debugged without a launch.json. */
export const openFileLaunches: vscode.DebugConfigurationProvider = {
  provideDebugConfigurations() {
    const program = openProgram();
    if (program === null) return [];
    return [{ ...launchOfFile(program), name: `Debug ${vscode.workspace.asRelativePath(program)}` }];
  },
};

export const launches: vscode.DebugConfigurationProvider = {
  resolveDebugConfiguration(_folder, launch) {
    // F5 without a launch.json comes as an empty object.
    if (launch.type || launch.request || launch.name) return launch;
    const program = openProgram();
    if (program !== null) return launchOfFile(program);
    refuse(
      'launch: there is no program — no TypeScript or JavaScript file is open — open the file to debug, then press F5',
    );
    return undefined;
  },

  resolveDebugConfigurationWithSubstitutedVariables(folder, launch) {
    if (!vscode.workspace.isTrusted) {
      refuse(
        'launch: this workspace is in Restricted Mode — debugging a file runs its code — trust the workspace first',
      );
      return undefined;
    }
    const home = folder ?? folderOf(launch.program) ?? vscode.workspace.workspaceFolders?.[0];
    const settings = vscode.workspace.getConfiguration(undefined, home);
    try {
      const complete = completeLaunch(launch as Launch, {
        openProgram: openProgram(),
        folder: home?.uri.fsPath ?? null,
        settings: {
          runtime: settings.get(setting.runtime, 'process'),
          device: settings.get(setting.device, 'auto'),
          detection: settings.get(setting.detection, 'all'),
          thresholds: Object.fromEntries(
            thresholdSettings.flatMap((name): [string, number][] => {
              const threshold = settings.get<number>(thresholdSetting(name));
              return threshold === undefined ? [] : [[name, threshold]];
            }),
          ),
        },
      });
      launchConfiguration(complete); // Refuses before a session opens its views.
      return complete;
    } catch (error) {
      refuse((error as Error).message);
      return undefined;
    }
  },
};

export const adapters: vscode.DebugAdapterDescriptorFactory = {
  async createDebugAdapterDescriptor() {
    if (!vscode.workspace.isTrusted)
      throw new Error('launch: this workspace is in Restricted Mode — trust it first');
    // Loaded with the first session: the extension starts without the compiler that a session brings.
    const { createSession } = await import('../debug/session');
    return new vscode.DebugAdapterInlineImplementation(createSession());
  },
};

/** The buttons "Debug" and "Run" of an editor. The address is missing when they come from the command palette. */
export async function launchFile(address: vscode.Uri | undefined, noDebug: boolean): Promise<void> {
  const program = address?.scheme === 'file' ? address.fsPath : openProgram();
  if (program === null) {
    refuse('launch: this is not a file that can run — save it as a .ts or .js file on disk first');
    return;
  }
  await vscode.debug.startDebugging(folderOf(program), launchOfFile(program), { noDebug });
}

/** Absolute path of the program in the active editor. */
function openProgram(): string | null {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.uri.scheme !== 'file' || !languages.some((one) => one === document.languageId)) return null;
  return document.uri.fsPath;
}

function folderOf(program: unknown): vscode.WorkspaceFolder | undefined {
  return typeof program === 'string'
    ? vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program))
    : undefined;
}

/** Not awaited: the message stays until it is closed. */
function refuse(why: string): void {
  void vscode.window.showErrorMessage(why);
}
