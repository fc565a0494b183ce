/** What detectors found, in Problems: a warning on the line, until the program is debugged again. */
import * as vscode from 'vscode';
import { debugType } from '../contributions';
import type { CustomEvents } from '../debug/requests';

type Finding = CustomEvents['backstep/finding'];

/** What of a protocol message this file reads. */
interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly body?: Finding;
}

export class FindingProblems implements vscode.DebugAdapterTrackerFactory, vscode.Disposable {
  readonly #problems = vscode.languages.createDiagnosticCollection('backstep');
  /** By program: the files that its findings are in. */
  readonly #files = new Map<string, Set<string>>();
  readonly #subscription = vscode.debug.registerDebugAdapterTrackerFactory(debugType, this);

  createDebugAdapterTracker({ configuration }: vscode.DebugSession): vscode.DebugAdapterTracker {
    const program = String(configuration.program);
    this.#clear(program);
    return {
      onWillReceiveMessage: ({ type, command }: { type?: string; command?: string }) => {
        if (type === 'request' && command === 'restart') this.#clear(program);
      },
      onDidSendMessage: ({ type, event, body }: Message) => {
        if (type === 'event' && event === 'backstep/finding' && body) this.#add(program, body);
      },
    };
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#problems.dispose();
  }

  #add(program: string, finding: Finding): void {
    const { source, line } = finding;
    if (source?.path === undefined || line === undefined) return;
    const uri = vscode.Uri.file(source.path);
    this.#problems.set(uri, [...(this.#problems.get(uri) ?? []), problemOf(uri, finding)]);
    const files = this.#files.get(program) ?? new Set();
    this.#files.set(program, files.add(source.path));
  }

  #clear(program: string): void {
    for (const file of this.#files.get(program) ?? []) this.#problems.delete(vscode.Uri.file(file));
    this.#files.delete(program);
  }
}

function problemOf(uri: vscode.Uri, finding: Finding): vscode.Diagnostic {
  const { cause, remedy, detector, label, module } = finding;
  const [row, column] = [finding.line ?? 1, finding.column ?? 1];
  const place = new vscode.Range(row - 1, column - 1, row - 1, Number.MAX_SAFE_INTEGER);
  const problem = new vscode.Diagnostic(place, `${cause} — ${remedy}`, vscode.DiagnosticSeverity.Warning);
  problem.source = 'Backstep';
  problem.code = detector;
  const at = new vscode.Location(uri, place);
  problem.relatedInformation = [
    new vscode.DiagnosticRelatedInformation(at, module === '' ? label : `${label}, in module ${module}`),
  ];
  return problem;
}
