import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
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
import { Workbench } from './workbench';

export type Theme = keyof typeof themes;
export const themes = {
  dark: 'Dark Modern',
  light: 'Light Modern',
  'hc-dark': 'Default High Contrast',
  'hc-light': 'Default High Contrast Light',
} as const;

export interface Session {
  readonly workbench: Workbench;
  readonly page: Page;
  /** The opened folder: a copy of the one asked for, under a temporary folder. */
  readonly folder: string;
  readonly server: Server;
  /** Changes settings while the workbench runs. */
  settings(change: Readonly<Record<string, unknown>>): void;
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
  'workbench.colorTheme': themes.dark,
};

/** A server, a browser and a workbench of their own, with the extension and a copy of a folder open. */
export async function open(options: OpenOptions): Promise<Session> {
  const temporary = mkdtempSync(join(tmpdir(), 'backstep-'));
  const folder = join(temporary, 'workspace');
  cpSync(options.copyOf, folder, { recursive: true, filter: (path) => !path.includes('node_modules') });
  const serverFolder = join(temporary, 'server');
  let current = { ...testSettings, ...options.settings };
  prepareServer(serverFolder, current);
  const settings = (change: Readonly<Record<string, unknown>>) => {
    current = { ...current, ...change };
    writeFileSync(join(serverFolder, 'user-data/User/settings.json'), JSON.stringify(current, null, 2));
  };
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
    page.setDefaultTimeout(20_000);
    await options.onPage?.(page);
    const remote = `vscode-remote://${server.address}`;
    const payload = [['skipWelcome', 'true'], ...(options.payload?.(remote) ?? [])];
    if (options.development !== false) payload.push(['extensionDevelopmentPath', remote + root]);
    const query = new URLSearchParams({ folder, payload: JSON.stringify(payload) });
    await page.goto(`http://${server.address}/?${query}`);
    const workbench = new Workbench(page);
    await workbench.ready();
    return { workbench, page, folder, server, settings, close };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Where screenshots go: .cache/screenshots/NAME.png. */
export function screenshotFile(name: string): string {
  const folder = join(cache, 'screenshots');
  mkdirSync(folder, { recursive: true });
  return join(folder, `${name}.png`);
}
