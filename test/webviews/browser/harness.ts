/** Opens the built panel in a real browser, under the panel's own content security policy. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium, type Page } from 'playwright-core';
import { page as html } from '../../../webviews/ui/page';
import { type FakeHost, type FakeTensor, installHost } from './host';
import { type ThemeName, themes } from './themes';

declare global {
  interface Window {
    host: FakeHost;
  }
}

const root = fileURLToPath(new URL('../../..', import.meta.url));
const origin = 'http://panel.test';

/** Where a browser is, from `CHROME_PATH` or the PATH. */
export function browserPath(): string {
  const named = process.env.CHROME_PATH;
  const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];
  const folders = (process.env.PATH ?? '').split(delimiter);
  const found =
    named ??
    folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path));
  if (!found || !existsSync(found)) {
    throw new Error(
      `webview tests: there is no browser — ${named ?? names.join(', ')} — install chromium or set CHROME_PATH; these tests were NOT RUN`,
    );
  }
  return found;
}

export const startBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: browserPath(),
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-gpu',
      '--use-angle=swiftshader',
      '--enable-unsafe-swiftshader',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });

let bundle: Promise<Record<string, string>> | null = null;

/** The bundle as extension/build/build.mjs makes it, from the sources as they are now. */
function built(): Promise<Record<string, string>> {
  bundle ??= build({
    absWorkingDir: root,
    entryPoints: { tensor: 'webviews/tensor/main.tsx' },
    outdir: 'dist/webviews',
    bundle: true,
    write: false,
    format: 'iife',
    platform: 'browser',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    minify: true,
  }).then(({ outputFiles }) =>
    Object.fromEntries(
      outputFiles.map(({ path, text }) => [path.endsWith('.css') ? '/tensor.css' : '/tensor.js', text]),
    ),
  );
  return bundle;
}

export interface Opening {
  readonly tensors?: Record<string, FakeTensor>;
  readonly shown: string;
  readonly theme?: ThemeName;
  readonly width?: number;
  readonly height?: number;
  readonly density?: number;
  readonly state?: unknown;
  readonly webgl?: boolean;
  /** Runs in the page before the panel does, with the host there. */
  readonly before?: (host: FakeHost) => void;
}

/** A page with the panel; `problems` collects what the page's console complains about. */
export async function open(browser: Browser, opening: Opening): Promise<{ page: Page; problems: string[] }> {
  const files = await built();
  const theme = themes[opening.theme ?? 'dark'];
  const context = await browser.newContext({
    viewport: { width: opening.width ?? 1280, height: opening.height ?? 900 },
    deviceScaleFactor: opening.density ?? 1,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const problems: string[] = [];
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  await page.route('**/*', (route) => {
    const { pathname } = new URL(route.request().url());
    const body = files[pathname];
    if (body)
      return route.fulfill({ body, contentType: pathname.endsWith('css') ? 'text/css' : 'text/javascript' });
    if (pathname !== '/') return route.fulfill({ status: 404 });
    const source = html({
      title: 'Tensor',
      script: `${origin}/tensor.js`,
      style: `${origin}/tensor.css`,
      nonce: 'test1234',
      cspSource: origin,
    });
    return route.fulfill({
      body: source.replace('<body>', `<body class="${theme.class}">`),
      contentType: 'text/html',
    });
  });
  await page.addInitScript((variables) => {
    const style = () => {
      for (const [name, value] of Object.entries(variables))
        document.documentElement.style.setProperty(name, value);
    };
    if (document.documentElement) style();
    else
      new MutationObserver((_, seen) => {
        if (!document.documentElement) return;
        seen.disconnect();
        style();
      }).observe(document, { childList: true });
  }, theme.variables);
  const tensors = opening.tensors ?? samples;
  const formulas = Object.values(tensors).flatMap(({ formula, gradient }) => [formula, gradient ?? '0']);
  const functions = formulas.map((formula) => `${JSON.stringify(formula)}: (i, at) => (${formula})`);
  const { shown, state = null, webgl = true, before } = opening;
  // One script, because the order of several is not defined.
  await page.addInitScript(`
    (${installHost})(${JSON.stringify({ tensors, shown, state, webgl })});
    window.host.formulas = { ${functions.join(',\n')} };
    (${before ?? '() => {}'})(window.host);
  `);
  await page.goto(`${origin}/`);
  return { page, problems };
}

/** Changes the host, and tells the panel of it as at a stop. */
export const stop = (page: Page, change: (host: FakeHost) => void): Promise<void> =>
  page.evaluate(`{ (${change})(window.host); window.host.tell(); }`);

/** The colours on the screen at points of an element, in device pixels from its corner. */
export async function colours(
  page: Page,
  selector: string,
  points: readonly (readonly [x: number, y: number])[],
): Promise<number[][]> {
  const shot = await page.locator(selector).first().screenshot();
  return page.evaluate(
    async ({ source, points }) => {
      const image = new Image();
      image.src = source;
      await image.decode();
      const canvas = Object.assign(document.createElement('canvas'), {
        width: image.width,
        height: image.height,
      });
      const context = canvas.getContext('2d')!;
      context.drawImage(image, 0, 0);
      return points.map(([x, y]) => [...context.getImageData(x, y, 1, 1).data].slice(0, 3));
    },
    { source: `data:image/png;base64,${shot.toString('base64')}`, points },
  );
}

/** Normal numbers of a flat index, the same every time: Box and Muller over a hash. */
const noise = (salt: number) =>
  `Math.sqrt(-2 * Math.log(((Math.sin(i * 12.9898 + ${salt}) * 43758.5453) % 1 + 1.0001) / 2.0002)) * Math.cos(i * 78.233 + ${salt})`;

export const samples: Record<string, FakeTensor> = {
  'fc1.weight': {
    shape: [128, 784],
    formula: `${noise(1)} * 0.02 * (0.3 + Math.exp(-(((at[1] % 28 - 14) / 7) ** 2) - ((at[1] / 28 - 14) / 7) ** 2))`,
    requiresGrad: true,
    gradient: `Math.exp(-(((at[1] % 28 - 14) / 6) ** 2)) * Math.sin(at[0] / 9) * 0.001 * ${noise(4)}`,
  },
  logits: {
    shape: [64, 10],
    formula: `${noise(2)} * 2 + (at[1] === at[0] % 10 ? 3 : 0)`,
    requiresGrad: true,
  },
  broken: {
    shape: [32, 48],
    formula: `i % 97 === 5 ? NaN : i % 211 === 7 ? Infinity : i % 301 === 9 ? -Infinity : ${noise(3)} * 0.4`,
  },
  'fc1.bias': {
    shape: [128],
    formula: `${noise(7)} * 0.1`,
    requiresGrad: true,
    gradient: `${noise(8)} * 0.01`,
  },
  attention: { shape: [2, 4, 24, 24], formula: 'at[3] > at[2] ? 0 : (at[1] + 1) / (1 + at[2] - at[3])' },
  loss: { shape: [], formula: '2.302585', requiresGrad: true },
  nothing: { shape: [0, 10], formula: '0' },
  big: { shape: [1500, 1200], formula: 'Math.sin(at[0] / 300) * Math.cos(at[1] / 200)' },
};
