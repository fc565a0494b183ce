/** Runs programs of the set as a debugged program runs, each in a worker of this process, with all detectors on. */
import { basename, dirname } from 'node:path';
import type { DetectorChoice, Finding } from '../../engine/history/detection';
import { detectors } from '../../engine/history/detectors/index';
import { waitingCalls } from '../../engine/runtime/bootstrap';
import type { ProgramEnd } from '../../engine/runtime/protocol';
import { startHost } from '../../extension/runtime/client';
import { type Program, programs } from './manifest';
import type { Result } from './score';

/** Nobody waits to be told more. */
const patienceMs = 120_000;

/** All of them, as they are by default; they count, and stop nothing. */
const choices: readonly DetectorChoice[] = detectors.map(({ name, threshold }) => ({
  name,
  threshold: threshold?.default ?? 0,
  stops: false,
}));

/** What was found, and all that the program printed. */
export interface Ran extends Result {
  readonly output: string;
}

/** @throws Error where the program does not end well. */
export async function execute(program: Program): Promise<Ran> {
  const { name, path, args } = program;
  const host = await startHost({ runtime: 'extensionHost' });
  const { channel } = host;
  try {
    let output = '';
    const findings: Finding[] = [];
    let counts: readonly number[] = [];
    channel.on('program/output', ({ text }) => {
      output += text;
    });
    channel.on('program/finding', (finding) => findings.push(finding));
    channel.on('program/counts', (all) => {
      counts = all;
    });
    const ended = new Promise<ProgramEnd>((resolve, reject) => {
      host.onEnded(resolve);
      setTimeout(() => reject(new Error(`${name}: it does not end\n${output}`)), patienceMs).unref();
    });
    const launch = {
      program: path,
      args,
      cwd: dirname(path),
      env: {},
      device: 'cpu',
      history: null,
      debug: false,
      seed: 0,
    } as const;
    const { sites } = await channel.request('program/launch', launch);
    // The program is held before its first line, and takes what waits for it when it starts.
    const expression = `globalThis.${waitingCalls} = [['setDetectors', ${JSON.stringify(choices)}]]`;
    const params = { expression };
    await channel.request('inspector/send', { thread: 1, method: 'Runtime.evaluate', params });
    await channel.request('program/run', { thread: 1 });
    const { code, message } = await ended;
    if (code !== 0) throw new Error(`${name}: it ended with ${code} — ${message ?? ''}\n${output}`);
    const found = findings.map(({ id, detector, site, cause }) => {
      const place = sites[site];
      return {
        detector,
        place: place ? `${basename(place.source)}:${place.line}` : '',
        cause,
        count: counts[id] ?? 0,
      };
    });
    return { program, output, found };
  } finally {
    await host.dispose();
  }
}

/** All programs, two at a time. */
export async function executeAll(): Promise<Ran[]> {
  const results: Ran[] = [];
  let next = 0;
  const take = async () => {
    while (next < programs.length) {
      const place = next++;
      results[place] = await execute(programs[place]);
    }
  };
  await Promise.all([take(), take()]);
  return results;
}
