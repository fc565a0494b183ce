/** What can stand next in the console: names that the frame knows, or members after a dot. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Debuggee } from '../../engine/runtime/debuggee';
import { evaluate, type Standing } from './evaluate';
import type { Remote } from './remote';
import { variablesOf } from './scopes';
import { primitiveText } from './variables';

type Item = Pick<DebugProtocol.CompletionItem, 'label' | 'type' | 'detail' | 'sortText'>;
type Member = ReturnType<Debuggee['completions']>[number];

/** A chain of members (`model.fc1.`, `rows[0].`) and the beginning of a name, at the end of a text. */
const beforeCaret =
  /((?:[\p{ID_Start}$_][\p{ID_Continue}$]*\s*(?:\[\w+\])?\??\.\s*)*)([\p{ID_Start}$_]?[\p{ID_Continue}$]*)$/u;

/** Completions of what stands before the caret; `column` counts from 1. The nearest come first. */
export async function completions(
  text: string,
  column: number,
  standing: Standing,
  remote: Remote,
): Promise<DebugProtocol.CompletionItem[]> {
  const match = beforeCaret.exec(text.slice(0, column - 1));
  const owner = match?.[1].replace(/\s*\??\.\s*$/, '') ?? '';
  const typed = match?.[2] ?? '';
  const start = column - typed.length;
  const items = owner ? await members(owner, standing, remote) : await visible(standing, remote);
  return items
    .filter(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()))
    .filter(({ label }) => !label.startsWith('__backstep') && !label.startsWith('$backstep'))
    .sort((a, b) => (a.sortText! < b.sortText! ? -1 : 1))
    .map((item) => ({ ...item, start, length: typed.length }));
}

async function members(owner: string, standing: Standing, remote: Remote): Promise<Item[]> {
  const target = await evaluate(owner, standing, 'hover', remote).catch(() => null);
  if (!target) return [];
  if (target.objectId === undefined) {
    return (await remote.read<Member[]>('completions', target.value)).map(memberItem);
  }
  const found = await remote.view('completions', target.objectId);
  return (await remote.plain<Member[]>(found)).map(memberItem);
}

/** What a class keeps for itself, and what every object has, comes last. */
function memberItem({ name, kind, detail, depth }: Member): Item {
  const isLast = name.startsWith('_') || name === 'constructor' || detail === 'Object';
  return {
    label: name,
    type: kind,
    detail,
    sortText: `${isLast ? 'z' : 'abcdefghij'[Math.min(depth, 9)]} ${name}`,
  };
}

/** Innermost scope first, and what JavaScript itself has last. */
async function visible({ frame }: Standing, remote: Remote): Promise<Item[]> {
  const items: Item[] = [];
  if (frame?.callFrame) {
    const children = await variablesOf(frame.callFrame).children({}, remote);
    const described = await remote.describe(children.flatMap((child) => child.remote?.objectId ?? []));
    let next = 0;
    for (const { name, remote: value } of children) {
      const description = value?.objectId === undefined ? undefined : described[next++];
      const detail = description?.text ?? (value && primitiveText(value));
      const isCode = description?.kind === 'function';
      const kind = !isCode ? 'variable' : detail?.startsWith('class ') ? 'class' : 'function';
      items.push({ label: name, type: kind, detail, sortText: `${kind === 'variable' ? 'a' : 'b'} ${name}` });
    }
  }
  const met = new Set(items.map(({ label }) => label));
  const globals = await remote.read<Member[]>('globalCompletions');
  return [
    ...items,
    ...globals
      .filter(({ name }) => !met.has(name))
      .map(({ name, kind }) => ({
        label: name,
        type: kind === 'method' ? ('function' as const) : kind,
        sortText: `z ${name}`,
      })),
  ];
}
