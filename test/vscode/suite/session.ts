import { strict as assert } from 'node:assert';
import type { DebugProtocol } from '@vscode/debugprotocol';
import * as vscode from 'vscode';
import { until } from './editor';

/** A debug session under test: its stops as they come, and its requests. */
export class Debugged {
  readonly #stops: DebugProtocol.StoppedEvent['body'][] = [];
  readonly #subscriptions: vscode.Disposable;
  #session: vscode.DebugSession | null = null;
  #ended = false;

  constructor() {
    this.#subscriptions = vscode.Disposable.from(
      vscode.debug.registerDebugAdapterTrackerFactory('backstep', {
        createDebugAdapterTracker: () => ({
          onDidSendMessage: (message: DebugProtocol.Event) => {
            if (message.type === 'event' && message.event === 'stopped') this.#stops.push(message.body);
          },
        }),
      }),
      vscode.debug.onDidStartDebugSession((session) => {
        this.#session ??= session;
      }),
      vscode.debug.onDidTerminateDebugSession((session) => {
        if (session.id === this.#session?.id) this.#ended = true;
      }),
    );
  }

  async launch(
    folder: vscode.WorkspaceFolder,
    configuration: { program: string; runtime: string },
  ): Promise<void> {
    const launch = { type: 'backstep', request: 'launch', name: 'test', ...configuration };
    assert.equal(await vscode.debug.startDebugging(folder, launch), true);
  }

  get session(): vscode.DebugSession {
    assert.ok(this.#session);
    return this.#session;
  }

  nextStop(): Promise<DebugProtocol.StoppedEvent['body']> {
    return until('a stop', () => this.#stops.shift() ?? null);
  }

  async step(request: 'next' | 'stepIn' | 'stepOut' | 'continue'): Promise<void> {
    const { threads } = await this.session.customRequest('threads');
    await this.session.customRequest(request, { threadId: threads[0].id });
  }

  async frames(): Promise<DebugProtocol.StackFrame[]> {
    const { threads } = await this.session.customRequest('threads');
    const { stackFrames } = await this.session.customRequest('stackTrace', { threadId: threads[0].id });
    return stackFrames;
  }

  /** Names and values of a scope of the topmost frame. */
  async variables(scope: string): Promise<Map<string, string>> {
    const [{ id: frameId }] = await this.frames();
    const scopes: DebugProtocol.Scope[] = (await this.session.customRequest('scopes', { frameId })).scopes;
    const found = scopes.find(({ name }) => name === scope);
    assert.ok(found, `there is no scope ${scope}, only ${scopes.map(({ name }) => name)}`);
    const { variablesReference } = found;
    const { variables } = await this.session.customRequest('variables', { variablesReference });
    return new Map(variables.map(({ name, value }: DebugProtocol.Variable) => [name, value]));
  }

  async end(): Promise<void> {
    await vscode.debug.stopDebugging();
    if (this.#session) await until('the end of the session', () => (this.#ended ? true : null));
    vscode.debug.removeBreakpoints(vscode.debug.breakpoints);
    this.#subscriptions.dispose();
  }
}
