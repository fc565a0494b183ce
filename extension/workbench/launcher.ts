/** How a debug session comes to be: the configuration that F5 and the buttons use, and the adapter in this process. */
import { statSync } from 'node:fs';
import * as vscode from 'vscode';
import { setting } from '../contributions';
import { createSession } from '../debug/session';
import { completeLaunch, isProgram, type Launch, launchOfFile } from './configuration';

export class LaunchConfigurations implements vscode.DebugConfigurationProvider {
  /** The list under "Run and Debug": what can be debugged without a launch.json. */
  provideDebugConfigurations(): vscode.DebugConfiguration[] {
    const program = openProgram();
    return program === null
      ? []
      : [{ ...launchOfFile(program), name: `Debug ${vscode.workspace.asRelativePath(program)}` }];
  }

  resolveDebugConfiguration(
    _folder: vscode.WorkspaceFolder | undefined,
    launch: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    // F5 without a launch.json comes as an empty object.
    if (launch.type || launch.request || launch.name) return launch;
    const program = openProgram();
    if (program !== null) return launchOfFile(program);
    refuse(
      'launch: there is no program — no TypeScript or JavaScript file is open — open the file to debug, then press F5',
    );
    return undefined;
  }

  resolveDebugConfigurationWithSubstitutedVariables(
    folder: vscode.WorkspaceFolder | undefined,
    launch: vscode.DebugConfiguration,
  ): vscode.DebugConfiguration | undefined {
    if (!vscode.workspace.isTrusted) {
      refuse(
        'launch: this workspace is in Restricted Mode — debugging a file runs its code — trust the workspace first',
      );
      return undefined;
    }
    const program = typeof launch.program === 'string' ? launch.program : openProgram();
    const home =
      folder ??
      (program === null ? undefined : vscode.workspace.getWorkspaceFolder(vscode.Uri.file(program)));
    const settings = vscode.workspace.getConfiguration(undefined, home);
    try {
      return completeLaunch(launch as Launch, {
        openProgram: openProgram(),
        folder: (home ?? vscode.workspace.workspaceFolders?.[0])?.uri.fsPath ?? null,
        settings: {
          runtime: settings.get(setting.runtime, 'process'),
          device: settings.get(setting.device, 'auto'),
        },
        isFile,
      });
    } catch (error) {
      refuse((error as Error).message);
      return undefined;
    }
  }
}

export const adapters: vscode.DebugAdapterDescriptorFactory = {
  createDebugAdapterDescriptor() {
    if (!vscode.workspace.isTrusted)
      throw new Error('launch: this workspace is in Restricted Mode — trust it first');
    return new vscode.DebugAdapterInlineImplementation(createSession());
  },
};

/** The buttons "Debug" and "Run" of an editor. The address is missing when they come from the command palette. */
export async function launchFile(address: vscode.Uri | undefined, noDebug: boolean): Promise<void> {
  const uri = address ?? vscode.window.activeTextEditor?.document.uri;
  if (uri?.scheme !== 'file' || !isProgram(uri.fsPath)) {
    refuse('launch: this is not a file that can run — save it as a .ts or .js file on disk first');
    return;
  }
  await vscode.debug.startDebugging(vscode.workspace.getWorkspaceFolder(uri), launchOfFile(uri.fsPath), {
    noDebug,
  });
}

function openProgram(): string | null {
  const document = vscode.window.activeTextEditor?.document;
  return document && document.uri.scheme === 'file' && isProgram(document.uri.fsPath)
    ? document.uri.fsPath
    : null;
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

/** Not awaited: the message stays until it is closed. */
function refuse(why: string): void {
  void vscode.window.showErrorMessage(why);
}
