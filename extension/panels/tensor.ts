/** The extension's side of tensor panels: one webview an expression, that looks again at every stop. */
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { Channel, type Message } from '../../engine/runtime/channel';
import type { TensorPanelEvents, TensorPanelMethods, TensorView } from '../../webviews/protocol/tensor';
import { page } from '../../webviews/ui/page';
import { view } from '../contributions';
import type { Stops } from '../workbench/stops';
import { type Ask, absent, Sight, type Target, whyAbsent } from './view';

/** A step is over sooner than this (ms), mostly: the picture then changes without a flash of "running". */
const RUNNING_PATIENCE = 250;

export class TensorPanels implements vscode.Disposable {
  readonly #panels = new Map<string, TensorPanel>();
  readonly #extension: vscode.Uri;
  readonly #stops: Stops;

  constructor(extension: vscode.Uri, stops: Stops) {
    this.#extension = extension;
    this.#stops = stops;
  }

  /** Shows `expression`, in its panel if it has one; `target` says where it was found, for the first look. */
  show(session: vscode.DebugSession | undefined, expression: string, target?: Target): void {
    const open = this.#panels.get(expression);
    if (open) {
      open.reveal(session, target);
      return;
    }
    const beside = [...this.#panels.values()].at(-1)?.column ?? vscode.ViewColumn.Beside;
    const panel = new TensorPanel(this.#extension, this.#stops, beside, session, expression, target, {
      renamed: (from, to) => {
        if (this.#panels.get(from) === panel) this.#panels.delete(from);
        this.#panels.set(to, panel);
      },
      closed: (last) => {
        if (this.#panels.get(last) === panel) this.#panels.delete(last);
      },
    });
    this.#panels.set(expression, panel);
  }

  dispose(): void {
    for (const panel of [...this.#panels.values()]) panel.dispose();
  }
}

interface PanelEvents {
  renamed(from: string, to: string): void;
  closed(expression: string): void;
}

type None = Record<never, never>;
type PanelChannel = Channel<None, None, TensorPanelMethods, TensorPanelEvents>;

class TensorPanel {
  readonly #panel: vscode.WebviewPanel;
  readonly #channel: PanelChannel;
  readonly #stops: Stops;
  readonly #events: PanelEvents;
  readonly #subscriptions: vscode.Disposable[];
  readonly #sight = new Sight();
  #session: vscode.DebugSession | undefined;
  #expression: string;
  /** Where the expression was found, for the stop at which it was; later stops evaluate the expression. */
  #target: Target | undefined;
  #view: Promise<TensorView>;
  #running: NodeJS.Timeout | undefined;

  constructor(
    extension: vscode.Uri,
    stops: Stops,
    column: vscode.ViewColumn,
    session: vscode.DebugSession | undefined,
    expression: string,
    target: Target | undefined,
    events: PanelEvents,
  ) {
    this.#stops = stops;
    this.#session = session;
    this.#expression = expression;
    this.#target = target;
    this.#events = events;
    const resources = vscode.Uri.joinPath(extension, 'dist', 'webviews');
    this.#panel = vscode.window.createWebviewPanel(
      view.tensor,
      expression,
      { viewColumn: column, preserveFocus: true },
      { enableScripts: true, retainContextWhenHidden: true, localResourceRoots: [resources] },
    );
    this.#panel.iconPath = {
      light: vscode.Uri.joinPath(extension, 'extension', 'icons', 'tensor-light.svg'),
      dark: vscode.Uri.joinPath(extension, 'extension', 'icons', 'tensor-dark.svg'),
    };
    const { webview } = this.#panel;
    this.#channel = new Channel<None, None, TensorPanelMethods, TensorPanelEvents>(
      {
        post: (message) => void webview.postMessage(message),
        onMessage: (listener) => void webview.onDidReceiveMessage((message: Message) => listener(message)),
      },
      {
        'tensor/view': () => this.#view,
        'tensor/tile': (part) => this.#sight.tile(this.#ask, part),
        'tensor/histogram': ({ role, bins }) => this.#sight.histogram(this.#ask, role, bins),
        'tensor/memory': () => this.#sight.memory(this.#ask),
        'tensor/show': ({ expression: other }) => this.#show(other),
      },
    );
    this.#subscriptions = [
      stops.onDidChange((changed) => this.#follow(changed)),
      this.#panel.onDidDispose(() => this.#closed()),
    ];
    this.#view = this.#look();
    const address = (file: string) => webview.asWebviewUri(vscode.Uri.joinPath(resources, file)).toString();
    webview.html = page({
      title: `Tensor ${expression}`,
      script: address('tensor.js'),
      style: address('tensor.css'),
      nonce: randomBytes(18).toString('base64url'),
      cspSource: webview.cspSource,
    });
  }

  get column(): vscode.ViewColumn | undefined {
    return this.#panel.viewColumn;
  }

  reveal(session: vscode.DebugSession | undefined, target: Target | undefined): void {
    this.#session = session ?? this.#session;
    this.#target = target;
    this.#tell(this.#look());
    this.#panel.reveal(undefined, true);
  }

  dispose(): void {
    this.#panel.dispose();
  }

  #show(expression: string): Promise<TensorView> {
    this.#events.renamed(this.#expression, expression);
    this.#expression = expression;
    this.#target = undefined;
    this.#panel.title = expression;
    this.#view = this.#look();
    return this.#view;
  }

  #follow(changed: vscode.DebugSession): void {
    // After a restart, the next session takes over.
    if (!this.#session || this.#stops.of(this.#session).at === 'ended') this.#session = changed;
    if (changed !== this.#session) return;
    clearTimeout(this.#running);
    if (this.#stops.of(changed).at === 'running') {
      this.#sight.lose();
      this.#target = undefined;
      this.#running = setTimeout(() => this.#tell(this.#look()), RUNNING_PATIENCE);
    } else {
      this.#tell(this.#look());
    }
  }

  async #look(): Promise<TensorView> {
    const standing = this.#session ? this.#stops.of(this.#session) : null;
    if (standing?.at !== 'stopped') this.#sight.lose();
    if (standing === null) return absent('No program is being debugged.');
    if (standing.at === 'running') return absent('The program is running.');
    if (standing.at === 'ended') return absent('The debug session ended.');
    const inFrame = { expression: this.#expression, frameId: standing.frameId ?? undefined };
    try {
      const found = await this.#sight.look(this.#ask, this.#target ?? inFrame);
      if (this.#target && found.expression !== this.#expression) this.#rename(found.expression);
      return this.#sight.view(this.#expression, found);
    } catch (error) {
      return absent(whyAbsent(error));
    }
  }

  /** The session writes what Variables shows as an expression that can be asked for at the next stop. */
  #rename(expression: string): void {
    this.#events.renamed(this.#expression, expression);
    this.#expression = expression;
    this.#panel.title = expression;
  }

  /** A look that a later one has overtaken is not told. */
  #tell(look: Promise<TensorView>): void {
    this.#view = look;
    void look.then((seen) => {
      if (this.#view === look) this.#channel.tell('tensor/changed', seen);
    });
  }

  readonly #ask: Ask = (request, args) => {
    if (!this.#session) return Promise.reject(new Error('No program is being debugged.'));
    return Promise.resolve(this.#session.customRequest(request, args));
  };

  #closed(): void {
    this.#channel.close('tensor: the panel was closed');
    clearTimeout(this.#running);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#events.closed(this.#expression);
  }
}
