/** An error of an op: the operands that it was given, as a scope and in words. */
import type { Protocol } from 'devtools-protocol';
import type { Node } from './node';
import { PropertiesNode } from './properties';
import type { Remote, RemoteObject } from './remote';

type CallFrame = Protocol.Debugger.CallFrame;

/** Where an op failed. */
export interface Failure {
  /** The frame that throws, with the error as its argument. */
  readonly raise: CallFrame;
  /** Frames of the engine from there on, up to the person's. */
  readonly engine: readonly CallFrame[];
  /** The person's frame that called the op. */
  readonly person: CallFrame | null;
}

/** The failure at the top of a stack, if the engine threw it. */
export function failureOf(
  callFrames: readonly CallFrame[],
  { isRaise, isHidden }: { isRaise(frame: CallFrame): boolean; isHidden(frame: CallFrame): boolean },
): Failure | undefined {
  const [raise, ...outer] = callFrames;
  if (!isRaise(raise)) return undefined;
  const end = outer.findIndex((frame) => !isHidden(frame));
  return { raise, engine: end < 0 ? outer : outer.slice(0, end), person: end < 0 ? null : outer[end] };
}

/** The operands, each under its role. */
export function operandsNode(failure: Failure): Node {
  return new PropertiesNode(
    async (remote) => (await call(failure, remote, 'operandsView(error, frames)', false)).objectId!,
    { readOnly: true },
  );
}

/** Each operand in a line, then which of their axes or dtypes disagree. */
export async function operandLines(failure: Failure, remote: Remote): Promise<string[]> {
  const { value } = await call(failure, remote, 'operandLines(error, frames, person)', true);
  return value as string[];
}

/** Calls a function of the debuggee with the error, and with the variables of the frames. */
async function call(
  { raise, engine, person }: Failure,
  remote: Remote,
  code: string,
  byValue: boolean,
): Promise<RemoteObject> {
  const scopesOf = ({ scopeChain }: CallFrame, ...without: string[]) =>
    scopeChain.flatMap(({ type, object }) => (without.includes(type) ? [] : (object.objectId ?? [])));
  // The outer scopes first: what is inside of them comes after it.
  const frames = engine.map((frame) => scopesOf(frame, 'closure', 'module', 'script', 'global').reverse());
  const outer = person ? scopesOf(person, 'global') : [];
  const self = person?.this.objectId;
  const objects = [...frames.flat(), ...outer, ...(self === undefined ? [] : [self])];
  const [error] = raise.scopeChain;
  return remote.call(
    `function(counts, outer, ...scopes) {
      const { error } = this;
      // A variable that is not set yet, or that V8 has optimised away, cannot be read.
      const readable = (scopes) => {
        const variables = {};
        for (const scope of scopes) {
          for (const name of Object.getOwnPropertyNames(scope)) {
            try { variables[name] = scope[name]; } catch {}
          }
        }
        return variables;
      };
      const frames = counts.map((count) => readable(scopes.splice(0, count)));
      const person = [...scopes.splice(0, outer).map((scope) => readable([scope])), ...scopes];
      return __backstep.${code};
    }`,
    error.object.objectId!,
    [
      { value: frames.map(({ length }) => length) },
      { value: outer.length },
      ...objects.map((objectId) => ({ objectId })),
    ],
    byValue,
  );
}
