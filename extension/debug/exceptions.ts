/** Exception filters and what is told of an exception. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Protocol } from 'devtools-protocol';
import { detectorFilters } from './detectors';

export const exceptionFilters: DebugProtocol.ExceptionBreakpointsFilter[] = [
  {
    filter: 'caught',
    label: 'All Exceptions',
    default: false,
    description:
      'Stops wherever an error is thrown, also one that is caught, and at errors of tensor operations.',
  },
  {
    filter: 'uncaught',
    label: 'Uncaught Exceptions',
    default: true,
    description: 'Stops where an error is thrown that nothing catches.',
  },
  ...detectorFilters,
];

/** The state of V8's `Debugger.setPauseOnExceptions`. */
export function pauseState(filters: readonly string[]): 'none' | 'uncaught' | 'all' {
  if (filters.includes('caught')) return 'all';
  return filters.includes('uncaught') ? 'uncaught' : 'none';
}

export interface ThrownException {
  readonly name: string;
  readonly message: string;
  readonly stack: string;
  readonly uncaught: boolean;
  /** What to do about it, where a detector says so. */
  readonly remedy?: string;
}

/** Reads the exception of a pause; `data` is the thrown value as V8 describes it, its stack in the person's sources. */
export function thrownException(
  data: (Protocol.Runtime.RemoteObject & { uncaught?: boolean }) | undefined,
): ThrownException {
  const description =
    data?.description ?? (data && 'value' in data ? JSON.stringify(data.value) : 'undefined');
  const end = description.search(/\n\s+at /);
  const text = end < 0 ? description : description.slice(0, end);
  const isError = data?.subtype === 'error';
  const name = isError ? (data.className ?? 'Error') : (data?.className ?? data?.type ?? 'undefined');
  return {
    name,
    message: text.startsWith(`${name}: `) ? text.slice(name.length + 2) : text.replace(/^Error: /, ''),
    stack: description,
    uncaught: data?.uncaught === true,
  };
}

/** `lines`: what is known beside the message, such as the operands of an op. */
export function exceptionInfo(
  thrown: ThrownException,
  lines: readonly string[],
): DebugProtocol.ExceptionInfoResponse['body'] {
  const { name, message, stack, uncaught, remedy } = thrown;
  if (remedy !== undefined) {
    return {
      exceptionId: name,
      description: `${message}\n${remedy}`,
      breakMode: 'always',
      details: { typeName: name, message, innerException: [{ typeName: 'remedy', message: remedy }] },
    };
  }
  return {
    exceptionId: name,
    description: [message, ...lines].join('\n'),
    breakMode: uncaught ? 'unhandled' : 'always',
    details: { typeName: name, message, stackTrace: stack },
  };
}
