/** The program's files. */
import { basename } from 'node:path';
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Current, Handlers } from './handlers';

export function sourceHandlers({ program }: Current): Handlers {
  return {
    async loadedSources() {
      return { sources: program().maps.sources.map(sourceOf) };
    },
  };
}

export function sourceOf(path: string): DebugProtocol.Source {
  return { name: basename(path), path };
}
