/** The attributes of a launch: what a person may write in launch.json, checked. */
import { existsSync, statSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import type { LaunchParams } from '../../engine/runtime/protocol';
import { checkDetectors, type DetectorConfiguration } from './detectors';
import { UserError } from './errors';

export interface LaunchConfiguration extends Omit<LaunchParams, 'seed'>, DetectorConfiguration {
  readonly stopOnEntry: boolean;
  readonly noDebug: boolean;
  readonly runtime: 'process' | 'extensionHost';
}

const extensions = ['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.jsx'];
const runtimes = ['process', 'extensionHost'] as const;
/** MiB. */
const defaultHistory = 512;
const devices = ['auto', 'cpu', 'cuda'] as const;
const detections = ['all', 'stops'] as const;

/** Throws a {@link UserError} that names the attribute, what it is and what to write. */
export function launchConfiguration(written: Readonly<Record<string, unknown>>): LaunchConfiguration {
  const cwd = optional(written, 'cwd', isString, 'a folder');
  const program = optional(written, 'program', isString, 'the path of a TypeScript or JavaScript file');
  if (!program) {
    throw new UserError(
      'launch: "program" is missing — set it to the TypeScript or JavaScript file to debug',
    );
  }
  const path = isAbsolute(program) ? program : resolve(cwd ?? process.cwd(), program);
  if (!existsSync(path)) {
    throw new UserError(`launch: "program" does not exist — ${path} — correct the path in launch.json`);
  }
  if (!statSync(path).isFile() || !extensions.some((extension) => path.endsWith(extension))) {
    throw new UserError(
      `launch: "program" is not a program — ${path} — choose a file that ends in ${extensions.join(', ')}`,
    );
  }
  if (cwd !== undefined && !(existsSync(cwd) && statSync(cwd).isDirectory())) {
    throw new UserError(`launch: "cwd" is not a folder — ${cwd} — correct it, or leave it out`);
  }
  const noDebug = optional(written, 'noDebug', isBoolean, 'true or false') ?? false;
  const history =
    optional(
      written,
      'history',
      isHistory,
      '{ "ops": true or false, "tensors": MiB }, MiB from 0 to 1000000',
    ) ?? {};
  const detecting = {
    detectors: optional(written, 'detectors', isStrings, 'a list of names, such as ["nan"]') ?? [],
    detection:
      optional(written, 'detection', oneOf(detections), detections.map(quoted).join(' or ')) ?? 'all',
    thresholds:
      optional(written, 'thresholds', isNumbers, 'an object of numbers by the name of a detector') ?? {},
  };
  checkDetectors(detecting);
  return {
    ...detecting,
    program: path,
    args: optional(written, 'args', isStrings, 'a list of strings') ?? [],
    cwd: cwd ?? dirname(path),
    env: optional(written, 'env', isEnvironment, 'an object of strings, or null to remove a variable') ?? {},
    device: optional(written, 'device', oneOf(devices), devices.map(quoted).join(', ')) ?? 'auto',
    runtime: optional(written, 'runtime', oneOf(runtimes), runtimes.map(quoted).join(' or ')) ?? 'process',
    stopOnEntry: optional(written, 'stopOnEntry', isBoolean, 'true or false') ?? false,
    history: noDebug || history.ops === false ? null : (history.tensors ?? defaultHistory),
    noDebug,
    debug: !noDebug,
  };
}

function optional<T>(
  written: Readonly<Record<string, unknown>>,
  name: string,
  is: (value: unknown) => value is T,
  expected: string,
): T | undefined {
  const value = written[name];
  if (value === undefined || value === null) return undefined;
  if (is(value)) return value;
  throw new UserError(
    `launch: "${name}" is not ${expected} — ${JSON.stringify(value)} — correct it in launch.json`,
  );
}

const quoted = (text: string) => `"${text}"`;
const isString = (value: unknown): value is string => typeof value === 'string';
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';
const isStrings = (value: unknown): value is string[] => Array.isArray(value) && value.every(isString);
const isNumbers = (value: unknown): value is Record<string, number> =>
  typeof value === 'object' && !Array.isArray(value) && Object.values(value as object).every(Number.isFinite);
const oneOf =
  <T extends string>(names: readonly T[]) =>
  (value: unknown): value is T =>
    (names as readonly unknown[]).includes(value);

function isHistory(value: unknown): value is { ops?: boolean; tensors?: number } {
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  const { ops = true, tensors = 0 } = value as { ops?: unknown; tensors?: unknown };
  return isBoolean(ops) && isMebibytes(tensors);
}

/** Whether it says what memory history may take, in MiB. */
export function isMebibytes(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 1e6;
}

function isEnvironment(value: unknown): value is Record<string, string | null> {
  if (typeof value !== 'object' || Array.isArray(value)) return false;
  return Object.values(value as object).every((one) => one === null || isString(one));
}
