/** A runtime host in a child process. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Message, Transport } from '../../engine/runtime/channel';
import { distFolder } from '../../engine/runtime/files';
import type { HostEvents } from '../../engine/runtime/protocol';
import type { Connection } from './client';
import { type Death, deathOf } from './death';
import { hostEnvironment } from './environment';

/** How long a host may take to leave on its own. */
const leaveMs = 1500;
/** How long to wait for what it wrote last. */
const drainMs = 500;
/** Characters kept of what it wrote, for the cause of its death. */
const rememberedText = 16_384;

export function startProcess(): Connection {
  const child = fork(join(distFolder(import.meta.url), 'host.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    env: hostEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const death = deathOfProcess(child);
  return {
    transport: childTransport(child, death),
    gone: death.then(() => undefined),
    async close() {
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), leaveMs);
      await death;
      clearTimeout(force);
    },
  };
}

/** Resolves when the process is gone and all that it wrote was read. */
function deathOfProcess(child: ChildProcess): Promise<Omit<Death, 'lastText'>> {
  // `close` would be the event for this; it does not come after `disconnect()`.
  const drained = Promise.all(
    [child.stdout, child.stderr].map((stream) => new Promise((resolve) => stream?.once('close', resolve))),
  );
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: null, signal: null, error }));
    child.once('exit', async (code, signal) => {
      // A process that the program started may hold them open.
      await Promise.race([drained, new Promise((late) => setTimeout(late, drainMs))]);
      resolve({ code, signal, error: null });
    });
  });
}

function childTransport(child: ChildProcess, death: Promise<Omit<Death, 'lastText'>>): Transport {
  return {
    post(message) {
      // What cannot be sent any more is answered by the channel's end.
      if (child.connected) child.send(message, () => undefined);
    },
    onMessage(listener) {
      const tell = <E extends keyof HostEvents>(event: E, params: HostEvents[E]) =>
        listener({ kind: 'event', event, params });
      let lastText = '';
      let ended = false;
      child.on('message', (given) => {
        const message = given as Message;
        if (message.kind === 'event' && message.event === 'program/ended') ended = true;
        listener(message);
      });
      // What is written past Node's streams: by native code, or by a dying V8.
      for (const stream of ['stdout', 'stderr'] as const) {
        child[stream]?.setEncoding('utf8').on('data', (text: string) => {
          lastText = (lastText + text).slice(-rememberedText);
          tell('program/output', { stream, text, site: 0 });
        });
      }
      void death.then((how) => {
        if (!ended) tell('program/ended', deathOf({ ...how, lastText }));
      });
    },
  };
}
