/** Lists and trees of the workbench hold only the rows that are in sight. */
import type { Locator, Page } from 'playwright-core';
import { appears } from './workbench';

/** Without those of the sticky headers, which stand twice. */
export const rowsOfView = '.monaco-list-rows .monaco-list-row';

/** Scrolls a view from its top to its end, until `look` has seen what it wants. Gives whether it has. */
export async function scrollThrough(
  page: Page,
  view: string,
  look: () => Promise<boolean>,
): Promise<boolean> {
  const list = page.locator(`${view} .monaco-list`).first();
  const box = await list.boundingBox();
  if (!box || (await list.locator(rowsOfView).count()) === 0) return false;
  await list.hover({ position: { x: box.width / 2, y: box.height / 2 } });
  const first = list.locator(`${rowsOfView}[data-index="0"]`);
  do await page.mouse.wheel(0, -10_000);
  while (!(await appears(first, 500)));
  for (;;) {
    if (await look()) return true;
    if ((await list.locator(`${rowsOfView}[data-last-element="true"]`).count()) > 0) return false;
    const position = await scrollPosition(list);
    await page.mouse.wheel(0, box.height / 2);
    for (let wait = 0; wait < 40 && (await scrollPosition(list)) === position; wait++) {
      await page.waitForTimeout(50);
    }
  }
}

function scrollPosition(list: Locator): Promise<string> {
  return list
    .locator('.monaco-list-rows')
    .first()
    .evaluate((rows) => (rows as HTMLElement).style.cssText);
}
