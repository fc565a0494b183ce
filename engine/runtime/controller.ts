/** The controller thread's side of a run: answers a debug session over a channel, wherever that is. */

import type { Addon } from '../tensor/native';
import { Channel, type Transport } from './channel';
import { distFolder } from './files';
import { tensorHistogram, tensorStatistics, tensorTile } from './inspect';
import { tensorBytes } from './memory';
import type { HostEvents, HostMethods } from './protocol';
import { Run } from './run';

export interface RuntimeHost {
  /** Ends the program, if there is one, and the channel. */
  dispose(): Promise<void>;
}

export interface HostOptions {
  /** Whether this process is the program's alone: its folder becomes the program's. */
  readonly ownProcess: boolean;
}

/** A runtime host in this thread: runs one program, in a worker. */
export function createHost(transport: Transport, { ownProcess }: HostOptions): RuntimeHost {
  let launching = false;
  let run: Run | null = null;
  const running = (method: string): Run => {
    if (run) return run;
    throw new Error(`${method}: there is no program — send program/launch first`);
  };
  const channel = new Channel<object, object, HostMethods, HostEvents>(transport, {
    async 'program/launch'(params) {
      if (launching) throw new Error('program/launch: a host runs one program — start another host');
      launching = true;
      const launched = await Run.launch(
        params,
        { ownProcess, addon: loadedAddon, dist: distFolder(import.meta.url) },
        {
          output: (output) => channel.tell('program/output', output),
          flushed: () => transport.flushed?.() ?? Promise.resolve(),
          inspector: (event) => channel.tell('inspector/event', event),
          threadStarted: (thread) => channel.tell('program/thread', thread),
          threadEnded: (thread) => channel.tell('program/threadEnded', { thread }),
          finding: (finding) => channel.tell('program/finding', finding),
          counted: (counts) => channel.tell('program/counts', counts),
          logged: (log) => channel.tell('program/log', log),
          ended: (end) => channel.tell('program/ended', end),
        },
      );
      run = launched.run;
      return launched.result;
    },
    async 'program/run'({ thread }) {
      await running('program/run').start(thread);
      return null;
    },
    async 'program/resume'(params) {
      await running('program/resume').thread(params.thread).resume(params);
      return null;
    },
    'program/pause'({ thread }) {
      running('program/pause').thread(thread).pause();
      return null;
    },
    async 'program/interrupt'({ thread, expression }) {
      return running('program/interrupt')
        .thread(thread)
        .interrupt(expression, await loadedAddon());
    },
    'program/ops': () => running('program/ops').ops,
    async 'program/terminate'() {
      await running('program/terminate').terminate();
      return null;
    },
    'inspector/send': ({ thread, method, params }) => running(method).thread(thread).send(method, params),
    'history/read': (request) => running('history/read').history(request),
    'history/budget': ({ mebibytes }) => running('history/budget').historyBudget(mebibytes),
    'tensor/statistics': ({ place }) => tensorStatistics(place),
    'tensor/histogram': ({ place, bins }) => tensorHistogram(place, bins),
    'tensor/bytes': ({ place, start, count }) => tensorBytes(place, start, count),
    'tensor/tile': ({ place, tile }) => tensorTile(place, tile),
  });
  return {
    async dispose() {
      await run?.terminate();
      channel.close('the runtime host was disposed');
    },
  };
}

/** Null where there is no addon: then no program can run either, and its own error says so. */
async function loadedAddon(): Promise<Addon | null> {
  const loaded = await import('../tensor/native').catch(() => null);
  return loaded?.native ?? null;
}
