/** What a launch configuration becomes before the session sees it. Plain data in and out: no editor here. */
import { dirname, isAbsolute, resolve } from 'node:path';
import { type Device, debugType, devices, programEndings, type Runtime, runtimes } from '../contributions';

export interface Launch {
  type: string;
  request: string;
  name: string;
  noDebug?: boolean;
  [attribute: string]: unknown;
}

/** What the editor knows when somebody presses F5. */
export interface Surroundings {
  /** Absolute path of the program in the active editor; null: none is open. */
  readonly openProgram: string | null;
  /** Absolute path of the workspace folder that the launch belongs to; null: none is open. */
  readonly folder: string | null;
  readonly settings: { readonly runtime: string; readonly device: string };
  isFile(path: string): boolean;
}

/** What F5 means without a launch.json: debug the open file. */
export function launchOfFile(program: string): Launch {
  return { type: debugType, request: 'launch', name: 'Debug this model', program };
}

export function isProgram(path: string): boolean {
  return programEndings.some((ending) => path.endsWith(ending)) && !/\.d\.[cm]?ts$/.test(path);
}

/**
 * The launch with every default filled in. Variables such as `${file}` are already substituted.
 * Throws a sentence for the person who wrote the configuration.
 */
export function completeLaunch(launch: Launch, around: Surroundings): Launch {
  if (launch.request !== 'launch') {
    throw new Error(
      `launch: this request is not known — "${launch.request}" — Backstep starts programs itself: use "request": "launch"`,
    );
  }
  const written = launch.program ?? around.openProgram;
  if (typeof written !== 'string' || written === '') {
    throw new Error(
      'launch: there is no program — no "program" is given and no TypeScript or JavaScript file is open — open the file to debug, or set "program"',
    );
  }
  const home = around.folder ?? (isAbsolute(written) ? dirname(written) : null);
  const cwd = resolveIn(home, text(launch, 'cwd'));
  if (cwd === null) {
    throw new Error(
      `launch: there is no folder to look in — "program" is ${written}, "cwd" is ${launch.cwd ?? 'not given'} — open a folder, or give absolute paths`,
    );
  }
  const program = resolve(cwd, written);
  if (!isProgram(program)) {
    throw new Error(
      `launch: "program" is not a TypeScript or JavaScript file — ${program} — its name must end in ${programEndings.join(', ')}`,
    );
  }
  if (!around.isFile(program)) {
    throw new Error(
      `launch: the program does not exist — ${program} — correct "program", or save the file first`,
    );
  }
  return {
    ...launch,
    program,
    cwd,
    args: launch.args ?? [],
    env: launch.env ?? {},
    stopOnEntry: launch.stopOnEntry ?? false,
    runtime: oneOf<Runtime>('runtime', launch.runtime ?? around.settings.runtime, runtimes),
    device: oneOf<Device>('device', launch.device ?? around.settings.device, devices),
  };
}

/** null: relative, and there is nothing that it is relative to. */
function resolveIn(home: string | null, path: string | null): string | null {
  if (path !== null && isAbsolute(path)) return path;
  return home === null ? null : resolve(home, path ?? '');
}

function text(launch: Launch, attribute: string): string | null {
  const value = launch[attribute];
  if (value === undefined || value === null || value === '') return null;
  if (typeof value === 'string') return value;
  throw new Error(`launch: "${attribute}" is not text — ${JSON.stringify(value)} — write it in quotes`);
}

function oneOf<Choice extends string>(attribute: string, value: unknown, choices: readonly Choice[]): Choice {
  const choice = choices.find((one) => one === value);
  if (choice !== undefined) return choice;
  throw new Error(
    `launch: "${attribute}" is not known — ${JSON.stringify(value)} — it is one of ${choices.join(', ')}`,
  );
}
