/** `backstep run --detect`: the program in a host, with all detectors, and at the end what they found. */
import { resolve } from 'node:path';
import type { ProgramEnd } from '../../engine/runtime/protocol';
import { Detectors } from '../debug/detectors';
import { Findings } from '../debug/findings';
import { type LaunchConfiguration, launchConfiguration } from '../debug/launch';
import { exitCode } from '../debug/output';
import { newSeed, Program } from '../debug/program';

export async function detectProgram(file: string, args: readonly string[]): Promise<void> {
  let configuration: LaunchConfiguration;
  let program: Program;
  try {
    configuration = launchConfiguration({ program: resolve(file), args, cwd: process.cwd(), noDebug: true });
    program = await Program.launch(configuration, newSeed());
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 2;
    return;
  }
  const findings = new Findings(program.sites);
  program.onOutput(({ stream, text }) => process[stream].write(text));
  program.onFinding((finding) => findings.add(finding));
  program.onCounts((counts) => findings.count(counts));
  const ended = new Promise<ProgramEnd>((resolve) => program.onEnded(resolve));
  const detectors = new Detectors();
  detectors.configure(configuration);
  await detectors.attach(program.inspector);
  await program.run();
  const end = await ended;
  if (end.message !== null) process.stderr.write(`${end.message}\n`);
  for (const { output } of findings.summary()) process.stderr.write(output);
  process.exitCode = exitCode(end) ?? 1;
  await program.dispose();
}
