/** The program's files. */
import { basename } from 'node:path';
import { Event, LoadedSourceEvent } from '@vscode/debugadapter';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Current, Handlers } from './handlers';
import type { Program } from './program';

export function sourceHandlers({ program }: Current): Handlers {
  return {
    async loadedSources() {
      return { sources: program().maps.sources.map(sourceOf) };
    },
  };
}

/** What a client hears of a program that was just launched: its process and its files. */
export function launchEvents({ configuration, pid, maps }: Program): DebugProtocol.Event[] {
  const process = new Event('process', {
    name: basename(configuration.program),
    systemProcessId: pid,
    isLocalProcess: true,
    startMethod: 'launch',
  });
  return [process, ...maps.sources.map((path) => new LoadedSourceEvent('new', sourceOf(path)))];
}

export function sourceOf(path: string): DebugProtocol.Source {
  return { name: basename(path), path };
}
