/** The first module of the program's thread: makes it look like a Node process of its own, then runs the program. */
import threads from 'node:worker_threads';
import { onFinding } from '../history/detection';
import { shareFlags } from '../history/flags';
import { shareRing } from '../history/records';
import { setSites } from '../history/sites';
import { manualSeed } from '../tensor/generator';
import type { NestedNotice, WorkerStart } from './bootstrap';
import { installDebuggee } from './debuggee';
import { onRunLog } from './debuggee/runs';
import { distFolder, engineFiles } from './files';
import { hangUpAtExit } from './line';
import { forwardOutput } from './output';
import { seedMathRandom } from './random';
import { installSiteFunction } from './site';
import { installStackTraces } from './stack';
import { endOnUncaught } from './uncaught';
import { prepareWorkers } from './workers';

const start = threads.workerData as WorkerStart;
hangUpAtExit(new Int32Array(start.line), () =>
  start.output.postMessage({ ends: null } satisfies NestedNotice),
);
shareFlags(start.flags);
if (start.ring !== null) shareRing(start.ring);
setSites(start.sites);
installDebuggee();
installSiteFunction();
onRunLog((log) => start.output.postMessage(log));
onFinding((finding) => start.output.postMessage(finding));
forwardOutput(start.output, new Int32Array(start.backlog));
const files = engineFiles(distFolder(import.meta.url));
const engine = new Set(files.all);
installStackTraces({ modulesUrl: start.modulesUrl, isEngine: (url) => engine.has(url) });
endOnUncaught();
// A program that starts its workers only where it is the main thread is that here.
Object.assign(threads, { isMainThread: true, parentPort: null, threadId: 0, workerData: null });
prepareWorkers({ ...start, nestedUrl: files.nested, debugged: start.debug ? start : null });
seedMathRandom(start.seed);
manualSeed(start.seed);
process.argv = [process.execPath, start.program, ...start.args];
const { cwd } = start;
if (cwd !== null) process.cwd = () => cwd;

// Without a handler: an error of the program is uncaught, for the debugger too.
import(start.url);
