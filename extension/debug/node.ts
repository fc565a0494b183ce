/** What can be opened in a Variables view, and the lines under it. */
import type { DebugProtocol } from '@vscode/debugprotocol';
import type { Description, TensorDescription } from '../../engine/runtime/debuggee';
import type { Remote, RemoteObject } from './remote';

/** Which children a client asks for; all of them where it does not say. */
export interface Range {
  readonly filter?: 'named' | 'indexed';
  readonly start?: number;
  readonly count?: number;
}

/** Something that can be opened. */
export interface Node {
  /** Children that are reached by index, and those by name, as far as known. */
  readonly indexed?: number;
  readonly named?: number;
  children(range: Range, remote: Remote): Promise<readonly Child[]>;
  /** Gives a child another value, that of an object or a plain value of the program; the line as it is then. */
  assign?(name: string, value: RemoteObject, remote: Remote): Promise<Child>;
}

/** A line under a node. Exactly one of `remote`, `tensor`, `text` and `getter` says what it is. */
export interface Child {
  readonly name: string;
  readonly remote?: RemoteObject;
  /** A part of a tensor: it is no object of the program. */
  readonly tensor?: TensorDescription;
  readonly text?: string;
  /** Opened by the line itself. */
  readonly node?: Node;
  /** As `node`, where that depends on what the value is; undefined: what such a value opens into elsewhere. */
  readonly opens?: (description: Description) => Node | undefined;
  /** What a tensor's line also says: how large its storage is, or its gradient. */
  readonly beside?: 'bytes' | 'gradient';
  readonly type?: string;
  /** The value is computed by code of the program, only when it is asked for. */
  readonly lazy?: boolean;
  readonly evaluateName?: string;
  readonly hint?: DebugProtocol.VariablePresentationHint;
}

/** The expression for a member: `x.name`, `x[3]`, `x["a b"]`. */
export function memberName(of: string | undefined, name: string, byIndex = false): string | undefined {
  if (of === undefined) return undefined;
  if (byIndex) return `${of}[${name}]`;
  return /^#?[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(name)
    ? `${of}.${name}`
    : `${of}[${JSON.stringify(name)}]`;
}
