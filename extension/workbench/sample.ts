/** The digits sample: copied out of the extension, so that it can be edited and outlives an update. */
import * as vscode from 'vscode';

export async function openSample(extension: vscode.Uri): Promise<void> {
  const [parent] =
    (await vscode.window.showOpenDialog({
      title: 'Where to put the digits sample',
      openLabel: 'Put "digits" Here',
      canSelectFiles: false,
      canSelectFolders: true,
      canSelectMany: false,
    })) ?? [];
  if (!parent) return;
  const folder = vscode.Uri.joinPath(parent, 'digits');
  if (await exists(folder)) {
    const open = 'Open It';
    const answer = await vscode.window.showInformationMessage(
      `${folder.fsPath} is there already.`,
      { modal: true },
      open,
    );
    if (answer !== open) return;
  } else {
    await vscode.workspace.fs.copy(vscode.Uri.joinPath(extension, 'extension', 'samples', 'digits'), folder);
  }
  await vscode.commands.executeCommand('vscode.openFolder', folder);
}

function exists(uri: vscode.Uri): Thenable<boolean> {
  return vscode.workspace.fs.stat(uri).then(
    () => true,
    () => false,
  );
}
