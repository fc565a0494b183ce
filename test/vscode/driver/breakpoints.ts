import type { Locator, Page } from 'playwright-core';
import { rowsOfView, scrollThrough } from './list';
import type { Workbench } from './workbench';

/** Breakpoints, set as a person does: in the editor, in the Breakpoints view, in Variables. */
export class Breakpoints {
  readonly #page: Page;

  constructor(readonly workbench: Workbench) {
    this.#page = workbench.page;
  }

  /** Sets one by a click left of the line's number. The line must be in sight. */
  async clickGutter(line: number): Promise<void> {
    const number = this.workbench.lineNumber(line);
    const box = await number.boundingBox();
    if (!box) throw new Error(`editor: line ${line} is not in sight`);
    await this.#page.mouse.click(box.x - 8, box.y + box.height / 2);
    await this.#page
      .locator('.codicon-debug-breakpoint, .codicon-debug-breakpoint-unverified')
      .first()
      .waitFor();
  }

  async set(line: number): Promise<void> {
    await this.workbench.goTo(line);
    await this.clickGutter(line);
  }

  /** One with a condition, a hit count or a message, typed as a person does. */
  async setSpecial(
    line: number,
    kind: 'Conditional Breakpoint' | 'Hit Count Breakpoint' | 'Logpoint',
    text: string,
  ): Promise<void> {
    await this.workbench.goTo(line);
    await this.workbench.command(
      kind === 'Logpoint' ? 'Debug: Add Logpoint...' : 'Debug: Add Conditional Breakpoint...',
    );
    await this.workbench.focused('.breakpoint-widget');
    const input = this.#page.locator('.breakpoint-widget');
    if (kind === 'Hit Count Breakpoint')
      await input.getByLabel('Breakpoint Type').selectOption({ label: 'Hit Count' });
    await this.#page.keyboard.insertText(text);
    await this.#page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** One on a function, an op or a module, by the button of the Breakpoints view. */
  async setFunction(name: string): Promise<void> {
    await this.workbench.viewAction('Breakpoints', 'Add Function Breakpoint');
    // Below all exception filters: the workbench does not scroll there.
    const input = this.#page.locator('.debug-breakpoints .inputBoxContainer input').first();
    await this.#seek(input);
    await input.focus();
    await this.#page.keyboard.insertText(name);
    await this.#page.keyboard.press('Enter');
    await this.listed(name);
  }

  /** Waits for a row of the Breakpoints view, and scrolls it into sight. */
  async listed(text: string | RegExp): Promise<Locator> {
    const row = this.#page.locator(`.debug-breakpoints ${rowsOfView}`, { hasText: text }).first();
    await this.#seek(row);
    return row;
  }

  /** Turns a row of the view on or off by its checkbox. */
  async toggle(text: string): Promise<void> {
    const row = await this.listed(text);
    await row.locator('input[type="checkbox"], .monaco-checkbox').first().click();
  }

  async removeAll(): Promise<void> {
    await this.workbench.command('Remove All Breakpoints');
  }

  /** Scrolls the view until something of it is in sight. */
  async #seek(what: Locator): Promise<void> {
    for (let attempt = 0; attempt < 60; attempt++) {
      if (await scrollThrough(this.#page, '.debug-breakpoints', () => what.isVisible())) return;
      await this.#page.waitForTimeout(250);
    }
    throw new Error(`breakpoints: the view does not show it — ${what}`);
  }
}
