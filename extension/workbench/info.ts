/** What this Backstep is and what it runs on, as a document to read and to copy: what a bug report needs. */
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { infoScheme } from '../contributions';

const address = vscode.Uri.from({ scheme: infoScheme, path: 'Versions and Devices' });

export class Info implements vscode.TextDocumentContentProvider, vscode.Disposable {
  readonly #cli: string;
  readonly #changed = new vscode.EventEmitter<vscode.Uri>();
  readonly #registration: vscode.Disposable;

  readonly onDidChange = this.#changed.event;

  constructor(extension: vscode.Uri) {
    this.#cli = vscode.Uri.joinPath(extension, 'dist', 'cli.js').fsPath;
    this.#registration = vscode.workspace.registerTextDocumentContentProvider(infoScheme, this);
  }

  async show(): Promise<void> {
    this.#changed.fire(address); // A document that is open is read again.
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(address));
  }

  /** The command line tells it, in a process of its own: the native addon is not loaded into the editor for this. */
  async provideTextDocumentContent(): Promise<string> {
    const editor = `Visual Studio Code ${vscode.version}, ${vscode.env.appName}, ${vscode.env.remoteName ?? 'local'}`;
    return `${editor}\n${await run(this.#cli, ['info'])}`;
  }

  dispose(): void {
    this.#registration.dispose();
    this.#changed.dispose();
  }
}

/** What the program printed, or why it failed. */
function run(program: string, args: readonly string[]): Promise<string> {
  // In desktop VS Code the executable is Electron, which this makes a plain Node.
  const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' };
  return new Promise((resolve) => {
    execFile(process.execPath, [program, ...args], { env, timeout: 20_000 }, (error, output, errors) => {
      resolve(error ? `${output}${errors || error.message}\n` : output);
    });
  });
}
