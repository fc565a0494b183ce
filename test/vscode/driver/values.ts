/** Values where a person reads and changes them. */
import type { Workbench } from './workbench';

/** Types another value into a row of Variables. */
export async function setValue({ debug, page }: Workbench, name: string, value: string): Promise<void> {
  const row = await debug.variable(name);
  await row.locator('.expression').dblclick();
  const input = page.locator('.debug-variables .inputBoxContainer input');
  await input.waitFor();
  await input.fill(value);
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
}

/** What stands at the ends of the editor's lines, one text a line. */
export async function inlineValues({ page }: Workbench): Promise<string> {
  const texts = await page.locator('.editor-instance .debug-inline-value').allTextContents();
  return texts.join('\n').replaceAll('\u00a0', ' ');
}

/** Closes a scope or a variable in Variables, if it is open. */
export async function collapse({ debug, page }: Workbench, name: string): Promise<void> {
  const row = await debug.variable(name);
  if ((await row.getAttribute('aria-expanded')) !== 'true') return;
  await row.locator('.monaco-tl-twistie').click();
  await page.waitForTimeout(300);
}
