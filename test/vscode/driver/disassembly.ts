import type { Locator, Page } from 'playwright-core';

/** The Disassembly view: one op a row. */
export class Disassembly {
  readonly #rows: Locator;

  constructor(page: Page) {
    this.#rows = page.locator('.disassembly-view .monaco-list-rows .monaco-list-row');
  }

  row(text: string): Locator {
    return this.#rows.filter({ hasText: text }).first();
  }

  /** The row that the arrow is at; null while there is none. */
  async current(): Promise<string | null> {
    const marked = this.#rows.filter({ has: this.#rows.page().locator('.codicon-debug-stackframe') });
    return (await marked.count()) > 0 ? marked.first().textContent() : null;
  }

  /** Sets or takes away a breakpoint left of a row. */
  async clickBreakpoint(text: string): Promise<void> {
    await this.row(text).locator('.monaco-table-td').first().click();
  }
}
