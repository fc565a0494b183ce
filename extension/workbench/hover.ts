/**
 * Hovering while a program is stopped. VS Code's debug hover shows the value of the expression that is found here.
 * It cannot hold links or pictures, so the editor's own hover (hold Alt while debugging) gives one line, a small picture
 * and a link to the large one.
 */
import * as vscode from 'vscode';
import { command, languages } from '../contributions';
import type { Ask } from '../panels/view';
import { expressionAt } from './expression';
import { inlineValues } from './inline';
import type { Stops } from './stops';
import { isTensorText } from './tensorchoice';
import { type Thumbnail, thumbnail } from './thumbnail';

const selector = languages.map((language) => ({ scheme: 'file', language }));

const evaluatable: vscode.EvaluatableExpressionProvider = {
  provideEvaluatableExpression(document, position) {
    const place = expressionAt(document.lineAt(position).text, position.character);
    return place && new vscode.EvaluatableExpression(range(position.line, place), place.text);
  },
};

class TensorHover implements vscode.HoverProvider {
  readonly #stops: Stops;

  constructor(stops: Stops) {
    this.#stops = stops;
  }

  async provideHover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const session = this.#stops.active;
    const standing = session && this.#stops.of(session);
    const place = expressionAt(document.lineAt(position).text, position.character);
    if (!session || standing?.at !== 'stopped' || !place) return undefined;
    try {
      const { result } = (await session.customRequest('evaluate', {
        expression: place.text,
        frameId: standing.frameId ?? undefined,
        context: 'hover',
      })) as { result: string };
      if (!isTensorText(result)) return undefined;
      const picture = await this.#picture(session, place.text, standing.frameId ?? undefined);
      return tensorHover(place.text, result, picture, range(position.line, place));
    } catch {
      return undefined; // Not a value here: there is nothing to say about it.
    }
  }

  /** Null where there is nothing to draw, or no longer. */
  async #picture(
    session: vscode.DebugSession,
    expression: string,
    frameId?: number,
  ): Promise<Thumbnail | null> {
    const ask: Ask = (request, args) => Promise.resolve(session.customRequest(request, args));
    return thumbnail(ask, { expression, frameId }, isDark()).catch(() => null);
  }
}

function isDark(): boolean {
  const { kind } = vscode.window.activeColorTheme;
  return kind === vscode.ColorThemeKind.Dark || kind === vscode.ColorThemeKind.HighContrast;
}

function tensorHover(
  expression: string,
  summary: string,
  picture: Thumbnail | null,
  where: vscode.Range,
): vscode.Hover {
  const text = new vscode.MarkdownString();
  text.isTrusted = { enabledCommands: [command.viewTensor] };
  text.appendCodeblock(`${expression}: ${summary}`, 'text');
  if (picture) {
    const { address, width, height } = picture;
    text.appendMarkdown(`![${picture.words}](${address}|width=${width},height=${height})\n\n`);
  }
  text.appendMarkdown(
    `[View Tensor](command:${command.viewTensor}?${encodeURIComponent(JSON.stringify([expression]))})`,
  );
  return new vscode.Hover(text, where);
}

/**
 * All three providers, only while a session lives: a provider that is registered takes the place of VS Code's own rule
 * for every other debugger of these languages.
 */
export function seeWhileDebugging(stops: Stops): vscode.Disposable {
  let registered: vscode.Disposable | null = null;
  const follow = stops.onDidChange(() => {
    if (stops.count > 0) {
      registered ??= vscode.Disposable.from(
        vscode.languages.registerEvaluatableExpressionProvider(selector, evaluatable),
        vscode.languages.registerHoverProvider(selector, new TensorHover(stops)),
        vscode.languages.registerInlineValuesProvider(selector, inlineValues),
      );
    } else {
      registered?.dispose();
      registered = null;
    }
  });
  return new vscode.Disposable(() => {
    follow.dispose();
    registered?.dispose();
  });
}

function range(line: number, place: { start: number; end: number }): vscode.Range {
  return new vscode.Range(line, place.start, line, place.end);
}
