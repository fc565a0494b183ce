/**
 * Shapes, norms and NaN at the ends of the lines, while a program is stopped: VS Code asks for them where its setting
 * `debug.inlineValues` is `auto` or `on`.
 */
import * as vscode from 'vscode';
import { debugType } from '../contributions';
import type { CustomRequests } from '../debug/requests';
import { namesIn, type Place } from './expression';

type Inline = CustomRequests['backstep/inlineValues'];

/** Names are asked for at most; a longer function is read from the stopped line upwards. */
const mostNames = 300;

export const inlineValues: vscode.InlineValuesProvider = {
  async provideInlineValues(document, viewPort, { frameId, stoppedLocation }) {
    const session = vscode.debug.activeDebugSession;
    if (session?.type !== debugType) return [];
    const names = namesOf(
      document,
      viewPort.start.line,
      Math.min(viewPort.end.line, stoppedLocation.end.line),
    );
    const request: keyof CustomRequests = 'backstep/inlineValues';
    const asked: Inline['arguments'] = { frameId, names: [...new Set(names.map(({ text }) => text))] };
    let found: Inline['response'];
    try {
      found = (await session.customRequest(request, asked)) as Inline['response'];
    } catch {
      return []; // The program has run on: the next stop asks again.
    }
    const values = new Map(found.values.map((value) => [value.name, value]));
    return names.flatMap(({ line, text: name, start, end }) => {
      const value = values.get(name);
      if (!value || !isWithin(line, found.lines) || !isWithin(line, value.lines)) return [];
      return [new vscode.InlineValueText(new vscode.Range(line, start, line, end), value.text)];
    });
  },
};

/** `line` counts from 0, those of the session from 1. */
function isWithin(line: number, lines: Inline['response']['lines']): boolean {
  return lines === null || (line + 1 >= lines.first && line + 1 <= lines.last);
}

type Named = Place & { readonly line: number };

/** Each name once a line, those nearest to the stopped line where there are too many. */
function namesOf(document: vscode.TextDocument, first: number, last: number): Named[] {
  const names: Named[] = [];
  for (let line = last; line >= first && names.length < mostNames; line--) {
    const met = new Set<string>();
    for (const place of namesIn(document.lineAt(line).text)) {
      if (met.has(place.text)) continue;
      met.add(place.text);
      names.push({ ...place, line });
    }
  }
  return names;
}
