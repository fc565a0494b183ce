/** Runs side by side, as documents to read and to copy. */
import * as vscode from 'vscode';
import { comparisonScheme } from '../contributions';

export class Comparisons implements vscode.TextDocumentContentProvider, vscode.Disposable {
  /** By address: what was compared last under that title. */
  readonly #texts = new Map<string, string>();
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration = vscode.workspace.registerTextDocumentContentProvider(comparisonScheme, this);

  readonly onDidChange = this.#changed.event;

  async show(title: string, text: string): Promise<void> {
    const address = vscode.Uri.from({ scheme: comparisonScheme, path: title });
    this.#texts.set(address.toString(), text);
    this.#changed.fire(address); // A document that is open is read again.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(address));
  }

  provideTextDocumentContent(address: vscode.Uri): string {
    return this.#texts.get(address.toString()) ?? '';
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}
