import { cpSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { cache, findChromium, root } from '../../../extension/build/setup.mjs';
import {
  freePort,
  prepareServer,
  quietSettings,
  type Server,
  startServer,
} from '../../../extension/build/workbench.mjs';
import { appears, Workbench } from './workbench';

export type Theme = keyof typeof themes;
export const themes = {
  dark: 'Dark 2026',
  light: 'Light 2026',
  'hc-dark': 'Dark High Contrast',
  'hc-light': 'Light High Contrast',
} as const;

export interface Session {
  readonly workbench: Workbench;
  readonly page: Page;
  /** The opened folder: a copy of the one asked for, under a temporary folder. */
  readonly folder: string;
  readonly server: Server;
  /** Changes the colour theme while the workbench runs. */
  theme(theme: Theme): Promise<void>;
  /** The window in a light, a high-contrast and a dark theme: .cache/screenshots/NAME-THEME.png. */
  screenshots(name: string): Promise<void>;
  close(): Promise<void>;
}

export interface OpenOptions {
  /** Copied first, so that a scenario leaves nothing behind and finds no packages of this repository above it. */
  readonly copyOf: string;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Whether the extension runs from this repository (the default), or a .vsix was installed by `prepare`. */
  readonly development?: boolean;
  /** More of the server's environment, and so of the extension host's. */
  readonly env?: Readonly<Record<string, string>>;
  /** Called with the server's folder before it starts. */
  readonly prepare?: (serverFolder: string) => void;
  /** More of the address's payload; files are named by `remote` + path. */
  readonly payload?: (remote: string) => [string, string][];
  /** Called with the page before the workbench is loaded. */
  readonly onPage?: (page: Page) => Promise<void>;
}

// Without GPU: WebGL2 by SwiftShader, the rest without.
const chromiumArguments = [
  '--disable-gpu',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const testSettings = {
  ...quietSettings,
  // Asks about untitled files by a dialog of the browser.
  'debug.saveBeforeStart': 'none',
  'files.hotExit': 'off',
  'git.enabled': false,
  'window.confirmBeforeClose': 'never',
  'window.autoDetectColorScheme': false,
  'window.autoDetectHighContrast': false,
};

/** Those that are not closed. */
export const openSessions = new Set<Session>();

/** A server, a browser and a workbench of their own, with the extension and a copy of a folder open. */
export async function open(options: OpenOptions): Promise<Session> {
  const temporary = mkdtempSync(join(tmpdir(), 'backstep-'));
  const folder = join(temporary, 'workspace');
  cpSync(options.copyOf, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const serverFolder = join(temporary, 'server');
  prepareServer(serverFolder, { ...testSettings, ...options.settings });
  options.prepare?.(serverFolder);

  let server: Server | undefined;
  let context: BrowserContext | undefined;
  const close = async () => {
    await context?.close().catch(() => {});
    server?.stop();
    // The server's processes may still be writing.
    rmSync(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  };
  try {
    server = await startServer({
      folder: serverFolder,
      port: await freePort(0),
      // Without the smoke-test flag the server ignores extensionDevelopmentPath; the flag hides toasts.
      options: ['--disable-workspace-trust', '--vscode-option', 'enable-smoke-test-driver'],
      env: { HOME: temporary, ...options.env },
    });
    context = await chromium.launchPersistentContext(join(temporary, 'browser'), {
      executablePath: await findChromium(),
      headless: true,
      chromiumSandbox: false,
      viewport: { width: 1280, height: 800 },
      args: chromiumArguments,
    });
    const page = context.pages()[0] ?? (await context.newPage());
    page.setDefaultTimeout(40_000);
    await options.onPage?.(page);
    const remote = `vscode-remote://${server.address}`;
    const payload = [['skipWelcome', 'true'], ...(options.payload?.(remote) ?? [])];
    if (options.development !== false) payload.push(['extensionDevelopmentPath', remote + root]);
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
    await page.goto(`http://${server.address}/?${query}`);
    const workbench = new Workbench(page);
    await workbench.ready();
    // A theme that is set before the start is not taken.
    await changeTheme(workbench, 'dark');
    const session: Session = {
      workbench,
      page,
      folder,
      server,
      theme: (theme) => changeTheme(workbench, theme),
      async screenshots(name) {
        for (const theme of ['light', 'hc-dark', 'dark'] as const) {
          await changeTheme(workbench, theme);
          await workbench.screenshot(`${name}-${theme}`);
        }
      },
      close: () => {
        openSessions.delete(session);
        return close();
      },
    };
    openSessions.add(session);
    return session;
  } catch (error) {
    await close();
    throw error;
  }
}

const themeClasses: Record<Theme, string> = {
  dark: 'vs-dark',
  light: 'vs',
  'hc-dark': 'hc-black',
  'hc-light': 'hc-light',
};

// As a person does: the server does not see every change of the settings file on disk.
async function changeTheme(workbench: Workbench, theme: Theme): Promise<void> {
  const { page } = workbench;
  const input = page.locator('.quick-input-widget input.input');
  const row = page.locator('.quick-input-list .monaco-list-row.focused', { hasText: themes[theme] });
  // A list from before the themes are known has none of them.
  for (let attempt = 0; ; attempt++) {
    await page.keyboard.press('Control+K');
    await page.keyboard.press('Control+T');
    await input.waitFor({ state: 'visible' });
    await input.fill(themes[theme]);
    if (await appears(row, 3000)) break;
    if (attempt === 10) throw new Error(`workbench: there is no theme — ${themes[theme]}`);
    await page.keyboard.press('Escape');
    await page.waitForTimeout(1000);
  }
  await page.keyboard.press('Enter');
  await input.waitFor({ state: 'hidden' });
  await page.locator(`.monaco-workbench.${themeClasses[theme]}[class*="vscode-theme"]`).waitFor();
}

/** Where screenshots go: .cache/screenshots/NAME.png. */
export function screenshotFile(name: string): string {
  const folder = join(cache, 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
