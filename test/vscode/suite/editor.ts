import { strict as assert } from 'node:assert';
import * as vscode from 'vscode';

/** Opens a file of the workspace. `at` gives the position where a text of it begins. */
export async function open(name: string) {
  const folder = vscode.workspace.workspaceFolders?.[0];
  assert.ok(folder);
  const document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder.uri, name));
  await vscode.window.showTextDocument(document);
  const at = (text: string) => {
    const offset = document.getText().indexOf(text);
    assert.notEqual(offset, -1, `${name} has no "${text}"`);
    return document.positionAt(offset);
  };
  return { document, folder, at };
}

/** Asks again until there is an answer. */
export async function until<T>(
  what: string,
  ask: () => Promise<T | null> | T | null,
  seconds = 90,
): Promise<T> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    const answer = await ask();
    if (answer !== null) return answer;
    if (Date.now() > end) throw new Error(`${what}: did not come in ${seconds} s`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
