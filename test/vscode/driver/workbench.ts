import { readFileSync } from 'node:fs';
import type { Locator, Page } from 'playwright-core';
import { Debugging } from './debugging';
import { screenshotFile } from './open';

/** What a person does with the workbench's window: keys, commands, files, the editor. */
export class Workbench {
  readonly debug: Debugging;

  constructor(readonly page: Page) {
    this.debug = new Debugging(this);
  }

  async ready(): Promise<void> {
    await this.page.waitForSelector('.monaco-workbench .part.statusbar', { timeout: 60_000 });
    await this.page.waitForSelector('.explorer-folders-view .monaco-list-row', { timeout: 30_000 });
  }

  async screenshot(name: string): Promise<Buffer> {
    // The views follow a stop one after the other.
    await this.page.waitForTimeout(700);
    return this.page.screenshot({ path: screenshotFile(name) });
  }

  /** Runs a command from the palette. It tries again while an extension has not told its commands yet. */
  async command(title: string): Promise<void> {
    const { page } = this;
    for (let attempt = 0; attempt < 20; attempt++) {
      await page.keyboard.press('F1');
      const input = page.locator('.quick-input-widget input.input');
      await input.waitFor({ state: 'visible' });
      await input.fill(`>${title}`);
      const row = page.locator('.quick-input-list .monaco-list-row.focused');
      const found = row.filter({ hasText: title });
      if (await appears(found, 1500)) {
        await page.keyboard.press('Enter');
        // The palette is gone; a box that the command asks with may be there in its place.
        await page.waitForFunction(() => {
          const box = document.querySelector<HTMLInputElement>('.quick-input-widget input.input');
          return !box || box.offsetParent === null || !box.value.startsWith('>');
        });
        return;
      }
      await page.keyboard.press('Escape');
      await page.waitForTimeout(300);
    }
    throw new Error(`command palette: there is no command — ${title}`);
  }

  /** Types into the box that a command asks with. */
  async answer(text: string): Promise<void> {
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await input.fill(text);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
  }

  /** Chooses from the context menu that is open. */
  async menu(label: string): Promise<void> {
    const item = this.page.locator('.context-view .action-item', { hasText: label }).first();
    await item.waitFor();
    // A menu that has just opened takes the first click for the end of the one that opened it.
    for (let attempt = 0; attempt < 5 && (await item.isVisible()); attempt++) {
      await item.click({ timeout: 5000 }).catch(() => {});
      await item.waitFor({ state: 'hidden', timeout: 2000 }).catch(() => {});
    }
    await item.waitFor({ state: 'hidden' });
  }

  /** A button of the title of one of the debug views, there only under the pointer. */
  async viewAction(view: string, action: string): Promise<void> {
    const header = this.page.locator(`.pane-header[aria-label^="${view}"]`);
    if (!(await header.isVisible())) await this.command('View: Show Run and Debug');
    await header.hover();
    await header.locator(`.action-label[aria-label^="${action}"]`).click();
  }

  /** Opens a file of the folder by its name, and waits until it is drawn. */
  async openFile(name: string): Promise<void> {
    const { page } = this;
    await page.keyboard.press('Control+P');
    const input = page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await input.fill(name);
    await page.locator('.quick-input-list .monaco-list-row.focused', { hasText: name }).waitFor();
    await page.keyboard.press('Enter');
    await this.tab(name).waitFor();
    await page.locator('.editor-instance .view-line').first().waitFor();
  }

  tab(name: string): Locator {
    return this.page.locator('.tabs-container .tab.active', { hasText: name });
  }

  /** Puts the cursor at a line and column of the open file; both count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press('Control+G');
    const input = this.page.locator('.quick-input-widget input.input');
    await input.waitFor({ state: 'visible' });
    await input.fill(`:${line}:${column}`);
    await this.page.keyboard.press('Enter');
    await input.waitFor({ state: 'hidden' });
    await this.lineNumber(line).waitFor();
  }

  lineNumber(line: number): Locator {
    return this.page.locator('.editor-instance .margin-view-overlays .line-numbers', {
      hasText: new RegExp(`^${line}$`),
    });
  }

  /** Waits until an editor has the keyboard: what is typed before goes elsewhere. */
  async focused(editor: string): Promise<void> {
    await this.page.locator(`${editor} .monaco-editor.focused`).waitFor();
  }

  /** What the centre of notifications holds; the test server shows no toasts. */
  async notifications(): Promise<string[]> {
    await this.command('Notifications: Show Notifications');
    const texts = await this.page.locator('.notifications-center .notification-list-item').allInnerTexts();
    await this.page.keyboard.press('Escape');
    return texts;
  }

  /** Presses a key until something is there: the workbench drops keys while it is busy with its own start. */
  async pressUntil(key: string, target: Locator): Promise<void> {
    for (let attempt = 0; attempt < 3; attempt++) {
      await this.page.keyboard.press(key);
      if (await appears(target, 15_000)) return;
    }
    throw new Error(`${key}: nothing happened — waited for ${target}`);
  }
}

export function appears(target: Locator, timeout: number): Promise<boolean> {
  return target
    .first()
    .waitFor({ state: 'visible', timeout })
    .then(
      () => true,
      () => false,
    );
}

/** Number of the line of a file with a piece of text; there must be exactly one. */
export function lineOf(file: string, text: string): number {
  const lines = readFileSync(file, 'utf8').split('\n');
  const found = lines.flatMap((line, index) => (line.includes(text) ? [index + 1] : []));
  if (found.length !== 1)
    throw new Error(`${file}: ${found.length} lines have the text — ${text} — one is needed`);
  return found[0];
}
