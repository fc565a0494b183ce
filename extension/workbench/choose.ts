/** Asks a person to choose from a list, or to type something that is not on it. */
import * as vscode from 'vscode';

interface Question {
  readonly title: string;
  readonly placeholder: string;
  /** What is said beside a text that is typed. */
  readonly typed: string;
}

/** Gives the chosen item, or the text that was typed; undefined where the person turned away. */
export async function chooseOrType<T extends vscode.QuickPickItem>(
  question: Question,
  items: readonly T[],
): Promise<T | string | undefined> {
  const picker = vscode.window.createQuickPick<vscode.QuickPickItem>();
  picker.title = question.title;
  picker.placeholder = question.placeholder;
  picker.matchOnDescription = true;
  picker.items = items;
  try {
    return await new Promise((resolve) => {
      picker.onDidChangeValue((value) => {
        const text = value.trim();
        const own = { label: text, description: question.typed, alwaysShow: true };
        picker.items = text === '' ? items : [...items, own];
      });
      picker.onDidAccept(() => {
        const [active] = picker.activeItems;
        const item = items.find((one) => one === active);
        // A fast person accepts before what was typed is on the list.
        const text = picker.value.trim();
        if (item || text !== '') resolve(item ?? text);
      });
      picker.onDidHide(() => resolve(undefined));
      picker.show();
    });
  } finally {
    picker.dispose();
  }
}
