/**
 * What a launch configuration becomes before the session sees it: what it leaves open is filled in from the editor.
 * Plain data in and out, no editor here. `debug/launch.ts` checks the result.
 */
import { isAbsolute, resolve } from 'node:path';
import { debugType } from '../contributions';

export interface Launch {
  type: string;
  request: string;
  name: string;
  [attribute: string]: unknown;
}

/** What the editor knows when somebody presses F5. */
export interface Surroundings {
  /** Absolute path of the program in the active editor; null: none is open. */
  readonly openProgram: string | null;
  /** Absolute path of the workspace folder that the launch belongs to; null: none is open. */
  readonly folder: string | null;
  readonly settings: {
    readonly runtime: string;
    readonly device: string;
    readonly detection: string;
    /** By the name of a detector. */
    readonly thresholds: Readonly<Record<string, number>>;
  };
}

/** What F5 means without a launch.json: debug the open file. */
export function launchOfFile(program: string): Launch {
  return { type: debugType, request: 'launch', name: 'Debug this model', program };
}

/**
 * The launch with absolute paths and the settings' choices. Variables such as `${file}` are already substituted.
 * Throws a sentence for the person who wrote the configuration.
 */
export function completeLaunch(launch: Launch, { openProgram, folder, settings }: Surroundings): Launch {
  if (launch.request !== 'launch') {
    throw new Error(
      `launch: this request is not known — "${launch.request}" — Backstep starts programs itself: use "request": "launch"`,
    );
  }
  const program = launch.program || openProgram;
  if (!program) {
    throw new Error(
      'launch: there is no program — no "program" is given and no TypeScript or JavaScript file is open — open the file to debug, or set "program"',
    );
  }
  const cwd = absolute('cwd', launch.cwd || folder, folder);
  return {
    runtime: settings.runtime,
    device: settings.device,
    detection: settings.detection,
    ...launch,
    thresholds: merged(settings.thresholds, launch.thresholds),
    program: absolute('program', program, cwd),
    ...(cwd === null ? {} : { cwd }),
  };
}

/** What is no object is left to the check that follows. */
function merged(settings: object, written: unknown): unknown {
  if (written === undefined) return settings;
  return typeof written === 'object' ? { ...settings, ...written } : written;
}

/** What is not text is left to the check that follows. */
function absolute<Written>(attribute: string, path: Written, base: unknown): Written | string {
  if (typeof path !== 'string' || isAbsolute(path)) return path;
  if (typeof base === 'string') return resolve(base, path);
  throw new Error(
    `launch: "${attribute}" is relative and there is no folder to look in — ${path} — open a folder, or give an absolute path`,
  );
}
