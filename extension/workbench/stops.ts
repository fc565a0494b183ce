/**
 * Where every Backstep session stands: running, stopped in a frame, or ended. The panels and the hover follow it.
 * VS Code tells of stops in two steps: the adapter's `stopped` event, then the frame that it focuses.
 */
import * as vscode from 'vscode';
import { debugType } from '../contributions';

export type Standing =
  | { readonly at: 'running' }
  /** `frameId` is null until VS Code has focused a frame. */
  | { readonly at: 'stopped'; readonly threadId: number; readonly frameId: number | null }
  | { readonly at: 'ended' };

/** What of a protocol message this file reads. */
interface Message {
  readonly type?: string;
  readonly event?: string;
  readonly command?: string;
  readonly success?: boolean;
  readonly body?: { readonly threadId?: number };
}

/** VS Code moves the keyboard to a frame that it focuses, which closes a list; no list waits longer for that (ms). */
const MOVING_PATIENCE = 3000;

/** A frame that VS Code does not focus within this time (ms) is not waited for: the top frame serves. */
const FOCUS_PATIENCE = 400;

const resuming = new Set([
  'continue',
  'next',
  'stepIn',
  'stepOut',
  'stepBack',
  'reverseContinue',
  'goto',
  'restart',
]);

export class Stops implements vscode.DebugAdapterTrackerFactory, vscode.Disposable {
  readonly #standing = new Map<vscode.DebugSession, Standing>();
  readonly #changed = new vscode.EventEmitter<vscode.DebugSession>();
  readonly #patience = new Map<vscode.DebugSession, NodeJS.Timeout>();
  readonly #subscriptions: vscode.Disposable[];

  /** A session began to run, stopped, has another frame focused, or ended. */
  readonly onDidChange = this.#changed.event;

  constructor() {
    this.#subscriptions = [
      vscode.debug.registerDebugAdapterTrackerFactory(debugType, this),
      vscode.debug.onDidChangeActiveStackItem((item) => this.#focused(item)),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (this.#standing.has(session)) this.#stand(session, { at: 'ended' });
      }),
    ];
  }

  /** The session that commands act on: the focused one, else the newest. */
  get active(): vscode.DebugSession | undefined {
    const focused = vscode.debug.activeDebugSession;
    return focused?.type === debugType ? focused : [...this.#standing.keys()].at(-1);
  }

  /** Sessions that have not ended. */
  get count(): number {
    return this.#standing.size;
  }

  find(id: string | undefined): vscode.DebugSession | undefined {
    return [...this.#standing.keys()].find((session) => session.id === id);
  }

  of(session: vscode.DebugSession): Standing {
    return this.#standing.get(session) ?? { at: 'ended' };
  }

  /** When VS Code has focused a frame of the next stop of a session. To be called before what makes it stop there. */
  async moved(session: vscode.DebugSession): Promise<void> {
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(patience);
        subscription.dispose();
        resolve();
      };
      const patience = setTimeout(done, MOVING_PATIENCE);
      const subscription = this.onDidChange(() => {
        const standing = this.of(session);
        if (standing.at === 'ended' || (standing.at === 'stopped' && standing.frameId !== null)) done();
      });
    });
  }

  createDebugAdapterTracker(session: vscode.DebugSession): vscode.DebugAdapterTracker {
    this.#stand(session, { at: 'running' });
    return { onDidSendMessage: (message: Message) => this.#heard(session, message) };
  }

  dispose(): void {
    for (const timer of this.#patience.values()) clearTimeout(timer);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#changed.dispose();
  }

  #heard(session: vscode.DebugSession, message: Message): void {
    if (message.type === 'event' && message.event === 'stopped') {
      this.#standing.set(session, { at: 'stopped', threadId: message.body?.threadId ?? 1, frameId: null });
      clearTimeout(this.#patience.get(session));
      this.#patience.set(
        session,
        setTimeout(() => this.#changed.fire(session), FOCUS_PATIENCE),
      );
    } else if (message.type === 'event' && message.event === 'continued') {
      this.#stand(session, { at: 'running' });
    } else if (message.type === 'event' && message.event === 'terminated') {
      this.#stand(session, { at: 'ended' });
    } else if (message.type === 'response' && message.success && resuming.has(message.command ?? '')) {
      this.#stand(session, { at: 'running' });
    }
  }

  #focused(item: vscode.DebugThread | vscode.DebugStackFrame | undefined): void {
    if (!(item instanceof vscode.DebugStackFrame)) return;
    const standing = this.#standing.get(item.session);
    if (standing?.at !== 'stopped') return;
    this.#stand(item.session, { at: 'stopped', threadId: item.threadId, frameId: item.frameId });
  }

  #stand(session: vscode.DebugSession, standing: Standing): void {
    clearTimeout(this.#patience.get(session));
    this.#patience.delete(session);
    if (standing.at === 'ended') this.#standing.delete(session);
    else this.#standing.set(session, standing);
    this.#changed.fire(session);
  }
}
