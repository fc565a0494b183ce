/** As much of the `vscode` module as panels and stops touch; tests drive it through `editor`. */
type Listener<Payload> = (payload: Payload) => void;

export class EventEmitter<Payload> {
  readonly #listeners = new Set<Listener<Payload>>();
  readonly event = (listener: Listener<Payload>): Disposable => {
    this.#listeners.add(listener);
    return new Disposable(() => this.#listeners.delete(listener));
  };
  fire(payload: Payload): void {
    for (const listener of [...this.#listeners]) listener(payload);
  }
  dispose(): void {
    this.#listeners.clear();
  }
}

export class Disposable {
  constructor(readonly dispose: () => unknown) {}
}

export class DebugStackFrame {
  constructor(
    readonly session: unknown,
    readonly threadId: number,
    readonly frameId: number,
  ) {}
}

export const ViewColumn = { Beside: -2 };

export const Uri = {
  joinPath: (base: { path: string }, ...parts: string[]) => ({ path: [base.path, ...parts].join('/') }),
};

export interface FakePanel {
  title: string;
  column: number;
  readonly html: () => string;
  /** What the extension posted, oldest first. */
  readonly posted: unknown[];
  /** The webview posts. */
  send(message: unknown): void;
  dispose(): void;
}

interface Tracker {
  onDidSendMessage(message: unknown): void;
}

export const editor = {
  panels: [] as FakePanel[],
  stackItem: new EventEmitter<unknown>(),
  terminated: new EventEmitter<unknown>(),
  trackers: null as null | { createDebugAdapterTracker(session: unknown): Tracker },
};

export const debug = {
  activeDebugSession: undefined,
  onDidChangeActiveStackItem: editor.stackItem.event,
  onDidTerminateDebugSession: editor.terminated.event,
  registerDebugAdapterTrackerFactory(_type: string, factory: typeof editor.trackers) {
    editor.trackers = factory;
    return new Disposable(() => {
      editor.trackers = null;
    });
  },
};

export const window = {
  createWebviewPanel(_type: string, title: string, { viewColumn }: { viewColumn: number }) {
    const received = new EventEmitter<unknown>();
    const disposed = new EventEmitter<void>();
    const posted: unknown[] = [];
    let closed = false;
    const webview = {
      html: '',
      cspSource: 'https://webview.test',
      asWebviewUri: ({ path }: { path: string }) => `https://webview.test${path}`,
      onDidReceiveMessage: received.event,
      postMessage(message: unknown) {
        if (closed) throw new Error('Webview is disposed');
        posted.push(message);
      },
    };
    const panel = {
      title,
      webview,
      viewColumn: viewColumn === ViewColumn.Beside ? 2 : viewColumn,
      iconPath: undefined,
      revealed: 0,
      reveal() {
        this.revealed++;
      },
      onDidDispose: disposed.event,
      dispose() {
        closed = true;
        disposed.fire();
      },
    };
    editor.panels.push({
      get title() {
        return panel.title;
      },
      get column() {
        return panel.viewColumn;
      },
      html: () => webview.html,
      posted,
      send: (message) => received.fire(message),
      dispose: () => panel.dispose(),
    });
    return panel;
  },
};
