/** A runtime host in a child process. */
import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import type { Message, Transport } from '../../engine/runtime/channel';
import { distFolder } from '../../engine/runtime/files';
import type { HostEvents } from '../../engine/runtime/protocol';
import type { Connection } from './client';
import { deathOf } from './death';
import { hostEnvironment } from './environment';

/** How long a host may take to leave on its own. */
const leaveMs = 1500;
/** Characters kept of what it wrote, for the cause of its death. */
const rememberedText = 16_384;

export function startProcess(): Connection {
  const child = fork(join(distFolder(import.meta.url), 'host.js'), [], {
    serialization: 'advanced',
    execArgv: [],
    env: hostEnvironment(process.env),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  // `close` comes after all that the process wrote; `error` where it could not be started.
  const gone = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
    child.once('error', () => resolve());
  });
  return {
    transport: childTransport(child),
    gone,
    async close() {
      if (child.connected) child.disconnect();
      const force = setTimeout(() => child.kill('SIGKILL'), leaveMs);
      await gone;
      clearTimeout(force);
    },
  };
}

function childTransport(child: ChildProcess): Transport {
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
      const died = (code: number | null, signal: NodeJS.Signals | null, error: Error | null) => {
        if (!ended) tell('program/ended', deathOf({ code, signal, lastText, error }));
        ended = true;
      };
      child.once('error', (error) => died(null, null, error));
      child.once('close', (code, signal) => died(code, signal, null));
    },
  };
}
