/** How much of the past there is, in the status bar while a program is debugged; a click gives it another budget. */
import * as vscode from 'vscode';
import { command } from '../contributions';
import type { CustomRequests } from '../debug/requests';
import { type HistoryState, historyDetails, historyText, mebibytesOf } from './budget';
import type { Stops } from './stops';

/** Between two looks at a program that runs, ms. */
const PERIOD = 1000;

const request: keyof CustomRequests = 'backstep/historyBudget';

export class HistoryBar implements vscode.Disposable {
  readonly #stops: Stops;
  readonly #item = vscode.window.createStatusBarItem('backstep.history', vscode.StatusBarAlignment.Left, 10);
  readonly #subscription: vscode.Disposable;
  #timer: NodeJS.Timeout | undefined;
  #isAsking = false;

  constructor(stops: Stops) {
    this.#stops = stops;
    this.#item.name = 'Backstep History';
    this.#item.command = command.changeHistoryBudget;
    this.#subscription = stops.onDidChange(() => void this.#look());
  }

  /** Asks the person for another budget. */
  async change(): Promise<void> {
    const session = this.#stops.active;
    if (!session) {
      void vscode.window.showInformationMessage(
        'History: no program is debugged — start debugging, then change what its past may hold',
      );
      return;
    }
    try {
      const state: HistoryState = await session.customRequest(request, {});
      const text = await vscode.window.showInputBox({
        title: 'Change History Budget',
        prompt: `Memory that the past may hold on to, in MiB. ${historyDetails(state)}`,
        value: String(state.budget),
        validateInput: (text) =>
          mebibytesOf(text) === null ? 'Whole MiB from 0 to 1,000,000, such as 1024.' : undefined,
      });
      const mebibytes = text === undefined ? null : mebibytesOf(text);
      if (mebibytes !== null) this.#show(await session.customRequest(request, { mebibytes }));
    } catch (error) {
      void vscode.window.showErrorMessage((error as Error).message);
    }
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#subscription.dispose();
    this.#item.dispose();
  }

  async #look(): Promise<void> {
    if (this.#isAsking) return;
    clearTimeout(this.#timer);
    const session = this.#stops.active;
    if (!session) {
      this.#item.hide();
      return;
    }
    this.#isAsking = true;
    try {
      this.#show(await session.customRequest(request, {}));
    } catch {
      // It runs without debugging, or has ended.
      this.#item.hide();
    } finally {
      this.#isAsking = false;
    }
    this.#timer = setTimeout(() => void this.#look(), PERIOD);
  }

  #show(state: HistoryState): void {
    this.#item.text = `$(history) ${historyText(state)}`;
    this.#item.tooltip = `${historyDetails(state)} Click to change what the past may hold.`;
    this.#item.show();
  }
}
