/** Why a host's process died, in words. */
import type { ProgramEnd } from '../../engine/runtime/protocol';

export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote past the channel. */
  readonly lastText: string;
  /** It could not be started. */
  readonly error: Error | null;
}

export function deathOf({ code, signal, lastText, error }: Death): ProgramEnd {
  return { code, signal, message: reason(code, signal, lastText, error) };
}

function reason(code: number | null, signal: string | null, lastText: string, error: Error | null): string {
  if (error) return `The program's process could not be started: ${error.message}`;
  if (/heap out of memory|Reached heap limit|invalid (table|array) (size|length)/i.test(lastText)) {
    return (
      'The program ran out of JavaScript heap memory, and its process ended. Keep fewer arrays and objects, ' +
      'or raise the limit: "env": { "NODE_OPTIONS": "--max-old-space-size=8192" } in the launch configuration.'
    );
  }
  if (signal === 'SIGKILL') {
    return (
      "The program's process was killed (SIGKILL): by somebody, or by the system because memory ran out. " +
      'If nobody did, use smaller batches or tensors.'
    );
  }
  if (signal === 'SIGSEGV' || signal === 'SIGBUS' || signal === 'SIGILL' || signal === 'SIGFPE') {
    return `The program's process crashed in native code (${signal}). Run it again; if it stays, please report it.`;
  }
  if (signal) return `The program's process was ended by ${signal}.`;
  return `The program's process ended unexpectedly, with code ${code}. Its last output may say why.`;
}
