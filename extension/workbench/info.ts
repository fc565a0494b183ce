/** What this Backstep is and what it runs on, in an output channel: what a bug report needs. */
import { execFile } from 'node:child_process';
import * as vscode from 'vscode';

export class Info implements vscode.Disposable {
  readonly #cli: string;
  #channel: vscode.OutputChannel | null = null;

  constructor(extension: vscode.Uri) {
    this.#cli = vscode.Uri.joinPath(extension, 'dist', 'cli.js').fsPath;
  }

  /** The command line tells it, in a process of its own: the native addon is not loaded into the editor for this. */
  async show(): Promise<void> {
    this.#channel ??= vscode.window.createOutputChannel('Backstep');
    const channel = this.#channel;
    channel.show(true);
    channel.appendLine(
      `Visual Studio Code ${vscode.version}, ${vscode.env.appName}, ${vscode.env.remoteName ?? 'local'}`,
    );
    channel.append(await run(this.#cli, ['info']));
  }

  dispose(): void {
    this.#channel?.dispose();
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
