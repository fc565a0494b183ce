import type { FrameLocator, Locator, Page } from 'playwright-core';

/** A tensor panel: a webview is a frame in a frame. */
export class TensorPanel {
  readonly frame: FrameLocator;
  readonly tab: Locator;

  constructor(page: Page, expression: string) {
    this.tab = page.locator('.tabs-container .tab', { hasText: expression });
    this.frame = page.frameLocator('iframe.webview.ready').last().frameLocator('iframe#active-frame');
  }

  /** Name, dtype and shape: `logits` and `f32[64, 10]`. */
  get title(): Locator {
    return this.frame.locator('header h1');
  }

  get where(): Locator {
    return this.frame.locator('header .where');
  }

  get absent(): Locator {
    return this.frame.locator('.absent');
  }

  section(name: string): Locator {
    return this.frame.getByRole('region', { name });
  }

  /** A number of the statistics: `mean`, `NaN`. */
  async statistic(section: string, name: string): Promise<string> {
    const cell = this.section(section)
      .locator('table.statistics tr', { hasText: name })
      .locator('td')
      .first();
    return ((await cell.textContent()) ?? '').replace(/•.*$/, '').trim();
  }

  /** Colours of the title and of what it stands on, as rgb(…). */
  ink(): Promise<{ text: string; paper: string }> {
    return this.title.evaluate((title) => ({
      text: getComputedStyle(title).color,
      paper: getComputedStyle(document.body).backgroundColor,
    }));
  }

  /** How many different colours the heatmap has: 1 is an empty canvas. */
  async colours(section: string): Promise<number> {
    const canvas = this.section(section).locator('canvas').first();
    const picture = await canvas.screenshot();
    return new Set(await pixels(canvas, picture)).size;
  }
}

// The browser decodes the screenshot of its own canvas: a WebGL canvas may not be read back after it was shown.
function pixels(canvas: Locator, png: Buffer): Promise<number[]> {
  return canvas.evaluate(async (_element, data) => {
    const bytes = Uint8Array.from(atob(data), (character) => character.charCodeAt(0));
    const image = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const surface = new OffscreenCanvas(image.width, image.height);
    const context = surface.getContext('2d');
    if (!context) return [];
    context.drawImage(image, 0, 0);
    return [...new Uint32Array(context.getImageData(0, 0, image.width, image.height).data.buffer)];
  }, png.toString('base64'));
}
