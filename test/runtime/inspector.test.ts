import { Worker } from 'node:worker_threads';
import { afterEach, expect, test } from 'vitest';
import { WorkerInspector } from '../../engine/runtime/inspector';
import { hangUpAtExit, makeLine, sendOver } from '../../engine/runtime/line';

const started: WorkerInspector[] = [];
afterEach(async () => {
  for (const { worker } of started.splice(0)) await worker.terminate();
});

/** A worker at the `debugger` of its program. */
async function atDebugger(program: string): Promise<WorkerInspector> {
  let paused: () => void = () => undefined;
  const stopped = new Promise<void>((resolve) => {
    paused = resolve;
  });
  const inspector = new WorkerInspector(
    (name, workerData) => new Worker(program, { eval: true, name, workerData }),
    ({ method }) => method === 'Debugger.paused' && paused(),
  );
  started.push(inspector);
  await inspector.send('Debugger.enable');
  await inspector.send('Runtime.runIfWaitingForDebugger');
  await stopped;
  return inspector;
}

test('a program that ends before it can answer that it runs on has run on', async () => {
  const inspector = await atDebugger('debugger');
  const resumed = inspector.send('Debugger.resume');
  const never = { expression: 'new Promise(() => 0)', awaitPromise: true };
  const evaluated = inspector.send('Runtime.evaluate', never);
  await Promise.resolve();
  // Under load the end of a thread is seen before what it said last; here it always is.
  inspector.worker.emit('exit', 0);
  expect(await resumed).toEqual({});
  await expect(evaluated).rejects.toThrow('the program has ended');
  await expect(inspector.send('Debugger.enable')).rejects.toThrow('the program has ended');
});

test('nothing is sent to a thread that has hung up, though it is still there', async () => {
  const hangUp = 'Atomics.store(new Int32Array(require("worker_threads").workerData), 0, 1)';
  const inspector = await atDebugger(`debugger; ${hangUp}; console.log("gone"); setInterval(() => 0, 1e6)`);
  const said = new Promise((resolve) => inspector.worker.stdout.once('data', resolve));
  await inspector.send('Debugger.resume');
  await said;
  await expect(inspector.send('Runtime.getHeapUsage')).rejects.toThrow('the program has ended');
});

test('a thread that is paused ends when it is told to, and no further message reaches it', async () => {
  const inspector = await atDebugger('debugger; for (;;) console.log("ran on")');
  let output = '';
  inspector.worker.stdout.on('data', (data) => {
    output += data;
  });
  const exited = new Promise((resolve) => inspector.worker.once('exit', resolve));
  inspector.terminate();
  await expect(inspector.send('Runtime.getHeapUsage')).rejects.toThrow('the program has ended');
  await exited;
  expect(output).toBe('');
});

test('a thread hangs up after the last of its listeners for `exit`', () => {
  const line = makeLine();
  const emit = process.emit;
  const sends: boolean[] = [];
  const listen = () => sends.push(sendOver([line], () => undefined));
  try {
    hangUpAtExit(line);
    process.once('SIGUSR2', listen);
    process.emit('SIGUSR2');
    process.once('exit', listen);
    // The runner's own listeners are none of this.
    const others = process.listeners('exit').filter((listener) => listener !== listen);
    for (const other of others) process.off('exit', other as () => void);
    process.emit('exit', 0);
    for (const other of others) process.on('exit', other as () => void);
  } finally {
    process.emit = emit;
  }
  expect(sends).toEqual([true, true]);
  expect(sendOver([line], () => undefined)).toBe(false);
});
