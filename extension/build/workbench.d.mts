// What the tests in TypeScript use of workbench.mjs.

export interface Server {
  readonly port: number;
  readonly pid: number;
  /** host:port */
  readonly address: string;
  /** Ends the server and everything that it started. */
  stop(): void;
  readonly ended: Promise<number | string>;
}
export const quietSettings: Readonly<Record<string, unknown>>;
export function installWorkbench(): Promise<void>;
export function prepareServer(folder: string, settings: Readonly<Record<string, unknown>>): void;
export function serverCommand(server: { folder: string; port?: number }): { file: string; args: string[] };
export function serverEnvironment(more?: Record<string, string>): Record<string, string>;
export function startServer(server: {
  folder: string;
  port: number;
  options?: string[];
  env?: Record<string, string>;
}): Promise<Server>;
export function freePort(port: number): Promise<number>;
