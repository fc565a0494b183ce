/**
 * Runs in every worker that the program starts, before its own code (dist/nested.mjs): there too the program's modules
 * find what they call, and a debugger what it calls.
 */
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads';
import { shareFlags } from '../history/flags';
import { type NestedNotice, type NestedStart, nestedData } from './bootstrap';
import { distFolder, engineFiles } from './files';
import { hangUpAtExit } from './line';
import { forwardOutput } from './output';
import { seedMathRandom } from './random';
import { installSiteFunction } from './site';
import { installStackTraces } from './stack';
import { prepareWorkers } from './workers';

const { debugged, modulesUrl, program, runnable, seed } = getEnvironmentData(
  nestedData,
) as unknown as NestedStart;
setEnvironmentData(nestedData);
// Without `--import` and this file.
process.execArgv = process.execArgv.slice(2);
if (program !== null) process.argv[1] = program;
const files = engineFiles(distFolder(import.meta.url));
const engine = new Set(files.all);
installStackTraces({ modulesUrl, isEngine: (url) => engine.has(url) });
prepareWorkers({ runnable, modulesUrl, nestedUrl: files.nested, debugged, seed });
// Before the engine is there, whose default generator begins with what `Math.random` gives.
seedMathRandom(seed);
if (debugged) {
  const { flags, line, output, backlog, streams } = debugged;
  hangUpAtExit(new Int32Array(line), () => output.postMessage({ ends: null } satisfies NestedNotice));
  shareFlags(flags);
  forwardOutput(output, new Int32Array(backlog), streams);
  // The engine with it: a program without a debugger loads it only where it uses it.
  (await import('./debuggee')).installDebuggee();
}
installSiteFunction();
