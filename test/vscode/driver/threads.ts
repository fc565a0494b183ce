/** The threads of a program in Call Stack. */
import type { Workbench } from './workbench';

/** `name: state` of each, as they stand. */
export function threads({ page }: Workbench): Promise<string[]> {
  return page.locator('.debug-call-stack .monaco-list-row .thread').evaluateAll((rows) =>
    rows.map((row) => {
      const text = (part: string) => (row.querySelector(part)?.textContent ?? '').trim();
      return `${text('.name')}: ${text('.state')}`;
    }),
  );
}

/** Makes a thread that stands the one that is looked at and stepped. */
export async function chooseThread({ page }: Workbench, name: string): Promise<void> {
  await page
    .locator('.debug-call-stack .monaco-list-row', { has: page.locator('.thread') })
    .filter({ hasText: name })
    .click();
}
