import { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { WorkerInspector } from '../../engine/runtime/inspector';

test('a program that ends before it can answer that it runs on has run on', async () => {
  let paused: () => void;
  const atDebugger = new Promise<void>((resolve) => {
    paused = resolve;
  });
  const inspector = new WorkerInspector(
    (name) => new Worker('debugger', { eval: true, name }),
    ({ method }) => method === 'Debugger.paused' && paused(),
  );
  await inspector.send('Debugger.enable');
  await inspector.send('Runtime.runIfWaitingForDebugger');
  await atDebugger;
  const resumed = inspector.send('Debugger.resume');
  const evaluated = inspector.send('Runtime.evaluate', { expression: '1' });
  await Promise.resolve();
  // Under load the end of a thread is seen before what it said last; here it always is.
  inspector.worker.emit('exit', 0);
  expect(await resumed).toEqual({});
  await expect(evaluated).rejects.toThrow('the program has ended');
  await expect(inspector.send('Debugger.enable')).rejects.toThrow('the program has ended');
});
