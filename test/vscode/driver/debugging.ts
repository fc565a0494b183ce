import type { Locator, Page } from 'playwright-core';
import { Breakpoints } from './breakpoints';
import { rowsOfView, scrollThrough } from './list';
import { appears, type Workbench } from './workbench';

/** The name and value of a row in Variables or Watch, and how deep it lies. */
export interface Row {
  readonly level: number;
  readonly name: string;
  readonly value: string;
}

export type ToolbarButton =
  | 'Continue'
  | 'Pause'
  | 'Step Over'
  | 'Step Into'
  | 'Step Out'
  | 'Step Op'
  | 'Step Op Back'
  | 'Step Module Over'
  | 'Step Back'
  | 'Reverse'
  | 'Restart'
  | 'Stop';

/** What a person does and sees in a debug session. */
export class Debugging {
  readonly #page: Page;
  readonly toolbar: Locator;
  readonly breakpoints: Breakpoints;

  constructor(readonly workbench: Workbench) {
    this.#page = workbench.page;
    this.toolbar = this.#page.locator('.debug-toolbar');
    this.breakpoints = new Breakpoints(workbench);
  }

  /** F5, until the session's toolbar is there; without a launch.json VS Code may ask which debugger. */
  async start(): Promise<void> {
    const choice = this.#page.locator('.quick-input-list .monaco-list-row', {
      hasText: /^Backstep: Model Debugger/,
    });
    await this.workbench.pressUntil('F5', this.toolbar.or(choice));
    if (!(await choice.isVisible())) return;
    await choice.click();
    await this.toolbar.waitFor();
  }

  async press(button: ToolbarButton): Promise<void> {
    await this.toolbar.locator(`.action-label[aria-label^="${button}"]`).first().click();
    // Away from the button, whose tooltip would cover the editor.
    await this.#page.mouse.move(1150, 600);
  }

  async toolbarLabels(): Promise<string[]> {
    return this.toolbar
      .locator('.action-label')
      .evaluateAll((labels) => labels.map((label) => label.getAttribute('aria-label') ?? ''));
  }

  /** Waits until the program is stopped, and opens the scope of its locals. */
  async stopped(): Promise<void> {
    await this.toolbar.locator('.action-label[aria-label^="Continue"]').waitFor();
    const frames = this.#page.locator('.debug-call-stack .stack-frame');
    // VS Code opens the view at breakpoints only.
    if (!(await appears(frames, 3000))) await this.workbench.command('View: Show Run and Debug');
    await frames.first().waitFor();
    await this.expand('Locals');
  }

  async stop(): Promise<void> {
    await this.#page.keyboard.press('Shift+F5');
    await this.ended();
  }

  async stopIfRunning(): Promise<void> {
    if (await this.toolbar.isVisible()) await this.stop();
  }

  /** Waits until the program runs: the button that continues it becomes the one that pauses it. */
  async running(): Promise<void> {
    await this.toolbar.locator('.action-label[aria-label^="Pause"]').waitFor();
  }

  async ended(): Promise<void> {
    await this.toolbar.waitFor({ state: 'hidden', timeout: 30_000 });
  }

  /** Line that the editor shows as the stopped one; null while there is none. */
  async highlightedLine(): Promise<number | null> {
    return this.#page.evaluate(() => {
      const editor = document.querySelector('.editor-group-container.active .editor-instance');
      const mark = editor?.querySelector(
        '.view-overlays .debug-top-stack-frame-line, .view-overlays .debug-focused-stack-frame-line',
      );
      const top = (mark?.parentElement as HTMLElement | null)?.style.top;
      if (!top) return null;
      for (const row of editor?.querySelectorAll<HTMLElement>('.margin-view-overlays > div') ?? []) {
        if (row.style.top === top)
          return Number(row.querySelector('.line-numbers')?.textContent ?? Number.NaN);
      }
      return null;
    });
  }

  /** Frames from the top: label and `file:line`. */
  async callStack(): Promise<{ label: string; file: string; line: string }[]> {
    return this.#page.locator('.debug-call-stack .monaco-list-row .stack-frame').evaluateAll((frames) =>
      frames.map((frame) => ({
        label: frame.querySelector('.label')?.textContent ?? '',
        file: frame.querySelector('.file-name')?.textContent ?? '',
        line: frame.querySelector('.line-number')?.textContent ?? '',
      })),
    );
  }

  /** Label of the topmost frame; null while there is none. */
  async top(): Promise<string | null> {
    return (await this.callStack())[0]?.label ?? null;
  }

  /** Removes all breakpoints and watched expressions. */
  async clear(): Promise<void> {
    await this.breakpoints.removeAll();
    if ((await this.watches()).length > 0) await this.workbench.viewAction('Watch', 'Remove All Expressions');
  }

  /** Every row of Variables, also those out of sight: the view has only what is in sight. */
  async variables(): Promise<Row[]> {
    const rows = new Map<number, Row>();
    await scrollThrough(this.#page, '.debug-variables', async () => {
      for (const { index, ...row } of await this.#rows('.debug-variables')) rows.set(index, row);
      return false;
    });
    return [...rows].sort(([one], [other]) => one - other).map(([, row]) => row);
  }

  async watches(): Promise<Row[]> {
    return this.#rows('.debug-watch');
  }

  #rows(view: string): Promise<(Row & { index: number })[]> {
    return this.#page.locator(`${view} ${rowsOfView}`).evaluateAll((rows) =>
      rows.map((row) => ({
        index: Number(row.getAttribute('data-index')),
        level: Number(row.getAttribute('aria-level')),
        name: (row.querySelector('.name, .scope')?.textContent ?? row.textContent ?? '')
          .replace(/[:=]\s*$/, '')
          .trim(),
        value: row.querySelector('.value')?.textContent ?? '',
      })),
    );
  }

  /** What Variables shows for a name; null while there is no such row. */
  async value(name: string): Promise<string | null> {
    return (await this.variables()).find((row) => row.name === name)?.value ?? null;
  }

  /** A row of Variables by its name, scrolled into sight: `logits`, `fc1`, `Op`. */
  async variable(name: string): Promise<Locator> {
    const label = this.#page.locator('.name, .scope').filter({
      hasText: new RegExp(`^${literally(name)}\\s*[:=]?\\s*$`),
    });
    const row = this.#page.locator(`.debug-variables ${rowsOfView}`).filter({ has: label }).first();
    for (let attempt = 0; attempt < 60; attempt++) {
      if (await scrollThrough(this.#page, '.debug-variables', () => row.isVisible())) return row;
      await this.#page.waitForTimeout(250);
    }
    throw new Error(`variables: there is no row — ${name}`);
  }

  /** Opens a scope or a variable in Variables, if it is closed. */
  async expand(name: string): Promise<void> {
    const row = await this.variable(name);
    if ((await row.getAttribute('aria-expanded')) === 'true') return;
    await row.locator('.monaco-tl-twistie').click();
    await this.#page.waitForTimeout(300);
  }

  async addWatch(expression: string): Promise<void> {
    await this.workbench.viewAction('Watch', 'Add Expression');
    await this.#page.locator('.debug-watch .inputBoxContainer input').waitFor();
    await this.#page.keyboard.insertText(expression);
    await this.#page.keyboard.press('Enter');
  }

  /** Evaluates in the Debug Console; gives the text of the answer. */
  async evaluate(expression: string): Promise<string> {
    await this.workbench.command('Debug Console: Focus on Debug Console View');
    await this.workbench.focused('.repl-input-wrapper');
    const answers = this.#page.locator('.repl .monaco-list-row .evaluation-result');
    const before = await answers.count();
    await this.#page.keyboard.insertText(expression);
    await this.#page.keyboard.press('Enter');
    const answer = answers.nth(before);
    await answer.waitFor();
    return (await answer.allInnerTexts()).join('').trim();
  }

  /** Rests the pointer on a word of a line of the open file. */
  async hover(line: number, word: string): Promise<void> {
    await this.workbench.goTo(line);
    const box = await this.#page
      .locator('.editor-group-container.active .view-line', { hasText: word })
      .locator('span span', { hasText: word })
      .evaluateAll(
        (spans, top) => {
          const near = spans
            .map((span) => span.getBoundingClientRect())
            .find((box) => Math.abs(box.top - top) < 4);
          return near ? { x: near.x + near.width / 2, y: near.y + near.height / 2 } : null;
        },
        (await this.workbench.lineNumber(line).boundingBox())?.y ?? 0,
      );
    if (!box) throw new Error(`editor: line ${line} has no "${word}" in sight`);
    await this.#page.mouse.move(box.x - 4, box.y);
    await this.#page.mouse.move(box.x, box.y, { steps: 4 });
  }

  async hoverText(): Promise<string> {
    return (await this.#page.locator('.debug-hover-widget').allInnerTexts()).join('\n');
  }

  /** Everything that the Debug Console shows. */
  async console(): Promise<string> {
    await this.workbench.command('Debug Console: Focus on Debug Console View');
    return (await this.#page.locator('.repl .monaco-list-row').allInnerTexts()).join('\n');
  }

  /** The widget over the editor that tells of an exception. */
  get exception(): Locator {
    return this.#page.locator('.exception-widget');
  }
}

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
